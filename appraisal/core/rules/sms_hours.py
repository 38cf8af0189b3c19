"""The hours of the day in which people are written to, and time that counts only within them.

A question's time to answer runs while messages go out and come in: not at night, and not while the gateway is down.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.sms import Interval, clipped, merged, total

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SmsHours:
    """From `opens` until `closes` of every day, Beijing time; `closes` itself is outside. Both equal: always open."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens > self.closes:
            raise ValueError("hours over midnight are not meant: people sleep then")

    @classmethod
    def of(cls, opens: str, closes: str) -> "SmsHours":
        """From two texts like "08:00"."""
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    @property
    def is_always_open(self) -> bool:
        return self.opens == self.closes

    def is_open(self, moment: datetime) -> bool:
        """Whether messages go out at `moment`."""
        return self.is_always_open or self.opens <= moment.astimezone(BEIJING).time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself when it is within the hours, otherwise when they next begin."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(BEIJING)
        day = local.date() if local.time() < self.opens else local.date() + DAY
        return datetime.combine(day, self.opens, BEIJING)

    def open_intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """The stretches between `start` and `end` in which messages go out."""
        if self.is_always_open:
            return merged([Interval(start, end)])
        day, last = start.astimezone(BEIJING).date(), end.astimezone(BEIJING).date()
        days = []
        while day <= last:
            opens, closes = (datetime.combine(day, at, BEIJING) for at in (self.opens, self.closes))
            days.append(Interval(opens, closes))
            day += DAY
        return clipped(days, start, end)


def running_intervals(start: datetime, end: datetime, hours: SmsHours, outages: list[Interval]) -> list[Interval]:
    """The stretches between `start` and `end` in which time to answer runs: within the hours, gateway up."""
    down = clipped(outages, start, end)
    running: list[Interval] = []
    for stretch in hours.open_intervals(start, end):
        begin = stretch.start
        for outage in clipped(down, stretch.start, stretch.end):
            running.append(Interval(begin, outage.start))
            begin = outage.end
        running.append(Interval(begin, stretch.end))
    return merged(running)


def time_run(start: datetime, end: datetime, hours: SmsHours, outages: list[Interval]) -> timedelta:
    """How much of the time between `start` and `end` counts."""
    return total(running_intervals(start, end, hours, outages))


def due_after(start: datetime, allowed: timedelta, hours: SmsHours, outages: list[Interval]) -> datetime:
    """When `allowed` has run since `start`, as far as the outages are known now.

    An outage that lasts is given with its end in the future, or ends now; the answer is then asked for again.
    """
    left, moment = allowed, start
    while True:
        morning = datetime.combine(moment.astimezone(BEIJING).date() + DAY, time(), BEIJING)
        for stretch in running_intervals(moment, morning, hours, outages):
            if left <= stretch.length:
                return stretch.start + left
            left -= stretch.length
        moment = morning
