"""Rows for roster tests: a sound row to spoil one cell at a time."""

from collections.abc import Sequence
from datetime import date

from appraisal.core.rules.identity import resident_id_check_digit
from plans.rules.roster.cells import Cell
from plans.rules.roster.columns import find_heading
from plans.rules.roster.rows import RosterRow, RowChecker, check_rows
from plans.rules.roster.vocabulary import Column

TODAY = date(2026, 11, 23)
CONDITIONS = ("连续从事本职业工作7年以上", "取得本职业五级证书后连续从事本职业工作5年以上")
HEADINGS = tuple(column.label for column in Column)

SOUND: dict[Column, Cell] = {
    Column.NAME: "张志明",
    Column.DOCUMENT_TYPE: "居民身份证",
    Column.DOCUMENT_NUMBER: "110108198709100753",
    Column.SEX: "男",
    Column.ETHNICITY: "汉族",
    Column.EDUCATION: "初中",
    Column.MOBILE: "13036976315",
    Column.CONDITION: CONDITIONS[0],
    Column.SOURCE: "企业",
    Column.EMPLOYER: "北京公交集团",
    Column.ADDRESS: "北京市朝阳区建国路182号",
    Column.YEARS: 11.0,
    Column.PRIOR_CERTIFICATE: "2001001005550034",
}


def cells(**changes: Cell) -> list[Cell]:
    """A sound row with changes by column name, e.g. `cells(NAME="")`."""
    row = SOUND | {Column[name]: value for name, value in changes.items()}
    return [row.get(column, "") for column in Column]


def checker(level: int = 4, headings: Sequence[str] = HEADINGS) -> RowChecker:
    """A checker for a sheet whose first row is `headings`."""
    heading = find_heading([headings])
    assert heading is not None
    return RowChecker(heading, level, CONDITIONS, TODAY)


def check(*rows: Sequence[Cell], level: int = 4) -> tuple[list[RosterRow], RowChecker]:
    """The good rows and the checker after rows 2, 3, …"""
    made = checker(level)
    return check_rows(made, enumerate(rows, start=2)), made


def resident_id(serial: int, *, birth: date = date(1987, 9, 10), male: bool = True) -> str:
    """A valid number; `serial` 0 to 49 makes it different."""
    first = f"110108{birth:%Y%m%d}{serial * 20 + (1 if male else 2):03d}"
    return first + resident_id_check_digit(first)
