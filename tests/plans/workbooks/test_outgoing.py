"""Workbooks that leave: marked rosters, fault lists, templates; nothing in them ever becomes a formula."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from appraisal.core.errors import Refused
from plans.rules.roster.faults import Fault, Recovery
from plans.rules.roster.records import RecordedFacts, recorded_faults
from plans.rules.roster.rows import RowChecker, check_rows
from plans.rules.roster.vocabulary import REQUIRED, Column
from plans.workbooks import marker
from plans.workbooks.guard import inspect_workbook
from plans.workbooks.reader import open_roster
from plans.workbooks.template import CHOICES_SHEET, PREPARED_ROWS, ROSTER_SHEET, build_template
from plans.workbooks.texts import finished, put_text, without_formulas
from tests.plans.rules.roster_builder import CONDITIONS, HEADINGS, cells
from tests.plans.workbooks.workbook_builder import saved

SAMPLES = Path(__file__).parents[2] / "samples"
PAYLOADS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def check(content: bytes) -> tuple[list[Fault], list[Recovery]]:
    sheet = open_roster(content)
    made = RowChecker(sheet.heading, 4, CONDITIONS, date(2026, 11, 23))
    good = check_rows(made, sheet.rows)
    return [*made.faults, *recorded_faults([*good, *made.doubtful], RecordedFacts())], made.recoveries


def marked(content: bytes) -> tuple[bytes, list[Fault], list[Recovery]]:
    faults, recoveries = check(content)
    return marker.mark_roster(content, open_roster(content), faults, recoveries), faults, recoveries


def roster_with_text(*rows: list[object]) -> bytes:
    """A roster whose strings are strings even when they begin with "="."""
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    for number, row in enumerate([list(HEADINGS), *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = worksheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(workbook)


class TestMarkedWorkbook:
    def test_faulty_cells_are_filled_and_commented_and_listed(self) -> None:
        content, faults, recoveries = marked((SAMPLES / "roster-faults-120.xlsx").read_bytes())
        workbook = load_workbook(BytesIO(content))
        roster = workbook["花名册"]
        filled = {cell.coordinate for row in roster.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFF4C7C3"}
        commented = {cell.coordinate: cell.comment.text for row in roster.iter_rows() for cell in row if cell.comment}
        assert filled == set(commented) and len(filled) == len(faults) == 10
        assert "校验" in dict(commented)["C97"] or "最后一位" in commented["C97"]
        assert "怎么办" in commented["A111"]
        report = [[cell.value for cell in row] for row in workbook[marker.REPORT_SHEET].iter_rows()]
        assert [row[1] for row in report if row[0] and str(row[0]).isdigit()][: len(faults)] == [
            f"{'ABCDEFGHIJKLMNOPQRS'[list(Column).index(fault.column)]}{fault.row}" for fault in faults
        ]
        assert len(recoveries) == 2

    def test_it_can_be_uploaded_again_and_yields_the_same(self) -> None:
        content, faults, recoveries = marked((SAMPLES / "roster-faults-120.xlsx").read_bytes())
        inspect_workbook(content)
        again, faults_again, recoveries_again = marked(content)
        assert faults_again == faults and recoveries_again == recoveries
        assert load_workbook(BytesIO(again)).sheetnames.count(marker.REPORT_SHEET) == 1

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_payloads_stay_text(self, payload: str) -> None:
        content, faults, _ = marked(roster_with_text(cells(NAME=payload, ADDRESS=payload, EMPLOYER=payload)))
        assert faults
        inspect_workbook(content)
        for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=2, max_row=2):
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix

    def test_long_rosters_get_the_list(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(marker, "MARKABLE_ROWS", 50)
        content, faults, recoveries = marked((SAMPLES / "roster-faults-120.xlsx").read_bytes())
        workbook = load_workbook(BytesIO(content))
        assert workbook.sheetnames == [marker.REPORT_SHEET, marker.RECOVERY_SHEET]
        rows = list(workbook[marker.REPORT_SHEET].iter_rows(min_row=2, values_only=True))
        assert [int(row[0]) for row in rows] == [fault.row for fault in faults]
        assert workbook[marker.RECOVERY_SHEET].max_row == len(recoveries) + 1

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_the_list_keeps_payloads_as_text(self, payload: str) -> None:
        faults, recoveries = check(roster_with_text(cells(NAME=payload, EDUCATION=payload)))
        inspect_workbook(marker.list_faults({Column.NAME: 0}, faults, recoveries))


@settings(max_examples=50)
@given(st.text(max_size=40), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r"]))
def test_no_text_becomes_a_formula(text: str, start: str) -> None:
    workbook = Workbook()
    put_text(workbook.worksheets[0].cell(1, 1), (start + text).encode("utf-8", "ignore").decode())
    content = finished(workbook)
    assert load_workbook(BytesIO(content)).worksheets[0].cell(1, 1).data_type != "f"
    inspect_workbook(content)


def test_the_last_look_does_catch_a_formula() -> None:
    workbook = Workbook()
    workbook.worksheets[0]["B2"] = "=1+1"
    with pytest.raises(RuntimeError, match="B2"):
        finished(workbook)


class TestTemplate:
    def test_headings_text_columns_and_choices(self) -> None:
        content = build_template(title="中式烹调师 四级（中级）", conditions=CONDITIONS)
        inspect_workbook(content)
        workbook = load_workbook(BytesIO(content))
        roster = workbook[ROSTER_SHEET]
        headings = [cell.value for cell in roster[1]]
        assert headings == [column.label + "*" * (column in REQUIRED) for column in Column]
        assert roster.column_dimensions["C"].number_format == "@" == roster.column_dimensions["G"].number_format
        assert workbook[CHOICES_SHEET].sheet_state == "hidden"
        rules = {str(rule.sqref).split(":")[0]: rule for rule in roster.data_validations.dataValidation}
        assert set(rules) == {"B2", "D2", "E2", "F2", "H2", "I2", "P2", "Q2", "R2"}
        assert str(rules["H2"].sqref).endswith(f"H{PREPARED_ROWS + 1}")

    def test_an_empty_template_has_no_rows_and_a_filled_one_is_read(self) -> None:
        content = build_template(title="美容师 五级（初级）")
        with pytest.raises(Refused) as caught:
            open_roster(content)
        assert [refusal.code for refusal in caught.value.refusals] == ["roster_no_rows"]
        workbook = load_workbook(BytesIO(content))
        workbook[ROSTER_SHEET].append(cells())
        faults, recoveries = check(saved(workbook))
        assert faults == [] and recoveries == []

    def test_every_choice_is_understood(self) -> None:
        content = build_template(title="美容师 五级（初级）", conditions=CONDITIONS)
        choices = load_workbook(BytesIO(content))[CHOICES_SHEET]
        columns = [Column.DOCUMENT_TYPE, Column.SEX, Column.ETHNICITY, Column.EDUCATION, Column.SOURCE]
        for position, column in enumerate(columns, start=1):
            for (choice,) in choices.iter_rows(min_col=position, max_col=position, values_only=True):
                if choice is not None:
                    faults, recoveries = check(roster_with_text(cells(**{column.name: choice})))
                    assert not any(fault.code.name.endswith("_UNKNOWN") for fault in faults)
                    assert not any(note.column is column for note in recoveries)


def test_without_formulas_returns_what_it_looked_through() -> None:
    content = build_template(title="x")
    assert without_formulas(content) is content
