"""The hours of the day in which people are written to."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from appraisal.core.rules.deadlines import BEIJING

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
