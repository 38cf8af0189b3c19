"""Text that stays text: nothing we write into a workbook may ever be taken for a formula.

In xlsx a string cell is inert, but a person who edits it, or saves as CSV, wakes it up; so risky text also carries
Excel's own quote prefix. Every workbook is looked through once more before it leaves.
"""

import zipfile
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell

from plans.workbooks.parts import PartScan, scan_part

RISKY_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_ILLEGAL: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula when it is edited or saved as CSV."""
    return text.startswith(RISKY_STARTS)


def put_text(cell: Cell, text: str) -> None:
    """Write `text` into an openpyxl cell as a string, whatever it begins with."""
    cell.value = text.translate(_ILLEGAL)
    if cell.value:
        cell.data_type = "s"
        cell.quotePrefix = is_risky(text)


def guard_strings(rows: Any) -> None:
    """Give every risky string of loaded rows the quote prefix."""
    for row in rows:
        for cell in row:
            if isinstance(cell.value, str) and is_risky(cell.value):
                cell.data_type = "s"
                cell.quotePrefix = True


def finished(workbook: Workbook) -> bytes:
    """The workbook as a file that holds no formula. Raises `RuntimeError` when it would."""
    target = BytesIO()
    workbook.save(target)
    return without_formulas(target.getvalue())


def without_formulas(content: bytes) -> bytes:
    """`content` unchanged. Raises `RuntimeError` when one of its sheets holds a formula: that is a mistake of ours."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            scan = PartScan()
            with archive.open(name) as part:
                while piece := part.read(1024 * 1024):
                    scan_part(scan, piece)
            if scan.formulas:
                raise RuntimeError(f"a workbook of ours holds formulas in {', '.join(scan.formula_cells)}")
    return content
