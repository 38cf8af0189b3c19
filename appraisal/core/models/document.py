"""Stored documents: encrypted on disk, outside the web root, served only through a permission check."""

from django.db import models

from appraisal.core.models.organisation import Organisation


class Document(models.Model):
    """An uploaded file. `storage_key` names the encrypted file below DOCUMENT_ROOT; sizes are in bytes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=80, unique=True)
    uploaded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
