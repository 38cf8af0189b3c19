"""Photographs of candidates, and what became of each upload of many."""

from django.db import models

from appraisal.core.fields import EncryptedJSONField
from appraisal.core.models import Document
from plans.models.candidate import Candidate
from plans.models.eligibility import OfCandidateQuerySet
from plans.models.plan import OfItemQuerySet, PlanItem


class Photo(models.Model):
    """The photograph of a candidate; an exchanged or expired one is gone, with its file.

    `document` is asked for by nothing but the services and queries of photographs: the general address of stored
    documents does not open it.
    """

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="photo")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    objects = OfCandidateQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.candidate)


class PhotoUpload(models.Model):
    """Many photographs handed in at once: how many were kept, and which files did not fit.

    `misfits` is a list of `[file name, [refusal, …]]`, document numbers in names masked; names are personal, so that
    it is encrypted, and gone when the photographs of the plan go.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="photo_uploads")
    uploaded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    files = models.PositiveIntegerField("文件")
    added = models.PositiveIntegerField("新增")
    exchanged = models.PositiveIntegerField("更换")
    misfits = EncryptedJSONField()

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    @property
    def kept(self) -> int:
        """How many were stored."""
        return self.added + self.exchanged

    @property
    def left_out(self) -> int:
        """How many did not fit."""
        return self.files - self.kept

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.item.plan.concerned()
