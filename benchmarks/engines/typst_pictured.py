"""Ours as the worker prints tickets with photographs: in smaller batches, each ticket with a face of its own."""

from typing import Any

from django.conf import settings

from appraisal.core.pictures import read_portrait
from appraisal.core.rules.prints import batches
from appraisal.core.typesetting import join, typeset
from plans.exporters.plan_papers import FOLDER
from tests.factories.photos import picture

DRAWN = 40
_drawn: list[bytes] = []


def prepare(content: dict[str, Any]) -> None:
    """Draw a few faces; the portal has them in its store."""
    _drawn.extend(read_portrait("a.jpg", picture(number)).jpeg for number in range(DRAWN))
    for number, sheet in enumerate(content["sheets"]):
        sheet["photo"] = f"{number:08}"


def make(content: dict[str, Any]) -> bytes:
    """The PDF of all tickets."""
    parts = batches(content["sheets"], settings.KAOWU["PRINT_BATCH_PICTURED"])
    return join(_set(content, part) for part in parts)


def _set(content: dict[str, Any], part: list[dict[str, Any]]) -> bytes:
    pictures = {sheet["photo"]: _face(sheet["photo"]) for sheet in part}
    return typeset(FOLDER / "ticket.typ", {**content, "sheets": part}, tagged=False, pictures=pictures)


def _face(name: str) -> bytes:
    """A drawn face made different from all others by a comment in its file."""
    jpeg = _drawn[int(name) % DRAWN]
    return jpeg[:2] + b"\xff\xfe" + (len(name) + 2).to_bytes(2, "big") + name.encode() + jpeg[2:]
