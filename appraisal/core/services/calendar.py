"""Changes of the working-day table: first filling, a year's notice, a single day.

A change can move deadlines that hang on it, so whoever publishes one goes through `plans.services.calendar_notices`;
what stands here writes the table as a part of that action.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import CalendarVersion, CalendarYear, DayException
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import read_calendar
from appraisal.core.rules.notice_text import read_notice
from appraisal.core.rules.notices import make_up_refusals, notice_refusals
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.rules.workdays import YEAR_END_FROM, DayKind, DayMark, WorkCalendar
from appraisal.core.services import calendar_sources
from appraisal.core.transactions import require_transaction, use_case

SOURCE_PACKAGE = "chinesecalendar 软件包（国务院办公厅历年通知）"
SOURCE_ESTIMATE = "按《全国年节及纪念日放假办法》推算"
SOURCE_OFFICER = "市中心录入"


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A change not yet made: from `first` to `last` the table will hold exactly `marks`.

    `year` is set when it publishes that year's notice and `None` for a single day. `title` is its Chinese name.
    """

    title: str
    first: date
    last: date
    marks: tuple[DayMark, ...]
    notice_number: str
    year: int | None = None

    def applied_to(self, calendar: WorkCalendar) -> WorkCalendar:
        """The calendar as it will be."""
        kept = [mark for day, mark in calendar.marks.items() if not self.first <= day <= self.last]
        notices = dict(calendar.notices) if self.year is None else {**calendar.notices, self.year: self.notice_number}
        return WorkCalendar.of(notices, [*kept, *self.marks])


# --- proposing ------------------------------------------------------------------------------------
def propose_year(
    *, actor: Actor, year: int, notice_number: str, text: str, acknowledged: bool = False
) -> CalendarChange:
    """The notice for a year as an officer pasted it, read and judged.

    Raises `NotPermitted`, and `Refused` with every fault of the text and every reason why the days cannot be right.
    """
    authorise(actor, Capability.PUBLISH_CALENDAR)
    number = notice_number.strip()
    reading = read_notice(text, year)
    statutory = calendar_sources.statutory_dates(year)
    refusals = gather(
        reading.faults, notice_refusals(year, number, reading.marks, statutory, acknowledged=acknowledged)
    )
    if refusals:
        raise Refused(*refusals)
    marks = tuple(DayMark(mark.date, mark.kind, mark.name, number) for mark in reading.marks)
    # The notice speaks of the year and, when it names them, of the last days of the year before.
    first = min(date(year, 1, 1), marks[0].date)
    last = max(_last_day_of_notice(year), marks[-1].date)
    return CalendarChange(f"{year} 年放假通知", first, last, marks, number, year)


def propose_day(*, actor: Actor, day: date, kind: DayKind | None, name: str, notice_number: str) -> CalendarChange:
    """A correction of one day: a holiday, a make-up day, or (`kind=None`) what its weekday says.

    Raises `NotPermitted`, and `Refused` without a document or for a make-up day that is not on a weekend.
    """
    authorise(actor, Capability.PUBLISH_CALENDAR)
    refusals = []
    if not notice_number.strip():
        refusals.append(Refusal("notice_number_missing", field="notice_number"))
    if kind is not None and not name.strip():
        refusals.append(Refusal("missing", {"what": "名称"}, field="name"))
    mark = DayMark(day, kind, name.strip(), notice_number.strip()) if kind else None
    refusals.extend(make_up_refusals(mark) if mark else ())
    if refusals:
        raise Refused(*refusals)
    marks = (mark,) if mark else ()
    return CalendarChange(f"{day} 改为{kind.label if kind else '按星期'}", day, day, marks, notice_number.strip())


def _last_day_of_notice(year: int) -> date:
    """31 December, unless the next year's notice is known and already speaks of the last days of December."""
    next_year_known = CalendarYear.objects.filter(year=year + 1, provisional=False).exists()
    return date(year, YEAR_END_FROM[0], YEAR_END_FROM[1] - 1) if next_year_known else date(year, 12, 31)


# --- writing --------------------------------------------------------------------------------------
def lock_calendar() -> WorkCalendar:
    """Nobody else reads the calendar for writing, or changes it, until the caller commits. Returns it as it is."""
    require_transaction()
    CalendarVersion.objects.get_or_create(pk=1)
    CalendarVersion.objects.select_for_update().get(pk=1)
    return read_calendar()


def write_change(change: CalendarChange, *, actor: Actor, now: datetime, summary: str, **details: object) -> None:
    """Store a change as part of the caller's action, which has called `lock_calendar`, with one audit entry."""
    require_transaction()
    DayException.objects.filter(date__range=(change.first, change.last)).delete()
    _add_marks(change.marks)
    if change.year is not None:
        CalendarYear.objects.update_or_create(
            year=change.year,
            defaults={
                "notice_number": change.notice_number,
                "provisional": False,
                "source": SOURCE_OFFICER,
                "published_at": now,
                "published_by_id": actor.user_id,
            },
        )
    _raise_version()
    target = f"calendar:{change.year or change.first}"
    audit.record(
        actor=actor,
        action="PUBLISH_CALENDAR",
        target=target,
        summary=summary,
        at=now,
        notice_number=change.notice_number,
        days=[f"{mark.date} {mark.kind.label} {mark.name}" for mark in change.marks],
        **details,
    )


@use_case
def fill_calendar(*, now: datetime) -> tuple[int, ...]:
    """Add the years that the table does not hold: known ones from `chinesecalendar`, the next few as provisional.

    Years already there are left alone, also provisional ones that the package has come to know: only a published
    notice may move deadlines. Returns the years added. Safe to run again.
    """
    lock_calendar()
    stored = set(CalendarYear.objects.values_list("year", flat=True))
    known = set(calendar_sources.known_years()) - stored
    last_known = max(calendar_sources.known_years())
    ahead = max(last_known, now.year) + settings.KAOWU["PROVISIONAL_YEARS"]
    provisional = set(range(last_known + 1, ahead + 1)) - stored
    CalendarYear.objects.bulk_create(
        CalendarYear(
            year=year, provisional=False, source=SOURCE_PACKAGE, notice_number=calendar_sources.NOTICES.get(year, "")
        )
        for year in known
    )
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, provisional=True, source=SOURCE_ESTIMATE) for year in provisional
    )
    _add_marks(mark for mark in calendar_sources.known_marks() if mark.date.year in known)
    _add_marks(mark for year in provisional for mark in calendar_sources.statutory_marks(year))
    added = tuple(sorted(known | provisional))
    if added:
        _raise_version()
        summary = f"工作日历装入 {added[0]} 至 {added[-1]} 年"
        audit.record(actor=None, action="FILL_CALENDAR", target="calendar", summary=summary, at=now, years=added)
    return added


def _add_marks(marks: Iterable[DayMark]) -> None:
    """Rows for marks; a day that another notice has already set (the end of December) stays as it is."""
    rows = [
        DayException(date=mark.date, works=mark.kind.works, name=mark.name, notice_number=mark.notice) for mark in marks
    ]
    DayException.objects.bulk_create(rows, ignore_conflicts=True)


def _raise_version() -> None:
    """A number never used before, also not by a transaction rolled back: processes key what they have read by it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_calendarversion SET number ="
            " greatest(number + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) WHERE id = 1"
        )
