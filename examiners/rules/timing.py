"""Time that counts for an answer: inside the hours of short messages, while the gateway is up.

A timer begins when the gateway says that the message is sent. Nobody loses his half hour to a night or to an outage of
ours: outside SMS_HOURS and while the gateway is down the timer stands still.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from appraisal.core.rules.deadlines import BEIJING

ONE_DAY: Final = timedelta(days=1)
LONGEST: Final = 3660  # days looked ahead before a timer is given up as endless


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of the day in which short messages are sent and answers are waited for."""

    start: time = time(8)
    end: time = time(20)

    @classmethod
    def of(cls, words: Sequence[str]) -> "Hours":
        """From the setting SMS_HOURS ("08:00", "20:00"); both equal: the whole day. Raises `ValueError` otherwise."""
        start, end = (time.fromisoformat(word) for word in words)
        if start == end:
            return cls(time.min, time.max)
        if end < start:
            raise ValueError("SMS_HOURS must end after they start, on the same day")
        return cls(start, end)

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end on one day."""
        return datetime.combine(day, self.start, BEIJING), datetime.combine(day, self.end, BEIJING)

    def contain(self, at: datetime) -> bool:
        """Whether messages may go out at this moment."""
        return self.start <= at.astimezone(BEIJING).time() < self.end

    def next_start(self, at: datetime) -> datetime:
        """The moment itself inside the hours, otherwise when they begin next."""
        if self.contain(at):
            return at
        local = at.astimezone(BEIJING)
        start, _ = self.on(local.date())
        return start if local < start else start + ONE_DAY


@dataclass(frozen=True, slots=True)
class Outage:
    """The gateway was down from `start` to `end`; `None`: it still is."""

    start: datetime
    end: datetime | None = None


def due_at(start: datetime, wait: timedelta, hours: Hours, outages: Iterable[Outage] = ()) -> datetime | None:
    """When `wait` of counting time has passed since `start`; `None` while an outage without end stands before it."""
    down = _merged(outages)
    local = start.astimezone(BEIJING)
    left = wait
    for offset in range(LONGEST):
        opens, closes = hours.on(local.date() + offset * ONE_DAY)
        for begin, end in _running(max(opens, start), closes, down):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        if down and down[-1].end is None and down[-1].start < closes:
            return None
    return None


def counted(start: datetime, end: datetime, hours: Hours, outages: Iterable[Outage] = ()) -> timedelta:
    """How much of the time between two moments counts for an answer."""
    down = _merged(outages)
    total = timedelta()
    day = start.astimezone(BEIJING).date()
    while day <= end.astimezone(BEIJING).date():
        opens, closes = hours.on(day)
        total += sum((b - a for a, b in _running(max(opens, start), min(closes, end), down)), timedelta())
        day += ONE_DAY
    return total


def _running(begin: datetime, end: datetime, down: Sequence[Outage]) -> Iterable[tuple[datetime, datetime]]:
    """The stretches between two moments in which the gateway was up."""
    for outage in down:
        if outage.start >= end:
            break
        if outage.start > begin:
            yield begin, outage.start
        begin = end if outage.end is None else max(begin, outage.end)
    if begin < end:
        yield begin, end


def _merged(outages: Iterable[Outage]) -> list[Outage]:
    """Outages in order, those that touch or overlap made one."""
    merged: list[Outage] = []
    for one in sorted(outages, key=lambda outage: outage.start):
        last = merged[-1] if merged else None
        if last and (last.end is None or one.start <= last.end):
            end = None if last.end is None or one.end is None else max(last.end, one.end)
            merged[-1] = Outage(last.start, end)
        else:
            merged.append(one)
    return merged
