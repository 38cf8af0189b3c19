"""Bank statements: which column means what, and what a row says. Each bank has its own layout, learned once."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from appraisal.core.rules.refusals import Refusal
from fees.rules.enums import StatementColumn
from fees.rules.money import read_amount

HEADER_ROWS: Final = 15  # a title, the account, a date range may stand above the headings
_DAY: Final = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D.*)?", re.ASCII)
_IN: Final = frozenset({"贷", "贷方", "C", "CR", "收", "收入", "+", "转入", "来账"})
_BLANKS: Final = re.compile(r"\s+")
GUESSES: Final[dict[StatementColumn, tuple[str, ...]]] = {
    StatementColumn.DAY: ("交易日期", "记账日期", "入账日期", "交易时间", "日期"),
    StatementColumn.CREDIT: ("贷方发生额", "收入金额", "贷方金额", "收入", "贷方"),
    StatementColumn.AMOUNT: ("交易金额", "发生额", "金额"),
    StatementColumn.DIRECTION: ("借贷标志", "借贷方向", "收支标志", "借贷"),
    StatementColumn.PAYER: ("对方户名", "对方名称", "付款人名称", "付款人", "对方单位"),
    StatementColumn.PAYER_ACCOUNT: ("对方账号", "付款账号", "付款人账号"),
    StatementColumn.REFERENCE: ("附言", "摘要", "用途", "备注", "交易附言"),
    StatementColumn.SERIAL: ("交易流水号", "流水号", "凭证号", "交易序号"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of one bank's statement: heading by meaning."""

    columns: Mapping[StatementColumn, str]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Incoming money as a row says it. `fingerprint` is the same whenever the same line comes again."""

    row: int
    day: date
    amount: Decimal
    payer: str
    payer_account: str
    reference: str
    serial: str
    fingerprint: bytes


@dataclass(frozen=True)
class Reading:
    """What was read: incoming rows, how many outgoing ones were left out, and rows that could not be read."""

    rows: tuple[StatementRow, ...]
    outgoing: int
    faults: tuple[Refusal, ...]


def heading(cell: str) -> str:
    """A heading as it is compared."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", cell))


def find_header(rows: Sequence[Sequence[str]], wanted: Iterable[str] = ()) -> int | None:
    """The row with the headings: the first that holds all of `wanted`, or looks most like one. None when none does."""
    names = {heading(name) for name in wanted}
    known = {heading(guess) for guesses in GUESSES.values() for guess in guesses}
    best, most = None, 1
    for number, row in enumerate(rows[:HEADER_ROWS]):
        found = {heading(cell) for cell in row if cell}
        if names and names <= found:
            return number
        if not names and len(found & known) > most:
            best, most = number, len(found & known)
    return best


def guess_layout(headings: Sequence[str]) -> Layout:
    """What the headings probably mean; a person confirms it."""
    plain = {heading(name): name for name in headings if name}
    columns: dict[StatementColumn, str] = {}
    for column, guesses in GUESSES.items():
        for guess in guesses:
            name = plain.get(heading(guess))
            if name is not None and name not in columns.values():
                columns[column] = name
                break
    if StatementColumn.CREDIT in columns:
        columns.pop(StatementColumn.AMOUNT, None)
        columns.pop(StatementColumn.DIRECTION, None)
    return Layout(columns)


def layout_refusals(layout: Layout, headings: Sequence[str]) -> tuple[Refusal, ...]:
    """Everything that keeps the columns from being read."""
    refusals = []
    columns = layout.columns
    if StatementColumn.DAY not in columns:
        refusals.append(Refusal("layout_column", {"column": StatementColumn.DAY.label}))
    if StatementColumn.CREDIT not in columns and StatementColumn.AMOUNT not in columns:
        refusals.append(Refusal("layout_amount"))
    if StatementColumn.CREDIT in columns and StatementColumn.AMOUNT in columns:
        refusals.append(Refusal("layout_two_amounts"))
    names = list(columns.values())
    refusals += [Refusal("layout_twice", {"name": name}) for name in dict.fromkeys(names) if names.count(name) > 1]
    there = {heading(name) for name in headings}
    refusals += [Refusal("layout_unknown", {"name": name}) for name in names if heading(name) not in there]
    return tuple(refusals)


def read_rows(rows: Sequence[Sequence[str]], layout: Layout, account: str) -> Reading | None:
    """The incoming rows below the headings; None when the headings are not there.

    `account` names the receiving account: lines of two accounts are never the same. A row without a serial number is
    told from its twins of the same day by its place among them.
    """
    top = find_header(rows, layout.columns.values())
    if top is None:
        return None
    places = {heading(cell): place for place, cell in enumerate(rows[top])}
    at = {column: places[heading(name)] for column, name in layout.columns.items()}
    found: list[StatementRow] = []
    faults: list[Refusal] = []
    twins: Counter[str] = Counter()
    outgoing = 0
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in at.items()}
        if not any(letter.isdigit() for letter in cells[StatementColumn.DAY]):
            continue  # a blank line, or the sums below the table
        day, amount = _day(cells[StatementColumn.DAY]), _incoming(cells)
        if day is None or amount is None:
            what = "日期" if day is None else "金额"
            faults.append(Refusal("statement_row", {"row": number, "what": what}))
        elif amount <= 0:
            outgoing += 1
        else:
            found.append(_row(number, day, amount, cells, account, twins))
    return Reading(tuple(found), outgoing, tuple(faults))


def _row(
    number: int, day: date, amount: Decimal, cells: Mapping[StatementColumn, str], account: str, twins: Counter[str]
) -> StatementRow:
    told = {column: cells.get(column, "") for column in StatementColumn}
    serial = told[StatementColumn.SERIAL]
    payer, reference = told[StatementColumn.PAYER], told[StatementColumn.REFERENCE]
    if serial:
        said = "\x1f".join((account, "serial", str(day), serial, str(amount)))
    else:
        said = "\x1f".join(
            (account, str(day), str(amount), payer, told[StatementColumn.PAYER_ACCOUNT], heading(reference))
        )
        twins[said] += 1
        said += f"\x1f{twins[said]}"
    return StatementRow(
        number, day, amount, payer[:120], told[StatementColumn.PAYER_ACCOUNT][:40], reference[:200], serial[:60],
        hashlib.sha256(said.encode()).digest(),
    )  # fmt: skip


def _incoming(cells: Mapping[StatementColumn, str]) -> Decimal | None:
    """The amount that came in; zero or below for money that went out; None when it cannot be read."""
    if StatementColumn.CREDIT in cells:
        text = cells[StatementColumn.CREDIT]
        return Decimal(0) if text in {"", "-", "--"} else read_amount(text)
    amount = read_amount(cells[StatementColumn.AMOUNT])
    if amount is None or StatementColumn.DIRECTION not in cells:
        return amount
    return abs(amount) if heading(cells[StatementColumn.DIRECTION]).upper() in _IN else -abs(amount)


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
