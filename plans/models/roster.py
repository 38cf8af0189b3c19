"""Roster workbooks on their way in."""

from django.db import models

from appraisal.core.fields import EncryptedJSONField
from appraisal.core.models import Document
from plans.models.plan import OfItemQuerySet, PlanItem
from plans.rules.enums import UploadMode, UploadState


class RosterUpload(models.Model):
    """One uploaded roster: the file, how far its check is, what was found.

    `mode`: how the institute confirmed the difference; empty while nobody had to be asked.
    `faults`, `recoveries` and `difference` hold personal data and are encrypted; `summary` holds counts only.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="uploads")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=UploadState.choices(), default=UploadState.RECEIVED)
    mode = models.CharField(max_length=12, choices=UploadMode.choices(), blank=True)
    uploaded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    faults = EncryptedJSONField()
    recoveries = EncryptedJSONField()
    difference = EncryptedJSONField()

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "id"]),
        ]

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.item.plan.concerned()
