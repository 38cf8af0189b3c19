"""Corrections of confirmed duties: asked for by one person with reason and document, decided by another."""

from django.db import models
from django.db.models import F, Q

from appraisal.core.models import Document
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.roles import Actor, Role
from examiners.models.duty import ENTERING, AttendanceFields, Duty, DutySheet, duty_visibility
from examiners.models.examiner import Examiner

SEEING = ENTERING | {Role.FINANCE_OFFICER}


class DutyCorrectionQuerySet(ScopedQuerySet):
    """Corrections for those who enter duties, and for whoever pays by them."""

    def visibility(self, actor: Actor) -> Q | None:
        return duty_visibility(actor, "sheet__") if actor.role in SEEING else None


class DutyCorrection(models.Model):
    """A change of the confirmed duties of one practical; what is to change are its lines."""

    sheet = models.ForeignKey(DutySheet, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField("更正理由", max_length=400)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.REQUESTED)
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField("处理意见", max_length=400, blank=True)

    objects = DutyCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(state=RequestState.REQUESTED), name="one_open_duty_correction"
            ),
            models.CheckConstraint(
                name="duty_correction_second_person", condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by"))
            ),
        ]

    def concerned(self) -> set[int]:
        """See `DutySheet.concerned`."""
        return self.sheet.concerned()


class DutyCorrectionLine(AttendanceFields):
    """What one examiner's duty should be. `duty`: the version that is wrong, None for somebody not on the sheet."""

    correction = models.ForeignKey(DutyCorrection, on_delete=models.PROTECT, related_name="lines")
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="+")
    duty = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(AttendanceFields.Meta):
        ordering = ("pk",)
        constraints = [
            *AttendanceFields.Meta.constraints,
            models.UniqueConstraint(fields=["correction", "examiner"], name="one_correction_line_per_examiner"),
        ]
