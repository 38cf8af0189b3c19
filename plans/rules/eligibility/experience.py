"""Experience as a page shows it: every stretch with its months, the gaps between, and what counts in the end."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from plans.rules.eligibility.months import MEAN_MONTH_DAYS, Span, add_months, gaps, merged


class Stretch(NamedTuple):
    """Days worked without a break, both included. `months`: whole ones by the calendar; `days`: those left over."""

    first: date
    last: date
    months: int
    days: int
    goes_on: bool


class Experience(NamedTuple):
    """`continuous`: months of the longest stretch; `cumulative`: months of all together (never fewer)."""

    stretches: tuple[Stretch, ...]
    gaps: tuple[Span, ...]
    continuous: int
    cumulative: int


def experience(spans: Iterable[Span], on: date) -> Experience:
    """What had been worked by the end of the day before `on`: a month is complete on its anniversary."""
    spans = merged(spans)
    until = on - timedelta(days=1)
    stretches = tuple(_stretch(span, until) for span in spans if span.first <= until)
    continuous = max((one.months for one in stretches), default=0)
    days = sum((one.last - one.first).days + 1 for one in stretches)
    return Experience(stretches, gaps(spans), continuous, max(continuous, int(days / MEAN_MONTH_DAYS)))


def _stretch(span: Span, until: date) -> Stretch:
    last = until if span.last is None or span.last > until else span.last
    end = last + timedelta(days=1)
    months = (end.year - span.first.year) * 12 + end.month - span.first.month
    while add_months(span.first, months) > end:
        months -= 1
    return Stretch(span.first, last, months, (end - add_months(span.first, months)).days, span.last is None)
