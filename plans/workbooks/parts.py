"""Looks through the raw bytes of one part of a workbook, piece by piece, without parsing it.

An XML parser would be slower by an order of magnitude and is what a hostile file aims at. Pieces are cut at the last
"<", since a tag never contains one, so nothing is missed between two pieces.
"""

import re
from dataclasses import dataclass, field
from typing import Final

NAMED_CELLS: Final = 10
"""How many cells with formulas a refusal names."""

# Nearly every writer spells cells as ` r="A1"`; the second pattern of each pair is for those who do not.
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>\s*$")
_ROW_NUMBER: Final = (
    re.compile(rb'<row r="([0-9]{1,9})'),
    re.compile(rb"<(?:[\w.-]+:)?row\b[^<>]*?\br\s*=\s*[\"']([0-9]{1,9})"),
)
_FAR_CELL: Final = (  # beyond column AZ, or below row 99,999
    re.compile(rb' r="(?:[B-Z][A-Z][0-9]|[A-Z]{3}[0-9]|[A-Z]{1,3}[0-9]{6})'),
    re.compile(rb"\br\s*=\s*[\"'](?:[B-Z][A-Z][0-9]|[A-Z]{3}[0-9]|[A-Z]{1,3}[0-9]{6})"),
)
_PREFIXED: Final = re.compile(rb":(?:row|c|f)[\s/>]")
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]+)")
_KNOWN_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_LONGEST_TAG: Final = 1024 * 1024


@dataclass(slots=True)
class PartScan:
    """What was seen so far. `rows`, `cells`: how many elements; `last_row`: highest row number named."""

    unpacked: int = 0
    is_sheet: bool = False
    is_archive: bool = False
    is_foreign_encoding: bool = False
    has_doctype: bool = False
    macro_enabled: bool = False
    has_far_cell: bool = False
    rows: int = 0
    cells: int = 0
    last_row: int = 0
    formulas: int = 0
    formula_cells: list[str] = field(default_factory=list)
    _carried: bytes = b""
    _before: bytes = b""


def scan_part(scan: PartScan, piece: bytes) -> None:
    """Look through the next piece of the part. What stays behind the last "<" is only the root's closing tag."""
    if scan.unpacked == 0:
        _look_at_head(scan, piece)
    scan.unpacked += len(piece)
    text = scan._carried + piece
    cut = text.rfind(b"<")
    if cut > 0 and len(text) - cut < _LONGEST_TAG:
        text, scan._carried = text[:cut], text[cut:]
    else:
        scan._carried = b""
    _look_through(scan, text)
    scan._before = text[-400:]


def _look_at_head(scan: PartScan, piece: bytes) -> None:
    head = piece[:256]
    scan.is_archive = head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"))
    encoding = _ENCODING.search(head)
    scan.is_foreign_encoding = (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or b"\0" in head
        or (encoding is not None and encoding[1].lower() not in _KNOWN_ENCODINGS)
    )


def _look_through(scan: PartScan, text: bytes) -> None:
    if not scan.is_sheet:  # a document type stands before the root element, or the part is no XML at all
        scan.has_doctype = scan.has_doctype or b"<!DOCTYPE" in text or b"<!ENTITY" in text
        scan.macro_enabled = scan.macro_enabled or b"macroEnabled" in text
        scan.is_sheet = b"sheetData" in text
    if scan.is_sheet:
        _look_through_cells(scan, text)


def _look_through_cells(scan: PartScan, text: bytes) -> None:
    numbers = _ROW_NUMBER[0].findall(text)
    rows, cells = text.count(b"<row"), text.count(b"<c")
    prefixed = len(_PREFIXED.findall(text))
    usual_cells = text.count(b'<c r="')
    if cells != usual_cells:
        cells -= text.count(b"<co")  # <cols>, <col>, <conditionalFormatting>
    unusual = prefixed > 0 or rows != len(numbers) or cells != usual_cells
    if unusual:
        numbers = _ROW_NUMBER[1].findall(text)
    scan.rows += rows + prefixed
    scan.cells += cells + prefixed
    scan.last_row = max(scan.last_row, *map(int, numbers), 0)
    scan.has_far_cell = scan.has_far_cell or _FAR_CELL[unusual].search(text) is not None
    if b"<f" in text or unusual:
        _name_formulas(scan, text)


def _name_formulas(scan: PartScan, text: bytes) -> None:
    context = scan._before + text
    for match in _FORMULA.finditer(context, len(scan._before)):
        scan.formulas += 1
        if len(scan.formula_cells) < NAMED_CELLS:
            cell = _CELL.search(context[max(0, match.start() - 400) : match.start()])
            if cell:
                scan.formula_cells.append(cell[1].decode())
