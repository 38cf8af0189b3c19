"""Obligations hung on a plan's exam dates (design §3), and the city's overrides of them."""

from django.db import models
from django.db.models import Q

from appraisal.core.models import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from plans.models.plan import OfPlanQuerySet, Plan, Sitting
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode


class ObligationQuerySet(OfPlanQuerySet):
    """Obligations by actor."""


class Obligation(models.Model):
    """One obligation: until `due_at` (exclusive end of `last_day`) it is on time.

    `next_reminder_at` is when the sweep reminds next, NULL when no reminder is left. `responsible` owes it;
    for an obligation of the city it is the guidance section.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="obligations")
    code = models.CharField(max_length=12)
    sitting = models.ForeignKey(Sitting, null=True, blank=True, on_delete=models.CASCADE, related_name="obligations")
    responsible = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="obligations")
    anchor_date = models.DateField("起算日期")
    last_day = models.DateField("最后一天")
    due_at = models.DateTimeField()
    provisional = models.BooleanField("暂定", default=False)
    overridden = models.BooleanField("特批", default=False)
    state = models.CharField(max_length=8, choices=ObligationState.choices(), default=ObligationState.OPEN)
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    next_reminder_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code", "sitting"], nulls_distinct=False, name="one_obligation_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=ObligationState.OPEN), name="obligation_due"),
            models.Index(
                fields=["next_reminder_at"],
                condition=Q(state=ObligationState.OPEN, next_reminder_at__isnull=False),
                name="obligation_remind",
            ),
            models.Index(
                fields=["responsible", "due_at"],
                condition=Q(state__in=[ObligationState.OPEN, ObligationState.MISSED]),
                name="obligation_owed",
            ),
            models.Index(fields=["-due_at"], condition=Q(state=ObligationState.MISSED), name="obligation_missed"),
        ]

    @property
    def label(self) -> str:
        """What is owed, in Chinese."""
        return ObligationCode[self.code].label


class OverrideQuerySet(ScopedQuerySet):
    """Overrides are seen with their plan."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        if actor.role == Role.INSTITUTE_CLERK:
            return Q(obligation__plan__institute_id=actor.organisation_id)
        return None


class Override(models.Model):
    """The city's decision (特批) that an obligation has a new last day, with its reason. Added, never changed."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="overrides")
    old_last_day = models.DateField()
    new_last_day = models.DateField()
    reason = models.TextField()
    granted_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
