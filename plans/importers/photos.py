"""Photographs coming in: one, several, or a ZIP of many; each is judged by itself and written anew."""

import struct
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from appraisal.core import pictures
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import Photo, PhotoUpload
from plans.permissions import authorise_role
from plans.rules.photos import shown_name
from plans.rules.states import PlanAction
from plans.services import photos
from plans.services.photos import HandedIn

MEGABYTE: Final = 1024 * 1024
ZIP: Final = b"PK\x03\x04"
END, END_SIZE, LONGEST_COMMENT, END_64 = b"PK\x05\x06", 22, 65_535, b"PK\x06\x06"
LARGEST_DIRECTORY: Final = 2 * MEGABYTE  # several thousand names
ENCRYPTED, UTF8 = 0x1, 0x800
COMPANIONS: Final = ("__macosx/", "thumbs.db", "desktop.ini")
"""What systems put into an archive by themselves; nobody handed it in."""
BROKEN: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, struct.error)


def receive_photo(*, actor: Actor, candidate_id: int, upload: UploadedFile | None, now: datetime) -> Photo:
    """Take the photograph of one candidate. Raises `Refused` with what is wrong with it, or like the service."""
    authorise_role(actor, PlanAction.SET_PHOTOS)  # nothing is decoded for others
    if upload is None:
        raise Refused(Refusal("photos_none", field="file"))
    one = _read(str(upload.name), upload.size or 0, upload.file)
    if one.portrait is None:
        raise Refused(*one.refusals)
    return photos.set_photo(actor=actor, candidate_id=candidate_id, portrait=one.portrait, now=now)


def receive_photos(*, actor: Actor, item_id: int, uploads: Sequence[UploadedFile], now: datetime) -> PhotoUpload:
    """Take the photographs of an item's candidates, as files or as one ZIP.

    Raises `Refused` for an upload that cannot be looked at as a whole, or like the service.
    """
    authorise_role(actor, PlanAction.SET_PHOTOS)
    _refuse(_whole_refusals(uploads))
    if _is_zip(uploads[0]):
        handed_in = _from_zip(uploads[0].file)
    else:
        handed_in = [_read(str(one.name), one.size or 0, one.file) for one in uploads]
    return photos.set_photos(actor=actor, item_id=item_id, handed_in=handed_in, now=now)


def _whole_refusals(uploads: Sequence[UploadedFile]) -> Iterator[Refusal]:
    most, limit = settings.KAOWU["PHOTOS_AT_ONCE"], settings.KAOWU["PHOTOS_MAX_BYTES"]
    size = sum(one.size or 0 for one in uploads)
    if not uploads:
        yield Refusal("photos_none", field="files")
    if len(uploads) > most:
        yield Refusal("photos_many", {"count": len(uploads), "limit": most}, field="files")
    if size > limit:
        yield Refusal("photos_size", {"size": -(-size // MEGABYTE), "limit": limit // MEGABYTE}, field="files")
    elif len(uploads) > 1 and any(map(_is_zip, uploads)):
        yield Refusal("photos_zip_alone", field="files")


def _refuse(refusals: Iterator[Refusal]) -> None:
    if found := tuple(refusals):
        raise Refused(*found)


def _is_zip(upload: UploadedFile) -> bool:
    head = upload.file.read(len(ZIP))
    upload.file.seek(0)
    return bool(head == ZIP)


def _read(name: str, size: int, stream: IO[bytes]) -> HandedIn:
    """One file, decoded; no more of it is read than a portrait may weigh, whatever it says of its size."""
    shown = shown_name(name)
    if too_heavy := tuple(pictures.weight_refusals(shown, size)) if size else ():
        return HandedIn(name, None, too_heavy)
    try:
        return HandedIn(name, pictures.read_portrait(shown, stream.read(pictures.most_bytes() + 1)))
    except Refused as refused:
        return HandedIn(name, None, refused.refusals)
    except BROKEN:
        return HandedIn(name, None, (Refusal("picture_damaged", {"name": shown}),))


def _from_zip(file: IO[bytes]) -> list[HandedIn]:
    try:
        _refuse(_directory_refusals(file))
        with zipfile.ZipFile(file) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir() and not _is_companion(part.filename)]
            _refuse(_parts_refusals(parts))
            return [_read_part(archive, part) for part in parts]
    except BROKEN as error:
        raise Refused(Refusal("photos_zip_damaged", field="files")) from error


def _directory_refusals(file: IO[bytes]) -> Iterator[Refusal]:
    """The list of names is read whole when an archive is opened: a swollen one is not opened."""
    file.seek(0, 2)
    file.seek(max(file.tell() - END_SIZE - LONGEST_COMMENT, 0))
    tail = file.read()
    at = tail.rfind(END)
    (size,) = struct.unpack_from("<I", tail, at + 12) if at >= 0 else (0,)
    file.seek(0)
    if at < 0 or END_64 in tail or size > LARGEST_DIRECTORY:
        yield Refusal("photos_zip_damaged", field="files")


def _parts_refusals(parts: Sequence[zipfile.ZipInfo]) -> Iterator[Refusal]:
    most = settings.KAOWU["PHOTOS_AT_ONCE"]
    if not parts:
        yield Refusal("photos_zip_empty", field="files")
    if len(parts) > most:
        yield Refusal("photos_many", {"count": len(parts), "limit": most}, field="files")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        yield Refusal("photos_zip_encrypted", field="files")


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> HandedIn:
    name = _name_of(part)
    try:
        with archive.open(part) as stream:
            return _read(name, part.file_size, stream)
    except BROKEN:
        return HandedIn(name, None, (Refusal("picture_damaged", {"name": shown_name(name)}),))


def _name_of(part: zipfile.ZipInfo) -> str:
    """The name as its owner reads it: Windows writes Chinese names in GBK and does not say so."""
    if part.flag_bits & UTF8:
        return part.filename
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _is_companion(path: str) -> bool:
    name = path.lower()
    return name.startswith(COMPANIONS[0]) or name.rpartition("/")[2] in COMPANIONS or "/." in f"/{name}"
