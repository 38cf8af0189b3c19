"""The cells of an uploaded table, xlsx or CSV, as they stand in it; what they mean is for whoever asked."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MEGABYTE = 1024 * 1024
# Excel in China, and the banks, save CSV in their own encoding unless told otherwise.
ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableTable(ValueError):
    """Not a table, or damaged."""


class UnpacksTooFar(UnreadableTable):
    """A workbook that would take more memory than it may."""


def cells_of(name: str, content: bytes, *, most_unpacked: int) -> list[list[Any]]:
    """The cells of the first sheet, or of a file whose name ends in .csv (all texts).

    `most_unpacked`: bytes that a workbook may unpack to. Raises `UnreadableTable`, `UnpacksTooFar`.
    """
    try:
        return _csv(content) if Path(name).suffix.lower() == ".csv" else _sheet(content, most_unpacked)
    except UnreadableTable:
        raise
    except (CalamineError, zipfile.BadZipFile, csv.Error, ValueError) as error:  # a wrong encoding is a ValueError
        raise UnreadableTable(str(error)) from error


def _sheet(content: bytes, most_unpacked: int) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > most_unpacked:
            raise UnpacksTooFar
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def _csv(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise UnreadableTable("not a text file")
    for encoding in ENCODINGS[:-1]:
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding)), strict=True))
        except UnicodeDecodeError:
            continue
    return list(csv.reader(io.StringIO(content.decode(ENCODINGS[-1])), strict=True))
