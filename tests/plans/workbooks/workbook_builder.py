"""Workbooks, good and hostile, built in memory."""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from plans.rules.roster.vocabulary import Column
from tests.plans.rules.roster_builder import HEADINGS, cells

SHEET = "xl/worksheets/sheet1.xml"


def workbook_of(rows: Iterable[Sequence[Any]], *, sheet: str = "花名册") -> bytes:
    """An xlsx with one sheet; strings beginning with "=" become formulas, as openpyxl has it."""
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.title = sheet
    for row in rows:
        worksheet.append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def roster_of(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """A roster workbook: the official heading row, then `rows` (one sound row when none is given)."""
    return workbook_of([headings, *(rows or [cells()])])


def rewritten(
    content: bytes,
    *,
    add: Mapping[str, bytes] | None = None,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    drop: Sequence[str] = (),
) -> bytes:
    """The zip with parts added, changed or dropped."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (change or {}).get(name, bytes)(old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def with_sheet(transform: Callable[[bytes], bytes]) -> bytes:
    """A sound roster whose sheet XML went through `transform`."""
    return rewritten(roster_of(), change={SHEET: transform})


def column_letter(column: Column) -> str:
    return chr(ord("A") + list(Column).index(column))
