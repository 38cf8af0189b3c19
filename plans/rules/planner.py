"""The reverse planner: which exam dates are still possible, and for the others why not.

It answers for a range of dates at once, each with the sentence that the page shows under the greyed day.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.rules.deadlines import BEIJING, BY_CIVIL_CODE, Counting, Deadline
from appraisal.core.rules.workdays import DayKind, WorkCalendar, days_of
from plans.rules.obligations import OBLIGATIONS, Anchor, ObligationCode, Table


@dataclass(frozen=True)
class PlannerDay:
    """One date of the planner. `reason` is empty for a possible date, otherwise the Chinese sentence of its grey.

    `deadline` is the one that decides: the open obligation whose last day comes first, `None` for a past date.
    """

    date: date
    kind: DayKind
    is_possible: bool
    reason: str
    deadline: Deadline | None
    is_provisional: bool


def planner_days(
    first: date,
    last: date,
    calendar: WorkCalendar,
    *,
    now: datetime,
    counting: Counting = BY_CIVIL_CODE,
    table: Table = OBLIGATIONS,
    open_codes: Sequence[ObligationCode] = (ObligationCode.FILE,),
) -> tuple[PlannerDay, ...]:
    """Every date from `first` to `last` as a first exam date.

    `open_codes`: what is still to be done before the exam; only FILE for a draft. A plan that moves its date names
    what it has not done yet. Raises `ValueError` for an obligation that does not hang on the first exam.
    """
    if not open_codes or any(table[code].anchor is not Anchor.FIRST_EXAM for code in open_codes):
        raise ValueError("The planner needs obligations that hang on the first exam date.")
    deciding = max((table[code] for code in open_codes), key=lambda row: row.working_days)
    earliest = deciding.rule.earliest_anchor(now, calendar, counting)
    today = now.astimezone(BEIJING).date()

    def planner_day(day: date) -> PlannerDay:
        if day <= today:
            return PlannerDay(day, calendar.kind_of(day), False, _past(day, today), None, calendar.is_provisional(day))
        deadline = deciding.deadline(day, calendar, counting)
        possible = day >= earliest
        reason = "" if possible else _too_late(deciding.label, deadline, earliest)
        return PlannerDay(day, calendar.kind_of(day), possible, reason, deadline, deadline.is_provisional)

    return tuple(planner_day(day) for day in days_of(first, last))


def _past(day: date, today: date) -> str:
    return "就是今天，来不及安排考试。" if day == today else "日期已过。"


def _too_late(label: str, deadline: Deadline, earliest: date) -> str:
    last_day = f"{deadline.last_day} {deadline.counting.cutoff_text}"
    return f"最迟应于 {last_day} 前{label}，已过期；目前最早可选 {earliest}。{deadline.proof.sentence()}"


def latest_exam_date(today: date, months_ahead: int) -> date:
    """The last date that can be planned for: a later one is a slip of the pen, most often in the year."""
    return last_of(add_months(today.replace(day=1), months_ahead))


def add_months(first: date, count: int) -> date:
    """The first day of the month `count` months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, 1)


def last_of(first: date) -> date:
    """The last day of a month."""
    return first.replace(day=monthrange(first.year, first.month)[1])
