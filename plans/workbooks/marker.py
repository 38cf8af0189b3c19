"""The same workbook back: faulty cells filled and commented, and a sheet that lists everything found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rustpy_xlsxwriter import FastExcel

from plans.rules.roster.faults import Fault, Recovery
from plans.rules.roster.sheets import RosterSheet
from plans.rules.roster.vocabulary import Column
from plans.workbooks.texts import finished, guard_strings, put_text, without_formulas

MARKABLE_ROWS: Final = 5_000
"""Above this the user's own workbook is not rewritten cell by cell (openpyxl needs minutes); he gets the list."""

REPORT_SHEET: Final = "检查说明"
RECOVERY_SHEET: Final = "自动整理"
_AUTHOR: Final = "考务"
_FAULTY: Final = PatternFill("solid", fgColor="FFF4C7C3")
_RECOVERED: Final = PatternFill("solid", fgColor="FFE3EEF9")
_HEADING: Final = PatternFill("solid", fgColor="FFE9ECEF")
_FAULT_HEADINGS: Final = ("行号", "单元格", "列", "填写的内容", "问题", "怎么办")
_RECOVERY_HEADINGS: Final = ("行号", "单元格", "列", "原来", "现在", "说明")


def mark_roster(content: bytes, sheet: RosterSheet, faults: Sequence[Fault], recoveries: Sequence[Recovery]) -> bytes:
    """The workbook with its faults marked, as a file; for long rosters a list of the faults instead.

    `sheet` is the roster sheet of `content`; its rows are not read.
    """
    if sheet.rows_total > MARKABLE_ROWS:
        return list_faults(sheet.heading.positions, faults, recoveries)
    workbook = load_workbook(BytesIO(content))
    worksheet = workbook[sheet.name]
    guard_strings(worksheet.iter_rows())
    _mark_cells(worksheet, sheet.heading.positions, faults, recoveries)
    if REPORT_SHEET in workbook.sheetnames:
        del workbook[REPORT_SHEET]
    _add_report(workbook, sheet.heading.positions, faults, recoveries)
    return finished(workbook)


def _mark_cells(
    worksheet: Worksheet,
    positions: dict[Column, int],
    faults: Iterable[Fault],
    recoveries: Iterable[Recovery],
) -> None:
    for recovery in recoveries:
        worksheet.cell(recovery.row, positions[recovery.column] + 1).fill = _RECOVERED
    by_cell: dict[tuple[int, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        by_cell[fault.row, positions[fault.column] + 1].append(fault)
    for (row, column), here in by_cell.items():
        cell = worksheet.cell(row, column)
        cell.fill = _FAULTY
        text = "\n".join(f"{fault.message}\n怎么办：{fault.remedy}" for fault in here)
        cell.comment = Comment(text, _AUTHOR, width=320, height=120)


def _add_report(
    workbook: Workbook, positions: dict[Column, int], faults: Sequence[Fault], recoveries: Sequence[Recovery]
) -> None:
    report = workbook.create_sheet(REPORT_SHEET)
    put_text(
        report.cell(1, 1),
        f"共 {len({fault.row for fault in faults})} 行有问题，{len(faults)} 处；红底为须改正的单元格。",
    )
    put_text(
        report.cell(2, 1), f"另有 {len(recoveries)} 处已自动整理（蓝底），不用改。改好后保存，重新上传这个文件即可。"
    )
    _write_table(report, 4, _FAULT_HEADINGS, _fault_lines(positions, faults))
    if recoveries:
        _write_table(report, 6 + len(faults), _RECOVERY_HEADINGS, _recovery_lines(positions, recoveries))
    for letter, width in zip("ABCDEF", (8, 10, 16, 26, 60, 70), strict=True):
        report.column_dimensions[letter].width = width


def _write_table(report: Worksheet, first: int, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    for column, heading in enumerate(headings, start=1):
        cell = report.cell(first, column)
        put_text(cell, heading)
        cell.font, cell.fill = Font(bold=True), _HEADING
    for row, line in enumerate(lines, start=first + 1):
        for column, text in enumerate(line, start=1):
            put_text(report.cell(row, column), text)
            report.cell(row, column).alignment = Alignment(wrap_text=column >= 5, vertical="top")


def _address(positions: dict[Column, int], row: int, column: Column) -> str:
    return f"{get_column_letter(positions[column] + 1)}{row}" if column in positions else ""


def _fault_lines(positions: dict[Column, int], faults: Iterable[Fault]) -> Iterable[tuple[str, ...]]:
    for fault in faults:
        address = _address(positions, fault.row, fault.column)
        yield str(fault.row), address, fault.column.label, fault.value, fault.message, fault.remedy


def _recovery_lines(positions: dict[Column, int], recoveries: Iterable[Recovery]) -> Iterable[tuple[str, ...]]:
    for note in recoveries:
        address = _address(positions, note.row, note.column)
        yield str(note.row), address, note.column.label, note.was, note.now, note.code.label


def list_faults(positions: dict[Column, int], faults: Sequence[Fault], recoveries: Sequence[Recovery]) -> bytes:
    """A workbook that only lists what was found, fast for any length."""
    target = BytesIO()
    writer = FastExcel(target)
    lines = [dict(zip(_FAULT_HEADINGS, line, strict=True)) for line in _fault_lines(positions, faults)]
    writer.sheet(REPORT_SHEET, lines or [dict.fromkeys(_FAULT_HEADINGS, "")])
    if recoveries:
        notes = [dict(zip(_RECOVERY_HEADINGS, line, strict=True)) for line in _recovery_lines(positions, recoveries)]
        writer.sheet(RECOVERY_SHEET, notes)
    writer.freeze(row=1)
    writer.save()
    return without_formulas(target.getvalue())
