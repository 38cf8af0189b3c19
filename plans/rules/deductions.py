"""The double-hundred ledger (双百分考核) 一（二）: points in force, appeals and their decision, yearly statement.

The slides say what is a deduction, not how many points: those are the city's dated table (`PointsRule`), and until it
says something the settings, which are marked as found in no document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from appraisal.core.rules.refusals import Refusal
from plans.rules.change_enums import DeductionState, PointsCode

RULE: Final = "一（二）双百分考核"
TABLE_RULE: Final = "双百分考核分值表（市中心维护；文件未规定分值）"
APPEAL_RULE: Final = "系统设置（申诉期，文件未规定）"
DEFAULT_SOURCE: Final = "系统默认分值（未见于文件）"
LONGEST_TEXT: Final = 400
MOST_POINTS: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The event behind a deduction. `key` names it once and for all, e.g. "change:12"; `path` leads to its page."""

    key: str
    text: str
    occurred_on: date
    path: str = ""


@dataclass(frozen=True, slots=True)
class PointsLine:
    """A line of the city's table: so many points from a day on, by a document."""

    code: PointsCode
    points: Decimal
    valid_from: date
    source: str


def points_in_force(
    lines: Iterable[PointsLine], defaults: Mapping[str, str], code: PointsCode, day: date
) -> PointsLine:
    """The line that holds for an event on `day`: the city's latest one that had begun, otherwise the setting."""
    begun = [line for line in lines if line.code is code and line.valid_from <= day]
    if begun:
        return max(begun, key=lambda line: line.valid_from)
    return PointsLine(code, Decimal(defaults[code]), date.min, DEFAULT_SOURCE)


def points_rule_refusals(
    *, code: PointsCode | None, points: Decimal | None, valid_from: date | None, document: str, taken: bool, today: date
) -> tuple[Refusal, ...]:
    """Everything wrong with a new line of the table. It never reaches back: what has happened keeps its points."""
    found = []
    if code is None:
        found.append(Refusal("missing", {"what": "项目"}, rule=TABLE_RULE, field="code"))
    if points is None:
        found.append(Refusal("missing", {"what": "分值"}, rule=TABLE_RULE, field="points"))
    elif not 0 <= points <= MOST_POINTS:
        found.append(Refusal("points_out_of_range", {"points": points}, rule=TABLE_RULE, field="points"))
    if valid_from is None:
        found.append(Refusal("missing", {"what": "开始日期"}, rule=TABLE_RULE, field="valid_from"))
    elif valid_from < today:
        found.append(
            Refusal("points_backwards", {"day": valid_from}, rule=TABLE_RULE, date=valid_from, field="valid_from")
        )
    elif taken:
        found.append(Refusal("points_day_taken", {"day": valid_from}, rule=TABLE_RULE, field="valid_from"))
    if not document.strip():
        found.append(Refusal("missing", {"what": "依据（文号或会议纪要）"}, rule=TABLE_RULE, field="document"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """A deduction as far as an appeal looks at it. `appeal_due_at` is the end of its last day."""

    state: DeductionState
    appeal_until: date
    appeal_due_at: datetime


def appeal_refusals(standing: Standing, *, text: str, now: datetime) -> tuple[Refusal, ...]:
    """Every reason why an institute cannot appeal."""
    found = list(_length_refusals(text, "申诉理由", "text"))
    if standing.state is not DeductionState.PROPOSED:
        found.insert(0, Refusal("appeal_not_open", {"state": standing.state.label}, rule=APPEAL_RULE))
    elif now >= standing.appeal_due_at:
        day = standing.appeal_until
        found.insert(0, Refusal("appeal_late", {"day": day}, rule=APPEAL_RULE, date=day))
    if not text.strip():
        found.append(Refusal("appeal_text_missing", rule=APPEAL_RULE, field="text"))
    return tuple(found)


def decision_refusals(standing: Standing, *, upheld: bool | None, reason: str) -> tuple[Refusal, ...]:
    """Every reason why the city cannot decide: nothing was appealed against, no answer, no reason."""
    found = list(_length_refusals(reason, "处理理由", "reason"))
    if standing.state is not DeductionState.APPEALED:
        found.insert(0, Refusal("appeal_not_waiting", {"state": standing.state.label}, rule=RULE))
    if upheld is None:
        found.append(Refusal("missing", {"what": "处理结果"}, rule=RULE, field="upheld"))
    if not reason.strip():
        found.append(Refusal("reason_missing", rule=RULE, field="reason"))
    return tuple(found)


def _length_refusals(text: str, what: str, field: str) -> Iterable[Refusal]:
    if len(text) > LONGEST_TEXT:
        yield Refusal("too_long", {"what": what, "found": len(text), "limit": LONGEST_TEXT}, field=field)


# --- the yearly statement -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Entry:
    """A deduction as the statement adds it up."""

    institute: str
    code: PointsCode
    points: Decimal
    occurred_on: date
    state: DeductionState


@dataclass(frozen=True, slots=True)
class StatementRow:
    """An institute's year: points by what for, those still open to appeal among them, and what was waived."""

    institute: str
    count: int
    by_code: Mapping[PointsCode, Decimal]
    open_points: Decimal
    waived: int

    @property
    def total(self) -> Decimal:
        """Every point that counts as things stand."""
        return sum(self.by_code.values(), Decimal(0))


def statement(entries: Iterable[Entry]) -> list[StatementRow]:
    """One row per institute, the most points first."""
    by_institute: dict[str, list[Entry]] = {}
    for entry in entries:
        by_institute.setdefault(entry.institute, []).append(entry)
    rows = [_statement_row(name, own) for name, own in by_institute.items()]
    return sorted(rows, key=lambda row: (-row.total, row.institute))


def _statement_row(institute: str, own: list[Entry]) -> StatementRow:
    counting = [entry for entry in own if entry.state is not DeductionState.WAIVED]
    by_code = {code: sum((entry.points for entry in counting if entry.code is code), Decimal(0)) for code in PointsCode}
    waiting = {DeductionState.PROPOSED, DeductionState.APPEALED}
    open_points = sum((entry.points for entry in counting if entry.state in waiting), Decimal(0))
    return StatementRow(institute, len(counting), by_code, open_points, len(own) - len(counting))


def monthly(entries: Iterable[Entry], months: Iterable[date]) -> dict[PointsCode, list[Decimal]]:
    """Points by what for and month (first days), without those waived: what the plot draws."""
    months = list(months)
    found = {code: dict.fromkeys(months, Decimal(0)) for code in PointsCode}
    for entry in entries:
        month = entry.occurred_on.replace(day=1)
        if entry.state is not DeductionState.WAIVED and month in found[entry.code]:
            found[entry.code][month] += entry.points
    return {code: [by_month[month] for month in months] for code, by_month in found.items()}
