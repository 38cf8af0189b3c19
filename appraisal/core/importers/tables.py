"""Small tables that officers upload: xlsx or CSV to rows of texts. Rosters have their own, harder reader."""

from collections.abc import Iterable
from typing import Any

import tablib
from django.core.files.uploadedfile import UploadedFile

from appraisal.core.errors import Refused
from appraisal.core.importers.cells import MEGABYTE, UnpacksTooFar, UnreadableTable, cells_of
from appraisal.core.rules.refusals import Refusal

MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_ROWS = 5000


def read_table(upload: UploadedFile) -> tablib.Dataset:
    """The first sheet with its first row as headers; every cell is a text without blanks at its ends.

    Raises `Refused` for a file that is too large, cannot be read, or holds nothing.
    """
    name = str(upload.name)
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(Refusal("catalogue_file_size", {"limit": MAX_BYTES // MEGABYTE}))
    content = upload.read()
    try:
        rows = cells_of(name, content, most_unpacked=MAX_UNPACKED)
    except UnpacksTooFar as error:
        raise Refused(Refusal("catalogue_file_size", {"limit": MAX_BYTES // MEGABYTE})) from error
    except UnreadableTable as error:
        raise Refused(Refusal("catalogue_file_kind", {"name": name})) from error
    return _dataset([[_text(cell) for cell in row] for row in rows])


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _dataset(rows: list[list[str]]) -> tablib.Dataset:
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise Refused(Refusal("catalogue_file_empty"))
    if len(filled) > MAX_ROWS + 1:
        raise Refused(Refusal("catalogue_file_rows", {"limit": MAX_ROWS}))
    headers = [header.replace("(", "（").replace(")", "）") for header in filled[0]]
    return tablib.Dataset(*_even(filled[1:], len(headers)), headers=headers)


def _even(rows: Iterable[list[str]], width: int) -> list[list[str]]:
    """Rows of one width: short ones are filled up, what stands right of the headers is left out."""
    return [(row + [""] * width)[:width] for row in rows]
