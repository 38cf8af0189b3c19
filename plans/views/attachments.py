"""A file that came with a form."""

from django.http import HttpRequest

from appraisal.core import files
from plans.services.attachments import Attachment


def attached(request: HttpRequest, name: str = "document") -> Attachment | None:
    """The uploaded evidence, if there is one. Raises `Refused` for a file that cannot be taken."""
    upload = request.FILES.get(name)
    return Attachment(str(upload.name), files.read_upload(upload)) if upload else None
