"""Portraits on their way in: what is refused before it is decoded, and what is left of what is kept."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from appraisal.core.errors import Refused
from appraisal.core.pictures import read_portrait
from tests.factories.photos import picture


def codes(content: bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_portrait("甲.jpg", content)
    return [one.code for one in refused.value.refusals]


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


def hollow_png(width: int, height: int) -> bytes:
    """A PNG that says how large it is and is nothing else."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 4096, 0)), (b"IEND", b"")]
    sealed = ((body, name + body) for name, body in parts)
    chunks = (struct.pack(">I", len(body)) + both + struct.pack(">I", zlib.crc32(both)) for body, both in sealed)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_what_a_camera_noted_is_applied_and_nothing_of_it_is_kept():
    noted = Image.Exif()
    noted[0x0112] = 6  # held sideways
    noted[0x010E] = "Chaoyang, at home"
    sideways = opened(picture(size=(600, 840))).rotate(90, expand=True)
    out = BytesIO()
    sideways.save(out, "JPEG", exif=noted, comment=b"Chaoyang, too", icc_profile=b"Chaoyang profile" * 20)
    kept = read_portrait("甲.jpg", out.getvalue()).jpeg
    found = opened(kept)
    assert (found.size, found.format, dict(found.getexif())) == ((295, 413), "JPEG", {})
    assert b"Chaoyang" in out.getvalue() and b"Chaoyang" not in kept
    assert not {"exif", "comment", "icc_profile"} & set(found.info)


def test_a_transparent_png_lies_on_white():
    image = Image.new("RGBA", (300, 420), (0, 0, 0, 0))
    image.paste(opened(picture()), (0, 0))
    image.paste((9, 9, 9, 0), (0, 0, 150, 420))
    out = BytesIO()
    image.save(out, "PNG")
    found = opened(read_portrait("甲.png", out.getvalue()).jpeg)
    assert found.mode == "RGB" and min(found.getpixel((20, 200))) > 245


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["document_empty"]),
        (b"%PDF-1.7" + b" " * 9000, ["picture_type"]),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 200, ["picture_type"]),
        (picture(size=(120, 200), quality=20), ["picture_size", "picture_small", "picture_shape"]),
        (picture(size=(640, 400)), ["picture_shape"]),
        (picture()[:6000], ["picture_damaged"]),
        (b"\xff\xd8\xff" + bytes(range(256)) * 40, ["picture_damaged"]),
        (hollow_png(20_000, 28_000), ["picture_huge"]),
        (hollow_png(60_000, 60_000), ["picture_huge"]),
        (hollow_png(300, 420), ["picture_damaged"]),
    ],
)
def test_what_is_no_portrait_is_refused_with_all_its_reasons(content, expected):
    assert codes(content) == expected


def test_too_heavy_a_file_is_refused(settings):
    settings.KAOWU = {**settings.KAOWU, "PHOTO_KILOBYTES": (1, 4)}
    assert codes(picture(quality=95)) == ["picture_size"]
