"""Working days: the State Council's holidays and make-up days as one value, `WorkCalendar`.

A calendar knows some years from their notice. Any other year is *provisional*: weekends and statutory holidays only,
without the make-up days that a notice will bring. It answers for such a year all the same and says so.
The day from which a count starts is never counted (Civil Code art. 201).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import pairwise

from appraisal.core.rules.enums import LabelledEnum

ONE_DAY = timedelta(days=1)
WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

# The notice of a year may reach back into the last days of the year before (29 December 2018 was a make-up day
# by the notice for 2019), so these days are provisional until the next year's notice is known.
YEAR_END_FROM = (12, 28)


class DayKind(LabelledEnum):
    """What a day is; the label is what the screens say."""

    WORKING = "WORKING", "工作日"
    WEEKEND = "WEEKEND", "周末"
    HOLIDAY = "HOLIDAY", "放假"
    MAKE_UP = "MAKE_UP", "调休上班"

    @property
    def works(self) -> bool:
        """Whether a day of this kind is a working day."""
        return self in {DayKind.WORKING, DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True, order=True)
class DayMark:
    """One day that a table marks: `kind` is HOLIDAY or MAKE_UP, `name` the holiday it belongs to (春节).

    `notice` is the number of the document (国办发明电〔2025〕7号), empty where none is kept.
    """

    date: date
    kind: DayKind
    name: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Consecutive days off, weekends inside it included: 春节 2026-02-15 to 2026-02-23."""

    name: str
    first: date
    last: date
    notice: str = ""


class CalendarRangeError(ValueError):
    """The count leaves the years 1 to 9999, where no date exists."""


def fixed_statutory_days(year: int) -> tuple[DayMark, ...]:
    """The statutory holidays with a fixed date: 1 January, 1 May (and 2 May from 2025), 1 to 3 October."""
    labour_days = (1, 2) if year >= 2025 else (1,)
    return (
        DayMark(date(year, 1, 1), DayKind.HOLIDAY, "元旦"),
        *(DayMark(date(year, 5, day), DayKind.HOLIDAY, "劳动节") for day in labour_days),
        *(DayMark(date(year, 10, day), DayKind.HOLIDAY, "国庆节") for day in (1, 2, 3)),
    )


def days_of(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included; nothing when `last` is earlier."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


@dataclass(frozen=True)
class WorkCalendar:
    """The table of working days; two calendars with the same table are equal.

    `notices` gives for each known year the number of its notice (may be empty). `marks` holds the marked days of known
    and provisional years, one per date. Use `WorkCalendar.of`, which sorts and checks them.
    """

    notices: Mapping[int, str]
    marks: Mapping[date, DayMark]
    # Working days of a year as sorted ordinals, computed on first use: a count is then two bisections a year.
    _working: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _marked: list[date] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, notices: Mapping[int, str], marks: Iterable[DayMark]) -> "WorkCalendar":
        """A calendar from a table. Raises `ValueError` when one date is marked twice."""
        table: dict[date, DayMark] = {}
        for mark in sorted(marks, key=lambda mark: mark.date):
            if mark.date in table:
                raise ValueError(f"{mark.date} is marked twice in the table of working days.")
            table[mark.date] = mark
        calendar = cls(dict(notices), table)
        calendar._marked.extend(table)
        return calendar

    # --- one day ----------------------------------------------------------------------------------
    def mark_of(self, day: date) -> DayMark | None:
        """What the table says of a day; in a provisional year also the fixed statutory holidays."""
        mark = self.marks.get(day)
        if mark is None and day.year not in self.notices:
            return next((fixed for fixed in fixed_statutory_days(day.year) if fixed.date == day), None)
        return mark

    def kind_of(self, day: date) -> DayKind:
        """Working day, weekend, holiday or make-up day."""
        mark = self.mark_of(day)
        if mark is not None:
            return mark.kind
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        working = self._working_days_of(day.year)
        index = bisect_left(working, day.toordinal())
        return index < len(working) and working[index] == day.toordinal()

    def is_provisional(self, day: date) -> bool:
        """Whether a notice still to come may change that day."""
        if day.year not in self.notices:
            return True
        return (day.month, day.day) >= YEAR_END_FROM and day.year + 1 not in self.notices

    def provisional_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years whose missing notice may still change a day from `first` to `last`."""
        unknown = [year for year in range(first.year, last.year + 1) if year not in self.notices]
        if last.year in self.notices and self.is_provisional(last):
            unknown.append(last.year + 1)
        return tuple(unknown)

    def notice_of(self, day: date) -> str:
        """Number of the notice behind a day; empty for provisional years and where none is kept."""
        mark = self.marks.get(day)
        return mark.notice if mark and mark.notice else self.notices.get(day.year, "")

    # --- counting ---------------------------------------------------------------------------------
    def working_day_before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`; `day` itself is not counted. `count` is at least 1."""
        _require_count(count)
        year, missing = day.year, count
        position = bisect_left(self._working_days_of(year), day.toordinal())
        while position < missing:
            missing -= position
            year -= 1
            position = len(self._working_days_of(year))
        return date.fromordinal(self._working_days_of(year)[position - missing])

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted. `count` is at least 1."""
        _require_count(count)
        year, missing = day.year, count
        working = self._working_days_of(year)
        position = bisect_right(working, day.toordinal())
        while len(working) - position < missing:
            missing -= len(working) - position
            year, position = year + 1, 0
            working = self._working_days_of(year)
        return date.fromordinal(working[position + missing - 1])

    def next_working_day(self, day: date) -> date:
        """`day` when it is a working day, otherwise the first one after it."""
        return self.working_day_after(day - ONE_DAY, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier.

        So it says how many working days remain after today until a last day, that day included.
        """
        if end < start:
            return -self.working_days_between(end, start)
        passed = bisect_right(self._working_days_of(start.year), start.toordinal())
        reached = bisect_right(self._working_days_of(end.year), end.toordinal())
        whole_years = sum(len(self._working_days_of(year)) for year in range(start.year, end.year))
        return whole_years + reached - passed

    # --- what moved a date ------------------------------------------------------------------------
    def marks_between(self, first: date, last: date) -> tuple[DayMark, ...]:
        """Marked days from `first` to `last`, both included, in order."""
        stored = [
            self.marks[day] for day in self._marked[bisect_left(self._marked, first) : bisect_right(self._marked, last)]
        ]
        unmarked_years = [year for year in range(first.year, last.year + 1) if year not in self.notices]
        fixed = [
            mark
            for year in unmarked_years
            for mark in fixed_statutory_days(year)
            if first <= mark.date <= last and mark.date not in self.marks
        ]
        return tuple(sorted(stored + fixed)) if fixed else tuple(stored)

    def breaks_between(self, first: date, last: date) -> tuple[Break, ...]:
        """Breaks that take at least one weekday off between `first` and `last`, each in its full length."""
        margin = timedelta(days=31)  # longer than any break, so that one reaching over an end is seen whole
        holidays = [mark for mark in self.marks_between(first - margin, last + margin) if mark.kind is DayKind.HOLIDAY]
        return tuple(
            Break("、".join(dict.fromkeys(day.name for day in run)), run[0].date, run[-1].date, run[0].notice)
            for run in _runs(holidays)
            if any(first <= day.date <= last and day.date.weekday() < 5 for day in run)
        )

    def _working_days_of(self, year: int) -> list[int]:
        working = self._working.get(year)
        if working is None:
            if not MINYEAR < year < MAXYEAR:
                raise CalendarRangeError(f"No working days can be counted in the year {year}.")
            year_days = days_of(date(year, 1, 1), date(year, 12, 31))
            working = self._working[year] = [day.toordinal() for day in year_days if self.kind_of(day).works]
        return working


def _runs(marks: list[DayMark]) -> Iterator[list[DayMark]]:
    """Splits sorted marks where two neighbours are not consecutive days."""
    if not marks:
        return
    run = [marks[0]]
    for before, mark in pairwise(marks):
        if mark.date - before.date != ONE_DAY:
            yield run
            run = []
        run.append(mark)
    yield run


def _require_count(count: int) -> None:
    if count < 1:
        raise ValueError(f"Working days are counted from 1, not {count}.")
