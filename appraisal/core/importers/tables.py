"""Small tables that officers upload: xlsx or CSV to rows of texts. Rosters have their own, harder reader."""

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tablib
from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_ROWS = 5000
# Excel in China saves CSV in its own encoding unless told otherwise.
ENCODINGS = ("utf-8-sig", "gb18030")


def read_table(upload: UploadedFile) -> tablib.Dataset:
    """The first sheet with its first row as headers; every cell is a text without blanks at its ends.

    Raises `Refused` for a file that is too large, cannot be read, or holds nothing.
    """
    name = str(upload.name)
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(Refusal("catalogue_file_size", {"limit": MAX_BYTES // MEGABYTE}))
    content = upload.read()
    try:
        rows = _csv_rows(content) if Path(name).suffix.lower() == ".csv" else _sheet_rows(content)
    except (CalamineError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise Refused(Refusal("catalogue_file_kind", {"name": name})) from error
    return _dataset([[_text(cell) for cell in row] for row in rows])


def _sheet_rows(content: bytes) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise Refused(Refusal("catalogue_file_size", {"limit": MAX_BYTES // MEGABYTE}))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(0).to_python()


def _csv_rows(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise ValueError("not a text file")
    for encoding in ENCODINGS[:-1]:
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding)), strict=True))
        except UnicodeDecodeError:
            continue
    return list(csv.reader(io.StringIO(content.decode(ENCODINGS[-1])), strict=True))


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
