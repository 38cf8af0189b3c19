"""Documents on disk: checked by content, encrypted, named by a random key, never below the web root."""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appraisal.core import clock
from appraisal.core.crypto import decrypt, encrypt
from appraisal.core.errors import Refused
from appraisal.core.models.document import Document
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def sniff(content: bytes) -> str:
    """The content type by the file's first bytes; empty when it is none of PDF, JPEG, PNG."""
    return next((kind for signature, kind in SIGNATURES if content.startswith(signature)), "")


def read_upload(upload: UploadedFile) -> bytes:
    """The bytes of an uploaded proof document. Raises `Refused` for a wrong type, an empty or an oversized file."""
    limit = settings.KAOWU["DOCUMENT_MAX_BYTES"]
    name, size = str(upload.name), upload.size or 0
    megabyte = 1024 * 1024
    if size > limit:
        raise Refused(
            Refusal("document_size", {"name": name, "size": -(-size // megabyte), "limit": limit // megabyte})
        )
    content = upload.read()
    if not content:
        raise Refused(Refusal("document_empty", {"name": name}))
    if not sniff(content):
        raise Refused(Refusal("document_type", {"name": name, "found": Path(name).suffix or "无扩展名"}))
    return content


def store(*, actor: Actor, name: str, content: bytes, content_type: str, now: datetime) -> Document:
    """Write what the actor brings; see `store_for`."""
    return store_for(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        name=name,
        content=content,
        content_type=content_type,
        now=now,
    )


def store_for(
    *, organisation_id: int | None, user_id: int | None, name: str, content: bytes, content_type: str, now: datetime
) -> Document:
    """Write the encrypted file and its row.

    A file whose transaction does not commit has no row: nobody can open it, and `remove_strays` deletes it.
    """
    require_transaction()
    key = secrets.token_hex(20)
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encrypt(content))
    return Document.objects.create(
        organisation_id=organisation_id,
        name=Path(name).name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_key=key,
        uploaded_by_id=user_id,
        uploaded_at=now,
    )


def remove(document: Document) -> None:
    """Delete the row, and the file once that is certain. A file whose removal was lost goes with the strays."""
    require_transaction()
    path = _path(document.storage_key)
    document.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def read(document: Document) -> bytes:
    """The decrypted content. Raises `FileNotFoundError` when the file is gone."""
    return decrypt(_path(document.storage_key).read_bytes())


def remove_strays(*, older_than: timedelta) -> int:
    """Delete files without a row, left by transactions that never committed; returns how many.

    `older_than` (real time) must exceed the longest transaction: a younger file may get its row yet.
    """
    before = (clock.real_now() - older_than).timestamp()
    removed = 0
    for folder in Path(settings.DOCUMENT_ROOT).glob("??"):
        aged = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < before}
        kept = Document.objects.filter(storage_key__in=aged).values_list("storage_key", flat=True)
        for key in aged.keys() - set(kept):
            aged[key].unlink(missing_ok=True)
            removed += 1
    return removed


def _path(key: str) -> Path:
    return Path(settings.DOCUMENT_ROOT) / key[:2] / key
