"""Workbooks coming in: inspected and opened with the portal's limits, then handed to the services."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import RosterUpload, ScoreEntry
from plans.rules.roster.sheets import RosterSheet
from plans.services import rosters, score_entries, score_imports
from plans.workbooks import guard, reader, score_reader
from plans.workbooks.limits import MEGABYTE, Limits


def workbook_limits() -> Limits:
    """The limits as set for this portal."""
    kaowu = settings.KAOWU
    return Limits(
        max_bytes=kaowu["ROSTER_MAX_BYTES"],
        max_unpacked=kaowu["ROSTER_MAX_UNPACKED_BYTES"],
        max_rows=kaowu["ROSTER_MAX_ROWS"],
    )


def open_roster(content: bytes) -> RosterSheet:
    """The roster sheet of a workbook that was inspected when it came in. Raises `Refused`."""
    return reader.open_roster(content, workbook_limits())


def receive_upload(*, actor: Actor, item_id: int, upload: UploadedFile, now: datetime) -> RosterUpload:
    """Inspect an uploaded workbook and hand it in. Raises `Refused` before anything is stored, or like the service."""
    content = _inspected(upload)
    return rosters.receive_roster(actor=actor, item_id=item_id, name=str(upload.name), content=content, now=now)


def receive_scores(*, actor: Actor, sitting_id: int, upload: UploadedFile, now: datetime) -> ScoreEntry:
    """Inspect and read an uploaded workbook of scores into the actor's draft. Raises `Refused` like the service."""
    content = _inspected(upload)
    source = score_entries.SourceFile(str(upload.name), hashlib.sha256(content).hexdigest())
    rows = score_reader.open_scores(content)
    return score_imports.import_scores(actor=actor, sitting_id=sitting_id, rows=rows, source=source, now=now)


def _inspected(upload: UploadedFile) -> bytes:
    """The content of a workbook that is safe to open. Raises `Refused`."""
    limits = workbook_limits()
    size = upload.size or 0
    if size > limits.max_bytes:
        sizes = {"size": -(-size // MEGABYTE), "limit": limits.max_bytes // MEGABYTE}
        raise Refused(Refusal("roster_file_size", sizes))
    content = upload.read()
    guard.inspect_workbook(content, limits)
    return content
