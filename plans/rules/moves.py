"""What a change of the calendar does to the last day of an open obligation.

A later last day always holds. An earlier one holds only when people still have time for it: nobody who is on time
becomes late because a notice appeared.
"""

from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.rules.deadlines import BEIJING, Counting, due_at
from appraisal.core.rules.workdays import DayKind, WorkCalendar, days_of
from plans.rules.obligations import Obligation


@dataclass(frozen=True, slots=True)
class Move:
    """The last day before and after; `is_kept` says that the old one stays because the new one comes too soon."""

    old_last_day: date
    new_last_day: date
    is_kept: bool

    @property
    def last_day(self) -> date:
        """The last day that holds from now on."""
        return self.old_last_day if self.is_kept else self.new_last_day


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that works in one calendar and not in the other."""

    date: date
    old_kind: DayKind
    new_kind: DayKind
    name: str


@dataclass(frozen=True)
class CalendarChangeRule:
    """Both calendars, and since when: what `move` needs for every obligation.

    `grace`: working days that people must have left for an earlier last day (CALENDAR_NOTICE_GRACE_WORKING_DAYS).
    """

    old: WorkCalendar
    new: WorkCalendar
    counting: Counting
    now: datetime
    grace: int

    @property
    def earliest_moved_day(self) -> date:
        """A last day that moves forward must lie after this day."""
        today = self.now.astimezone(BEIJING).date()
        return self.new.working_day_after(today, self.grace) if self.grace else today

    def move(self, row: Obligation, anchor: date, stored_last_day: date) -> Move | None:
        """The move of one obligation, or `None` when it stays.

        A stored day that the old calendar does not give was set by hand (an override, a grace): it stays too, and
        so does one that has passed.
        """
        if row.rule.last_day(anchor, self.old, self.counting) != stored_last_day:
            return None
        if due_at(stored_last_day, self.counting) <= self.now:
            return None
        new_last_day = row.rule.last_day(anchor, self.new, self.counting)
        if new_last_day == stored_last_day:
            return None
        too_soon = new_last_day < stored_last_day and new_last_day <= self.earliest_moved_day
        return Move(stored_last_day, new_last_day, too_soon)

    def changed_days(self, first: date, last: date) -> tuple[ChangedDay, ...]:
        """Days from `first` to `last` that work in one calendar only."""
        return tuple(
            ChangedDay(day, self.old.kind_of(day), self.new.kind_of(day), _name(self.new, day) or _name(self.old, day))
            for day in days_of(first, last)
            if self.old.is_working_day(day) != self.new.is_working_day(day)
        )


def _name(calendar: WorkCalendar, day: date) -> str:
    mark = calendar.mark_of(day)
    return mark.name if mark else ""
