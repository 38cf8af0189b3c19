"""Cells of an uploaded xlsx or CSV as texts, within the portal's limits; what stands in them is for the rules."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from appraisal.core.errors import Refused
from appraisal.core.importers.cells import MEGABYTE, UnreadableTable, cells_of
from appraisal.core.rules.refusals import Refusal

MAX_UNPACKED = 200 * MEGABYTE


def read_upload(upload: UploadedFile) -> tuple[bytes, list[list[str]]]:
    """The bytes and the cells of an uploaded table. Raises `Refused`."""
    limit = settings.KAOWU["STATEMENT_MAX_BYTES"]
    if (upload.size or 0) > limit:
        raise Refused(Refusal("statement_size", {"limit": limit // MEGABYTE}))
    content = upload.read()
    return content, read_cells(str(upload.name), content)


def read_lines(upload: UploadedFile, headers: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Each filled line of an uploaded table below its headings: its number in the sheet, its cells by `headers`.

    Columns may stand in any order. Raises `Refused` for a table without lines, or without one of the columns.
    """
    _, rows = read_upload(upload)
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if len(filled) < 2:
        raise Refused(Refusal("tariff_empty"))
    headings = [heading.replace("(", "（").replace(")", "）") for heading in filled[0][1]]
    missing = [name for name in headers if name not in headings]
    if missing:
        raise Refused(Refusal("standard_columns", {"columns": "、".join(missing)}))
    places = [headings.index(name) for name in headers]
    return [(number, [row[place] if place < len(row) else "" for place in places]) for number, row in filled[1:]]


def read_cells(name: str, content: bytes) -> list[list[str]]:
    """The cells of a table, every one a text. Raises `Refused` for a file that cannot be read, or is too long."""
    try:
        rows = cells_of(name, content, most_unpacked=MAX_UNPACKED)
    except UnreadableTable as error:
        raise Refused(Refusal("statement_kind", {"name": name})) from error
    most = settings.KAOWU["STATEMENT_MAX_ROWS"]
    if len(rows) > most:
        raise Refused(Refusal("statement_rows", {"limit": most}))
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    """As a person reads the cell: whole numbers without a point, amounts to the fen, days as 2026-03-10."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
