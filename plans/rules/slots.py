"""Slots of a district's re-review 二（四）: time at the centre, measured in candidates; single ones and series."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar, days_of

RULE: Final = "二（四）资格复审（试点）"
MOST_PLACES: Final = 2_000
WEEKDAYS: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of one day, e.g. 09:00 to 11:30."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Series:
    """Slots as a district publishes them: every period on each chosen weekday (0 is Monday) from `first` to `last`.

    One slot is a series of one day. `places` is how many candidates each slot holds.
    """

    first: date | None
    last: date | None
    periods: tuple[Period, ...]
    places: int
    weekdays: frozenset[int] = WEEKDAYS
    place: str = ""


@dataclass(frozen=True, slots=True)
class SlotTime:
    """When one slot of a series begins and ends."""

    starts_at: datetime
    ends_at: datetime


def slot_times(series: Series, calendar: WorkCalendar) -> tuple[SlotTime, ...]:
    """The slots of a series in order of time; days on which nobody works are left out."""
    if series.first is None or series.last is None:
        return ()
    return tuple(
        SlotTime(datetime.combine(day, period.start, BEIJING), datetime.combine(day, period.end, BEIJING))
        for day in days_of(series.first, series.last)
        if day.weekday() in series.weekdays and calendar.is_working_day(day)
        for period in sorted(series.periods, key=lambda one: one.start)
    )


def series_refusals(
    series: Series, calendar: WorkCalendar, *, now: datetime, days_ahead: int, taken: Sequence[datetime] = ()
) -> tuple[Refusal, ...]:
    """Everything that speaks against publishing the series.

    `days_ahead`: how far ahead slots may lie. `taken`: when slots of the same district begin already.
    """
    refusals = [*_date_refusals(series, now.astimezone(BEIJING).date(), days_ahead), *_period_refusals(series.periods)]
    if not 1 <= series.places <= MOST_PLACES:
        params = {"found": series.places, "most": MOST_PLACES}
        refusals.append(Refusal("slot_places", params, rule=RULE, field="places"))
    if not series.weekdays:
        refusals.append(Refusal("slot_weekdays_missing", rule=RULE, field="weekdays"))
    if not refusals:
        refusals += _time_refusals(slot_times(series, calendar), now, taken)
    return tuple(refusals)


def _date_refusals(series: Series, today: date, days_ahead: int) -> list[Refusal]:
    first, last = series.first, series.last
    if first is None or last is None:
        return [Refusal("slot_dates_missing", rule=RULE, field="first")]
    if last < first:
        return [Refusal("slot_dates_order", {"first": first, "last": last}, rule=RULE, field="last")]
    refusals = []
    if first < today:
        refusals.append(Refusal("slot_past", {"day": first}, rule=RULE, date=first, field="first"))
    limit = date.fromordinal(today.toordinal() + days_ahead)
    if last > limit:
        refusals.append(Refusal("slot_far", {"day": last, "limit": limit}, rule=RULE, date=limit, field="last"))
    return refusals


def _period_refusals(periods: Sequence[Period]) -> list[Refusal]:
    if not periods:
        return [Refusal("slot_times_missing", rule=RULE, field="times")]
    words = [{"start": f"{one.start:%H:%M}", "end": f"{one.end:%H:%M}"} for one in periods if one.end <= one.start]
    refusals = [Refusal("slot_times_order", each, rule=RULE, field="times") for each in words]
    ordered = sorted(periods, key=lambda one: one.start)
    for before, after in pairwise(ordered):
        if after.start < before.end:
            clash = {"one": f"{before.start:%H:%M}", "other": f"{after.start:%H:%M}"}
            refusals.append(Refusal("slot_times_overlap", clash, rule=RULE, field="times"))
    return refusals


def _time_refusals(times: Sequence[SlotTime], now: datetime, taken: Sequence[datetime]) -> list[Refusal]:
    if not times:
        return [Refusal("slot_no_working_day", rule=RULE, field="first")]
    refusals = []
    if times[0].starts_at <= now:
        params = {"day": f"{times[0].starts_at:%Y-%m-%d %H:%M}"}
        refusals.append(Refusal("slot_past", params, rule=RULE, field="times"))
    known = set(taken)
    for at in [one.starts_at for one in times if one.starts_at in known]:
        refusals.append(Refusal("slot_taken", {"at": f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"}, rule=RULE))
    return refusals


_PERIOD: Final = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")
_BETWEEN: Final = re.compile(r"[\s,，;；、]+")


def read_periods(text: str) -> tuple[tuple[Period, ...], tuple[Refusal, ...]]:
    """The stretches of a day in a text such as "09:00-11:30 13:30-16:00", and what could not be read."""
    periods, refusals = [], []
    tight = re.sub(r"\s*([-–—~～至])\s*", r"\1", text.strip())
    for word in filter(None, _BETWEEN.split(tight)):
        found = _PERIOD.fullmatch(word)
        numbers = [int(part) for part in found.groups()] if found else [99]
        try:
            periods.append(Period(time(numbers[0], numbers[1]), time(numbers[2], numbers[3])))
        except (ValueError, IndexError):
            refusals.append(Refusal("slot_times_unread", {"text": word[:40]}, rule=RULE, field="times"))
    return tuple(periods), tuple(refusals)
