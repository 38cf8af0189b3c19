"""Corrections (信息更正) of a candidate's fields after filing, with old and new value and evidence."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Document
from appraisal.core.rules.enums import RequestState
from plans.models.candidate import Candidate
from plans.models.eligibility import OfCandidateQuerySet
from plans.rules.review_enums import CorrectionField


class Correction(models.Model):
    """One field's correction. Values are encrypted since they may be ID numbers."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField("更正项", max_length=24, choices=CorrectionField.choices())
    old_value = EncryptedTextField("原内容")
    new_value = EncryptedTextField("更正为")
    reason = models.CharField("更正理由", max_length=400)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.REQUESTED)
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField("处理意见", max_length=400, blank=True)
    effects = models.JSONField("影响", default=dict)

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "field"], condition=Q(state=RequestState.REQUESTED), name="one_open_correction"
            ),
        ]
