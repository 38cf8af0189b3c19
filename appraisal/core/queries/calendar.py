"""The calendar of working days and the settings of counting, as every deadline reads them."""

from datetime import date

from django.conf import settings
from django.db import connection

from appraisal.core.models import CalendarVersion, CalendarYear, DayException
from appraisal.core.rules.deadlines import Counting, Deadline, DeadlineRule, Direction
from appraisal.core.rules.workdays import DayKind, DayMark, WorkCalendar
from appraisal.core.transactions import require_transaction

# What pages and the API answer for: any date a plan can have, and counts that no deadline exceeds.
FIRST_DATE, LAST_DATE = date(1990, 1, 1), date(2099, 12, 31)
MOST_WORKING_DAYS = 500
MOST_DAYS_LISTED = 400
CALCULATOR_ANCHOR = "起算日"

# The calendar last read by this process and the version it stands for. Replaced as a whole, never changed.
_cached: tuple[int, WorkCalendar] | None = None


def load_calendar() -> WorkCalendar:
    """The calendar, kept by this process until the table's version changes: one query by primary key."""
    # The version is read before the table: a change in between leaves the older number, and the next call reads again.
    return _calendar_of(CalendarVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0)


def calendar_for_writing() -> WorkCalendar:
    """The calendar for an action that stores last days: until it commits, nobody can publish another one.

    Take it after the plan and before its obligations (lock order). Raises `RuntimeError` outside of a transaction.
    """
    require_transaction()
    with connection.cursor() as cursor:
        # FOR SHARE: those who store dates do not wait for each other, only for whoever changes the calendar.
        cursor.execute("SELECT number FROM core_calendarversion WHERE id = 1 FOR SHARE")
        row = cursor.fetchone()
    return _calendar_of(row[0] if row else 0)


def _calendar_of(version: int) -> WorkCalendar:
    global _cached
    if _cached is None or _cached[0] != version:
        _cached = (version, read_calendar())
    return _cached[1]


def read_calendar() -> WorkCalendar:
    """The calendar as the table says at this moment, inside the caller's transaction."""
    notices = dict(CalendarYear.objects.filter(provisional=False).values_list("year", "notice_number"))
    rows = DayException.objects.values_list("date", "works", "name", "notice_number")
    return WorkCalendar.of(notices, [mark_of_row(*row) for row in rows])


def mark_of_row(day: date, works: bool, name: str, notice_number: str) -> DayMark:
    """A row of the table as the rules know it."""
    return DayMark(day, DayKind.MAKE_UP if works else DayKind.HOLIDAY, name, notice_number)


def counting() -> Counting:
    """How deadlines are counted here: the settings COUNT_EXAM_DAY and DEADLINE_CUTOFF."""
    return Counting.of(count_exam_day=settings.KAOWU["COUNT_EXAM_DAY"], cutoff=settings.KAOWU["DEADLINE_CUTOFF"])


def calculated(day: date, working_days: int, direction: Direction) -> Deadline:
    """The answer of the calculator page and of the API: so many working days before or after a date."""
    rule = DeadlineRule("", "", CALCULATOR_ANCHOR, working_days, direction)
    return Deadline(rule, day, load_calendar(), counting())


def published_year(year: int) -> CalendarYear | None:
    """The record of a year whose notice is published."""
    return CalendarYear.objects.filter(pk=year, provisional=False).first()


def calendar_years() -> list[CalendarYear]:
    """Every year that the table holds, published or provisional."""
    return list(CalendarYear.objects.select_related("published_by"))
