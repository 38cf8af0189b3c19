"""Counting months of experience: calendar anniversaries for a continuous stretch, days for a sum with gaps.

No document says how many days a "month" of cumulative experience has. A stretch without a gap counts by calendar
anniversary (36 months from 2020-02-29 are complete on 2023-02-28); a sum over gaps counts days against the mean
length of a month, rounded up. Either suffices, so filling a gap never takes experience away.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

ONE_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12
MEAN_MONTH_DAYS = 365.2425 / MONTHS_A_YEAR


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days worked, both included; `last=None`: still going on."""

    first: date
    last: date | None = None

    def ends_before(self, day: date) -> bool:
        return self.last is not None and self.last < day


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), or the last day of that month when it is shorter."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as disjoint stretches in order; stretches that touch become one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if span.ends_before(span.first):
            continue
        before = result[-1] if result else None
        if before is not None and (before.last is None or span.first <= before.last + ONE_DAY):
            if before.last is not None and (span.last is None or span.last > before.last):
                result[-1] = Span(before.first, span.last)
        else:
            result.append(span)
    return tuple(result)


def since(spans: Iterable[Span], start: date | None) -> tuple[Span, ...]:
    """The stretches from `start` on (all of them without one)."""
    stretches = merged(spans)
    if start is None:
        return stretches
    return tuple(Span(max(span.first, start), span.last) for span in stretches if not span.ends_before(start))


def continuous_from(spans: Iterable[Span], months: int) -> date | None:
    """The first date on which one stretch without a gap is `months` long; None when none ever gets there."""
    dates = []
    for span in merged(spans):
        complete = add_months(span.first, months)
        if span.last is None or complete - ONE_DAY <= span.last:
            dates.append(complete)
    return min(dates, default=None)


def cumulative_from(spans: Iterable[Span], months: int) -> date | None:
    """The first date on which the stretches together are `months` long; None when they never get there."""
    stretches = merged(spans)
    needed = ceil(months * MEAN_MONTH_DAYS)
    by_sum = None
    for span in stretches:
        if span.last is None or (span.last - span.first).days + 1 >= needed:
            by_sum = span.first + timedelta(days=needed)
            break
        needed -= (span.last - span.first).days + 1
    dates = [day for day in (by_sum, continuous_from(stretches, months)) if day is not None]
    return min(dates, default=None)


def gaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The days between the stretches."""
    stretches = merged(spans)
    return tuple(
        Span(one.last + ONE_DAY, two.first - ONE_DAY) for one, two in pairwise(stretches) if one.last is not None
    )
