"""Timers of dispatches as rows: what is due is found in the database, whatever happened to the workers."""

from django.db import models
from django.db.models import Q

from examiners.models.dispatch import Dispatch, OfDispatchQuerySet
from examiners.models.invitation import Invitation
from examiners.rules.states import Question, TimerKind


class Timer(models.Model):
    """One timer. It is pending until it fires or is stopped. `due_at` moves when the gateway was down meanwhile.

    For an answer: `question` and `copy` say for which sending; it was started when the gateway had sent it. An outage
    without end leaves `due_at` empty: the sweep computes it when the gateway is back.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="timers")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="timers")
    kind = models.CharField(max_length=8, choices=TimerKind.choices())
    question = models.CharField(max_length=12, choices=Question.choices(), blank=True)
    copy = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = OfDispatchQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "question", "copy"],
                condition=Q(kind=TimerKind.ANSWER),
                name="one_timer_per_sending",
            ),
            models.UniqueConstraint(
                fields=["dispatch", "kind"],
                condition=~Q(kind=TimerKind.ANSWER) & Q(fired_at=None, stopped_at=None),
                name="one_pending_timer_per_kind",
            ),
            models.CheckConstraint(
                name="timer_fires_or_stops", condition=Q(fired_at__isnull=True) | Q(stopped_at__isnull=True)
            ),
            models.CheckConstraint(
                name="timer_not_early", condition=Q(fired_at__isnull=True) | Q(fired_at__gte=models.F("due_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(fired_at=None, stopped_at=None), name="timer_pending"),
            models.Index(fields=["fired_at"], condition=Q(fired_at__isnull=False), name="timer_fired"),
            models.Index(
                fields=["invitation"], condition=Q(fired_at=None, stopped_at=None), name="timer_of_invitation"
            ),
        ]
