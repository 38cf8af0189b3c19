"""The reverse planner as pages show it: months of possible and impossible dates, and the ladder of a chosen one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core import clock
from appraisal.core.queries.calendar import counting, load_calendar
from plans.queries.filing import filing_policy
from plans.queries.obligation_table import obligation_table
from plans.rules.obligations import PlanDates, Rung, earliest_exam_date, ladder
from plans.rules.planner import PlannerDay, add_months, last_of, planner_days

MONTHS_SHOWN = 2
DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class PlannerMonth:
    """A month in weeks from Monday; `None` stands for days of its neighbours."""

    first: date
    weeks: tuple[tuple[PlannerDay | None, ...], ...]


@dataclass(frozen=True)
class Planner:
    """What the planner shows: months, where one can leaf to, the earliest possible date, the chosen day's ladder."""

    months: tuple[PlannerMonth, ...]
    previous: date | None
    following: date | None
    earliest: date
    chosen: PlannerDay | None
    rungs: tuple[Rung, ...]


def planner(*, now: datetime, chosen: date | None, month: date | None, practicals: Sequence[date] = ()) -> Planner:
    """The planner at `now`. Without a `month` it opens at the chosen or the earliest possible date.

    `practicals`: dates of practicals when they are known; otherwise the chosen date is taken for one.
    """
    calendar, rules, table = load_calendar(), counting(), obligation_table()
    earliest = earliest_exam_date(calendar, now=now, counting=rules, table=table)
    this_month = clock.today(now).replace(day=1)
    last_month = add_months(this_month, filing_policy().months_ahead - MONTHS_SHOWN + 1)
    first = min(max((month or chosen or earliest).replace(day=1), this_month), last_month)
    months = tuple(add_months(first, number) for number in range(MONTHS_SHOWN))
    days = planner_days(months[0], last_of(months[-1]), calendar, now=now, counting=rules, table=table)
    picked = None
    rungs: tuple[Rung, ...] = ()
    if chosen:
        (picked,) = planner_days(chosen, chosen, calendar, now=now, counting=rules, table=table)
        dates = PlanDates(first_exam=chosen, practicals=tuple(practicals) or (chosen,))
        rungs = ladder(dates, calendar, now=now, counting=rules, table=table)
    return Planner(
        months=tuple(_month(start, days) for start in months),
        previous=add_months(first, -MONTHS_SHOWN) if first > this_month else None,
        following=add_months(first, MONTHS_SHOWN) if first < last_month else None,
        earliest=earliest,
        chosen=picked,
        rungs=rungs,
    )


def _month(first: date, days: Sequence[PlannerDay]) -> PlannerMonth:
    own = [day for day in days if (day.date.year, day.date.month) == (first.year, first.month)]
    cells: list[PlannerDay | None] = [None] * first.weekday() + list(own)
    cells += [None] * (-len(cells) % DAYS_OF_WEEK)
    weeks = tuple(tuple(cells[start : start + DAYS_OF_WEEK]) for start in range(0, len(cells), DAYS_OF_WEEK))
    return PlannerMonth(first, weeks)
