"""A document that comes along with a request: what was uploaded, and how it is kept. Part of an action."""

from dataclasses import dataclass
from datetime import datetime

from appraisal.core import files
from appraisal.core.models import Document
from appraisal.core.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class Attachment:
    """Evidence as it was uploaded: its name, and bytes that `files.read_upload` has looked at."""

    name: str
    content: bytes


def store_attachment(actor: Actor, attachment: Attachment, now: datetime) -> Document:
    """Keep the file, encrypted. Call it after nothing can be refused any more."""
    kind = files.sniff(attachment.content)
    return files.store(actor=actor, name=attachment.name, content=attachment.content, content_type=kind, now=now)
