"""Documents that come along with a request over HTTP."""

from django.core.files.uploadedfile import UploadedFile

from appraisal.core import files
from plans.services.attachments import Attachment


def attachment_of(upload: UploadedFile | None) -> Attachment | None:
    """The file, looked at. Raises `Refused`: call it in the action."""
    return Attachment(str(upload.name), files.read_upload(upload)) if upload else None
