"""Pictures as institutes hand them in: drawn, small, a different one for each number."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from appraisal.core.crypto import blind_index
from appraisal.core.pictures import Portrait, read_portrait
from plans.models import Candidate, Plan
from plans.services.photos import HandedIn
from tests.factories import filing as make

SIZE = (295, 413)


def picture(number: int = 0, *, size: tuple[int, int] = SIZE, kind: str = "JPEG", **options: object) -> bytes:
    """A picture file; `options` go to Pillow."""
    width, height = size[0] // 8, size[1] // 8
    image = Image.frombytes("RGB", (width, height), Random(number).randbytes(3 * width * height)).resize(size)
    ImageDraw.Draw(image).ellipse((60, 80, 230, 330), fill=(230, 190, 150 + number % 100))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def portrait(number: int = 0) -> Portrait:
    """A picture that was taken."""
    return read_portrait("a.jpg", picture(number))


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, picture() if content is None else content)


def handed_in(*names: str) -> list[HandedIn]:
    """Good pictures under these names."""
    return [HandedIn(name, portrait(number)) for number, name in enumerate(names)]


def candidate(plan: Plan, name: str, number: str, **fields: object) -> Candidate:
    """A candidate whom his document number finds."""
    return make.candidate(plan, name=name, document_number=number, document_index=blind_index(number), **fields)
