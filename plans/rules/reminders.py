"""When people are reminded of an obligation: some working days before its last day (setting REMINDER_WORKING_DAYS)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.workdays import WorkCalendar

REMINDER_HOUR = time(8)  # the first hour in which messages may go out


def next_reminder_at(
    last_day: date, calendar: WorkCalendar, working_days: Iterable[int], after: datetime
) -> datetime | None:
    """The first reminder later than `after`, or `None` when none is left. 0 working days means the last day itself."""
    days = (calendar.working_day_before(last_day, count) if count else last_day for count in working_days)
    moments = sorted(datetime.combine(day, REMINDER_HOUR, BEIJING) for day in days)
    return next((moment for moment in moments if moment > after), None)
