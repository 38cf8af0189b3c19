"""The blank roster to fill in: official headings, drop-downs, text format where Excel would spoil numbers."""

from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from plans.rules.roster.vocabulary import REQUIRED, WORDS, Column
from plans.workbooks.texts import finished, put_text

ROSTER_SHEET: Final = "花名册"
NOTES_SHEET: Final = "填写说明"
CHOICES_SHEET: Final = "选项"
PREPARED_ROWS: Final = 60_000
_TEXT_FORMAT: Final = "@"
_AS_TEXT: Final = (Column.DOCUMENT_NUMBER, Column.MOBILE, Column.PRIOR_CERTIFICATE, Column.YEARS, Column.EMAIL)
_WIDTHS: Final = {
    Column.DOCUMENT_NUMBER: 22, Column.CONDITION: 44, Column.ADDRESS: 32, Column.EMPLOYER: 24, Column.EMAIL: 22,
    Column.PRIOR_CERTIFICATE: 20, Column.EDUCATION: 20, Column.MOBILE: 14,
}  # fmt: skip
_NOTES: Final = (
    "带 * 的列必填。列的先后可以调整，表头文字请不要改。",
    "证件号码、手机号码、原证书号已设为文本格式；从别处粘贴时请选“只粘贴值”，否则 Excel 会把长号码变成 1.1E+17。",
    "理论考试、实操考试、综合考试填“新考”或“补考”；留空即新考。只要填了一个“补考”，其余留空的科目按不参加处理。",
    "补考须有系统记录的成绩；费用按补考科目计算，缴费后不退。",
    "综合评审只在技师、高级技师中进行，其他等级请留空。",
    "请不要使用公式，不要设打开密码。照片另行上传，照片列可以留空。",
    "上传后系统逐行检查，可下载标出错误的同一份文件，改好后直接重新上传。",
)


def build_template(*, title: str, conditions: tuple[str, ...] = ()) -> bytes:
    """A blank roster as a file. `title`: occupation and level; `conditions`: those kept for it, for the drop-down."""
    workbook = Workbook()
    roster = workbook.worksheets[0]
    roster.title = ROSTER_SHEET
    choices = workbook.create_sheet(CHOICES_SHEET)
    notes = workbook.create_sheet(NOTES_SHEET)
    _write_headings(roster)
    _add_choices(roster, choices, conditions)
    choices.sheet_state = "hidden"
    put_text(notes["A1"], f"{title} 考生花名册填写说明")
    notes["A1"].font = Font(bold=True, size=14)
    for row, note in enumerate(_NOTES, start=3):
        put_text(notes.cell(row, 1), f"{row - 2}. {note}")
        notes.cell(row, 1).alignment = Alignment(wrap_text=True)
    notes.column_dimensions["A"].width = 100
    return finished(workbook)


def _write_headings(roster: Worksheet) -> None:
    for index, column in enumerate(Column, start=1):
        cell = roster.cell(1, index)
        put_text(cell, column.label + ("*" if column in REQUIRED else ""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFFDF3D7" if column in REQUIRED else "FFE9ECEF")
        dimension = roster.column_dimensions[get_column_letter(index)]
        dimension.width = _WIDTHS.get(column, 12)
        if column in _AS_TEXT:
            dimension.number_format = _TEXT_FORMAT
    roster.freeze_panes = "B2"


def _options(conditions: tuple[str, ...]) -> dict[Column, tuple[str, ...]]:
    words: dict[Column, tuple[str, ...]] = {
        column: tuple(dict.fromkeys(word.replace("（", "(").replace("）", ")") for word in official))
        for column, (official, _) in WORDS.items()
    }
    return words | {Column.CONDITION: conditions} if conditions else words


def _add_choices(roster: Worksheet, choices: Worksheet, conditions: tuple[str, ...]) -> None:
    """Lists live on a hidden sheet: a list written into the validation itself may have 255 characters only."""
    columns = list(Column)
    for position, (column, options) in enumerate(_options(conditions).items(), start=1):
        letter = get_column_letter(position)
        for row, option in enumerate(options, start=1):
            put_text(choices.cell(row, position), option)
        rule = DataValidation(
            type="list",
            formula1=f"{CHOICES_SHEET}!${letter}$1:${letter}${len(options)}",
            allow_blank=column not in REQUIRED,
        )
        rule.errorTitle, rule.error = "请从列表中选择", f"{column.label}只能从下拉列表中选择。"
        roster.add_data_validation(rule)
        target = get_column_letter(columns.index(column) + 1)
        rule.add(f"{target}2:{target}{PREPARED_ROWS + 1}")
