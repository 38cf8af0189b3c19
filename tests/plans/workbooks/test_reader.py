"""Opening a roster: the right sheet, the right heading, row numbers as the user sees them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from appraisal.core.errors import Refused
from plans.rules.roster.vocabulary import Column
from plans.workbooks.limits import Limits
from plans.workbooks.reader import open_roster
from tests.plans.rules.roster_builder import HEADINGS, cells
from tests.plans.workbooks.workbook_builder import roster_of, saved, workbook_of

SAMPLES = Path(__file__).parents[2] / "samples"


def refusal_codes(content: bytes, limits: Limits | None = None) -> list[str]:
    with pytest.raises(Refused) as caught:
        open_roster(content, limits)
    return [refusal.code for refusal in caught.value.refusals]


def test_row_numbers_are_those_of_the_sheet() -> None:
    sheet = open_roster((SAMPLES / "roster-faults-120.xlsx").read_bytes())
    rows = list(sheet.rows)
    assert (sheet.name, sheet.heading.row, sheet.rows_total) == ("花名册", 2, 120)
    assert (rows[0][0], rows[-1][0]) == (3, 122)
    assert rows[56][0] == 59 and rows[56][1][sheet.heading.positions[Column.PRACTICAL]] == "补考"


def test_blank_rows_and_columns_in_front_do_not_shift_anything() -> None:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    for column, heading in enumerate(HEADINGS, start=4):
        worksheet.cell(6, column, heading)
    for column, value in enumerate(cells(), start=4):
        worksheet.cell(9, column, value)
    sheet = open_roster(saved(workbook))
    filled = [(number, row) for number, row in sheet.rows if any(row)]
    assert [number for number, _ in filled] == [9]
    assert filled[0][1][sheet.heading.positions[Column.NAME]] == "张志明"


def test_the_sheet_with_the_roster_is_found_among_others() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["请先阅读说明"])
    hidden = workbook.create_sheet("旧名单")
    hidden.append(list(HEADINGS))
    hidden.append(cells())
    hidden.sheet_state = "hidden"
    roster = workbook.create_sheet("名单")
    roster.append(list(HEADINGS))
    roster.append(cells())
    assert open_roster(saved(workbook)).name == "名单"


def test_what_is_no_roster() -> None:
    assert refusal_codes(workbook_of([["甲", "乙"], [1, 2]])) == ["roster_no_sheet"]
    assert refusal_codes(workbook_of([])) == ["roster_no_sheet"]
    assert refusal_codes(workbook_of([HEADINGS])) == ["roster_no_rows"]
    assert refusal_codes(b"PK\x03\x04 no zip") == ["roster_file_damaged"]


def test_missing_and_repeated_columns_are_told_together() -> None:
    with pytest.raises(Refused) as caught:
        open_roster(workbook_of([["姓名", "姓名", "性别", "民族"], ["张三", "张三", "男", "汉族"]]))
    told = {refusal.code: refusal.params["columns"] for refusal in caught.value.refusals}
    assert told["roster_columns_repeated"] == "姓名"
    assert "证件号码" in told["roster_columns_missing"]


def test_more_rows_than_the_limit() -> None:
    assert refusal_codes(roster_of(*[cells()] * 6), Limits(max_rows=5)) == ["roster_file_rows"]
