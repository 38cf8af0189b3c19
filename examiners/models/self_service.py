"""What an examiner does for himself: changes that wait for a confirmation, and his secret addresses."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.models.examiner import Examiner, OfExaminerQuerySet, registered_by
from examiners.rules.enums import ChangeState, ExaminerField, LinkKind


class ExaminerChangeQuerySet(ScopedQuerySet):
    """Changes asked for: whoever keeps the entry, and the examiner himself."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role == Role.EXAMINER:
            return Q(examiner__user_id=actor.user_id)
        if actor.role in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER):
            return registered_by(actor, "examiner__")
        return None


class ExaminerChange(models.Model):
    """A number that the examiner asks to change. It counts once the keeper of the entry has confirmed it."""

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField("事项", max_length=12, choices=ExaminerField.choices())
    value = EncryptedTextField("新号码")
    state = models.CharField(max_length=10, choices=ChangeState.choices(), default=ChangeState.WAITING)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("处理意见", max_length=400, blank=True)

    objects = ExaminerChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["examiner", "field"], condition=Q(state=ChangeState.WAITING), name="one_waiting_change"
            ),
        ]


class ExaminerLink(models.Model):
    """A secret address that opens one examiner's pages (from an SMS) or his calendar.

    The address is signed from the key of this row, so nothing secret is stored; ending the row ends the address.
    """

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=LinkKind.choices())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = OfExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["examiner"],
                condition=Q(kind=LinkKind.CALENDAR, revoked_at=None),
                name="one_open_calendar_link",
            ),
        ]
