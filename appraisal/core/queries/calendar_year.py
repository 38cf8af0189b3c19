"""A year of the calendar as the year page shows it: twelve months of days, and the breaks with their make-up days."""

import calendar as month_grid
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from appraisal.core.models import CalendarYear
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.workdays import Break, DayKind, DayMark, WorkCalendar, days_of

# A kind is told by a sign and by words, never by colour alone.
SIGNS = {DayKind.WORKING: "", DayKind.WEEKEND: "", DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班"}


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the grid."""

    date: date
    kind: DayKind
    name: str
    is_provisional: bool

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]

    @property
    def look(self) -> str:
        """Its classes in static/css/calendar.css."""
        return f"day is-{self.kind.lower()}{' is-provisional' if self.is_provisional else ''}"

    @property
    def words(self) -> str:
        """What the day is, for those who do not see its colour: 放假 春节."""
        reservation = "（暂定）" if self.is_provisional and self.name else ""
        return f"{self.kind.label}{' ' if self.name else ''}{self.name}{reservation}"


@dataclass(frozen=True, slots=True)
class Month:
    """One month: full weeks from Monday, `None` for days of its neighbours."""

    number: int
    weeks: tuple[tuple[DayCell | None, ...], ...]
    working_days: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A break of the year with the make-up days that pay for it."""

    pause: Break
    days: int
    make_ups: tuple[DayMark, ...]


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything the page of one year shows. `record` is `None` for a year that the table does not hold."""

    year: int
    record: CalendarYear | None
    is_provisional: bool
    working_days: int
    months: tuple[Month, ...]
    arrangements: tuple[Arrangement, ...]


def year_page(year: int) -> YearPage:
    """The page of one year. Two queries."""
    calendar = load_calendar()
    months = tuple(_month(calendar, year, number) for number in range(1, 13))
    return YearPage(
        year=year,
        record=CalendarYear.objects.select_related("published_by").filter(pk=year).first(),
        is_provisional=year not in calendar.notices,
        working_days=sum(month.working_days for month in months),
        months=months,
        arrangements=_arrangements(calendar, year),
    )


def _month(calendar: WorkCalendar, year: int, number: int) -> Month:
    weeks = tuple(
        tuple(_cell(calendar, day) if day.month == number else None for day in week)
        for week in month_grid.Calendar().monthdatescalendar(year, number)
    )
    working = sum(cell is not None and cell.kind.works for week in weeks for cell in week)
    return Month(number, weeks, working)


def _cell(calendar: WorkCalendar, day: date) -> DayCell:
    mark = calendar.mark_of(day)
    return DayCell(day, calendar.kind_of(day), mark.name if mark else "", calendar.is_provisional(day))


def _arrangements(calendar: WorkCalendar, year: int) -> tuple[Arrangement, ...]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    make_ups = [mark for mark in calendar.marks_between(first, last) if mark.kind is DayKind.MAKE_UP]
    by_name = {name: tuple(marks) for name, marks in groupby(make_ups, key=lambda mark: mark.name)}
    return tuple(
        Arrangement(
            pause,
            len(list(days_of(pause.first, pause.last))),
            tuple(mark for name in pause.name.split("、") for mark in by_name.get(name, ())),
        )
        for pause in calendar.breaks_between(first, last)
    )
