"""Manual dispatch 三: one officer proposes people with a reason, a second one decides."""

from django.db import models
from django.db.models import F, Q

from examiners.models.dispatch import Dispatch, OfDispatchQuerySet
from examiners.models.examiner import Examiner
from examiners.rules.states import ManualState


class ManualDispatch(models.Model):
    """A proposal. Approved, its people take part without being asked and get the third message only."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="manual_dispatches")
    examiners = models.ManyToManyField(Examiner, related_name="+")
    reason = models.CharField("理由", max_length=400)
    state = models.CharField(max_length=10, choices=ManualState.choices(), default=ManualState.PROPOSED)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    proposed_label = models.CharField(max_length=160)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_label = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField("复核意见", max_length=400, blank=True)

    objects = OfDispatchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch"], condition=Q(state=ManualState.PROPOSED), name="one_open_proposal"
            ),
            models.CheckConstraint(
                name="second_person_approves",
                condition=~Q(state=ManualState.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]

    def concerned(self) -> set[int]:
        """Those who dispatch: the institute hears of the team, not of the proposal."""
        return {self.dispatch.district_id}
