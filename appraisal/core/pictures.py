"""Pictures of people on their way in: judged by their own bytes, decoded within limits, written anew.

What is kept is a JPEG that this module wrote: the turn that a camera noted is applied, and everything that travels in a
picture besides it (place, camera, comments, hidden parts) stays behind.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.conf import settings
from PIL import Image, ImageOps

from appraisal.core.errors import Refused
from appraisal.core.files import sniff
from appraisal.core.rules.refusals import Refusal

JPEG: Final = "image/jpeg"
FORMATS: Final = {JPEG: "JPEG", "image/png": "PNG"}
KILOBYTE: Final = 1024
UNREADABLE: Final = (
    *(OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError),
    *(struct.error, zlib.error),
)
"""What Pillow raises for a file that is broken."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """The picture of a person as it will be kept: a JPEG without anything but the picture. Only made here."""

    jpeg: bytes


def read_portrait(name: str, content: bytes) -> Portrait:
    """The portrait in an uploaded file. `name` is how refusals call it.

    Raises `Refused` with everything that is wrong. The size in pixels is read from the head of the file and judged
    before anything is decoded.
    """
    kind = FORMATS.get(sniff(content))
    if not content:
        raise Refused(Refusal("document_empty", {"name": name}))
    if kind is None:
        raise Refused(Refusal("picture_type", {"name": name}))
    refusals = list(weight_refusals(name, len(content)))
    try:
        with Image.open(BytesIO(content), formats=(kind,)) as picture:
            refusals += _shape_refusals(name, *_upright_size(picture))
            if refusals:
                raise Refused(*refusals)
            return Portrait(_written_anew(picture))
    except Image.DecompressionBombError as bomb:
        raise Refused(*refusals, _huge(name)) from bomb
    except UNREADABLE as error:
        raise Refused(*refusals, Refusal("picture_damaged", {"name": name})) from error


def most_bytes() -> int:
    """How large the file of one portrait may be."""
    most: int = settings.KAOWU["PHOTO_KILOBYTES"][1]
    return most * KILOBYTE


def weight_refusals(name: str, size: int) -> Iterator[Refusal]:
    """Why a file of `size` bytes is no picture to take, before it is read."""
    least, most = settings.KAOWU["PHOTO_KILOBYTES"]
    if not least * KILOBYTE <= size <= most * KILOBYTE:
        shown = {"name": name, "size": -(-size // KILOBYTE), "least": least, "most": most}
        yield Refusal("picture_size", shown)


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height as the picture is looked at: cameras note a quarter turn instead of making it."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(0x0112, 1) >= 5 else (width, height)


def _shape_refusals(name: str, width: int, height: int) -> Iterator[Refusal]:
    kaowu = settings.KAOWU
    if width * height > kaowu["PHOTO_MOST_PIXELS"]:
        yield _huge(name)
        return
    least_width, least_height = kaowu["PHOTO_LEAST_PIXELS"]
    if width < least_width or height < least_height:
        found = {"name": name, "width": width, "height": height}
        yield Refusal("picture_small", {**found, "least_width": least_width, "least_height": least_height})
    narrowest, widest = kaowu["PHOTO_SHAPE"]
    if not narrowest <= width / height <= widest:
        yield Refusal("picture_shape", {"name": name, "width": width, "height": height})


def _huge(name: str) -> Refusal:
    return Refusal("picture_huge", {"name": name, "limit": settings.KAOWU["PHOTO_MOST_PIXELS"] // 10_000})


def _written_anew(picture: Image.Image) -> bytes:
    """A JPEG no larger than what is kept, in plain colours; what was transparent is white."""
    size = settings.KAOWU["PHOTO_KEPT_PIXELS"]
    picture.draft("RGB", (2 * max(size), 2 * max(size)))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer)
    plain = upright.convert("RGB")
    plain.thumbnail(size, Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", plain.size, plain.tobytes())  # the pixels alone: no comment, place or profile
    out = BytesIO()
    bare.save(out, "JPEG", quality=settings.KAOWU["PHOTO_QUALITY"], optimize=True)
    return out.getvalue()
