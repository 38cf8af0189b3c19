"""Cells of an uploaded xlsx or CSV as texts, within the portal's limits; what stands in them is for the rules."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 200 * MEGABYTE
ENCODINGS = ("utf-8-sig", "gb18030")  # banks export CSV in either


def read_upload(upload: UploadedFile) -> tuple[bytes, list[list[str]]]:
    """The bytes and the cells of an uploaded table. Raises `Refused`."""
    limit = settings.KAOWU["STATEMENT_MAX_BYTES"]
    if (upload.size or 0) > limit:
        raise Refused(Refusal("statement_size", {"limit": limit // MEGABYTE}))
    content = upload.read()
    return content, read_cells(str(upload.name), content)


def read_cells(name: str, content: bytes) -> list[list[str]]:
    """The cells of a table, every one a text. Raises `Refused` for a file that cannot be read, or is too long."""
    try:
        rows = _csv(content) if Path(name).suffix.lower() == ".csv" else _sheet(content)
    except (CalamineError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise Refused(Refusal("statement_kind", {"name": name})) from error
    most = settings.KAOWU["STATEMENT_MAX_ROWS"]
    if len(rows) > most:
        raise Refused(Refusal("statement_rows", {"limit": most}))
    return [[_text(cell) for cell in row] for row in rows]


def _sheet(content: bytes) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("unpacks to too much")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(0).to_python()


def _csv(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise ValueError("not a text file")
    for encoding in ENCODINGS[:-1]:
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding)), strict=True))
        except UnicodeDecodeError:
            continue
    return list(csv.reader(io.StringIO(content.decode(ENCODINGS[-1])), strict=True))


def _text(cell: Any) -> str:
    """As a person reads the cell: whole numbers without a point, amounts to the fen, days as 2026-03-10."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
