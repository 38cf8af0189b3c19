"""Reads a workbook of scores by calamine: the first visible sheet that has a heading row, and its rows."""

import itertools
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from plans.rules.score_file import HEADING_SEARCH_ROWS, ScoreRow, find_score_heading, rows_below
from plans.workbooks.reader import filled_sheets


def open_scores(content: bytes) -> list[ScoreRow]:
    """The rows of an inspected workbook. Raises `Refused` when it cannot be read or has no heading row."""
    try:
        rows = _rows(CalamineWorkbook.from_filelike(BytesIO(content)))
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(Refusal("roster_file_damaged")) from error
    if rows is None:
        raise Refused(Refusal("score_file_headings", {"rows": HEADING_SEARCH_ROWS}))
    return rows


def _rows(workbook: CalamineWorkbook) -> list[ScoreRow] | None:
    for sheet in filled_sheets(workbook):
        heading = find_score_heading(itertools.islice(sheet.iter_rows(), HEADING_SEARCH_ROWS))
        if heading:
            row, positions = heading
            below = itertools.islice(sheet.iter_rows(), row, None)
            return rows_below(enumerate(below, start=row + 1), positions)
    return None
