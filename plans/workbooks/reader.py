"""Reads a roster workbook by calamine: finds the sheet and its heading row, gives the rows one by one."""

import itertools
from collections.abc import Iterator
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from plans.rules.roster.columns import HEADING_SEARCH_ROWS, Heading, find_heading
from plans.rules.roster.sheets import RosterSheet
from plans.workbooks.guard import refuse
from plans.workbooks.limits import Limits

SHEETS_LOOKED_AT = 10


def open_roster(content: bytes, limits: Limits | None = None) -> RosterSheet:
    """The roster sheet of an inspected workbook. Raises `Refused` when there is none that can be read."""
    limits = limits or Limits()
    try:
        found = _find_sheet(CalamineWorkbook.from_filelike(BytesIO(content)))
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(Refusal("roster_file_damaged")) from error
    if found is None:
        raise Refused(Refusal("roster_no_sheet", {"rows": HEADING_SEARCH_ROWS}))
    sheet, heading = found
    rows_total = _last_row(sheet) - heading.row
    refuse(_heading_refusals(heading) or _size_refusals(rows_total, limits))
    below = itertools.islice(sheet.iter_rows(), heading.row, None)
    return RosterSheet(sheet.name, heading, rows_total, enumerate(below, start=heading.row + 1))


def _find_sheet(workbook: CalamineWorkbook) -> tuple[CalamineSheet, Heading] | None:
    """The visible sheet whose heading row knows most columns; the first of equals."""
    best: tuple[CalamineSheet, Heading] | None = None
    for sheet in filled_sheets(workbook):
        heading = find_heading(itertools.islice(sheet.iter_rows(), HEADING_SEARCH_ROWS))
        if heading and (best is None or len(heading.positions) > len(best[1].positions)):
            best = sheet, heading
    return best


def filled_sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    """The first sheets of the workbook that a person sees and that hold something."""
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    sheets = (workbook.get_sheet_by_name(name) for name in visible[:SHEETS_LOOKED_AT])
    return (sheet for sheet in sheets if sheet.start is not None)


def _last_row(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end else 0


def _heading_refusals(heading: Heading) -> tuple[Refusal, ...]:
    refusals: list[Refusal] = []
    if heading.missing:
        refusals.append(Refusal("roster_columns_missing", {"columns": "、".join(c.label for c in heading.missing)}))
    if heading.repeated:
        refusals.append(Refusal("roster_columns_repeated", {"columns": "、".join(c.label for c in heading.repeated)}))
    return tuple(refusals)


def _size_refusals(rows_total: int, limits: Limits) -> tuple[Refusal, ...]:
    if rows_total <= 0:
        return (Refusal("roster_no_rows"),)
    if rows_total > limits.max_rows:
        return (Refusal("roster_file_rows", {"rows": f"{rows_total:,}", "limit": f"{limits.max_rows:,}"}),)
    return ()
