"""Deadlines counted in working days, each with the proof of its date.

Counting backwards from an exam: no document says how, so the exam day is not counted and the N-th working day before
it is the last day, until 24:00 (Civil Code art. 201 and 203 read backwards; both are settings). Counting forwards:
the day of the event is not counted.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.workdays import ONE_DAY, WEEKDAY_NAMES, Break, DayKind, DayMark, WorkCalendar, days_of

BEIJING = ZoneInfo("Asia/Shanghai")


class Direction(LabelledEnum):
    """Which way the working days are counted."""

    BEFORE = "BEFORE", "往前"
    AFTER = "AFTER", "往后"


@dataclass(frozen=True, slots=True)
class Counting:
    """The two settings of counting: whether the exam day counts, and the hour at which the last day ends.

    `cutoff` is `None` for 24:00, otherwise the close of business. A counted exam day counts only when it is itself
    a working day.
    """

    count_exam_day: bool = False
    cutoff: time | None = None

    @classmethod
    def of(cls, *, count_exam_day: bool, cutoff: str) -> "Counting":
        """From the settings COUNT_EXAM_DAY and DEADLINE_CUTOFF ("24:00" or "17:30"). Raises `ValueError`."""
        return cls(count_exam_day, None if cutoff == "24:00" else time.fromisoformat(cutoff))

    @property
    def cutoff_text(self) -> str:
        return self.cutoff.strftime("%H:%M") if self.cutoff else "24:00"


BY_CIVIL_CODE = Counting()


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """What a deadline counts: N working days before or after an event.

    `citation` names the slide or document, e.g. 二（二）执行与申报鉴定计划; `anchor_label` the event, e.g. 首场考试.
    """

    code: str
    citation: str
    anchor_label: str
    working_days: int
    direction: Direction

    def last_day(self, anchor: date, calendar: WorkCalendar, counting: Counting) -> date:
        """The last permitted day for an event on `anchor`."""
        if self.direction is Direction.AFTER:
            return calendar.working_day_after(anchor, self.working_days)
        return calendar.working_day_before(anchor + ONE_DAY if counting.count_exam_day else anchor, self.working_days)

    def earliest_anchor(self, now: datetime, calendar: WorkCalendar, counting: Counting) -> date:
        """The first date of an event for which this deadline, counted backwards, can still be kept at `now`."""
        today = now.astimezone(BEIJING).date()
        first = today if now < due_at(today, counting) else today + ONE_DAY
        last_counted = calendar.working_day_after(first - ONE_DAY, self.working_days)
        return last_counted if counting.count_exam_day else last_counted + ONE_DAY


@dataclass(frozen=True)
class Deadline:
    """A rule applied to the date of an event; every part of it is computed when asked for."""

    rule: DeadlineRule
    anchor: date
    calendar: WorkCalendar
    counting: Counting = BY_CIVIL_CODE

    @cached_property
    def last_day(self) -> date:
        """The last permitted day."""
        return self.rule.last_day(self.anchor, self.calendar, self.counting)

    @property
    def due_at(self) -> datetime:
        """The moment from which it is late: the end of the last day."""
        return due_at(self.last_day, self.counting)

    @property
    def anchor_counts(self) -> bool:
        """Whether the day of the event is itself the first day counted."""
        backwards = self.rule.direction is Direction.BEFORE
        return backwards and self.counting.count_exam_day and self.calendar.is_working_day(self.anchor)

    @property
    def window(self) -> tuple[date, date]:
        """The first and the last day of the stretch that was counted through."""
        if self.rule.direction is Direction.AFTER:
            return self.anchor + ONE_DAY, self.last_day
        return self.last_day, self.anchor if self.anchor_counts else self.anchor - ONE_DAY

    @property
    def is_provisional(self) -> bool:
        """Whether a notice still to come may move the last day."""
        return bool(self.calendar.provisional_years(*self.window))

    def is_kept_at(self, moment: datetime) -> bool:
        """Whether doing it at `moment` is on time."""
        return moment < self.due_at

    def slack(self, today: date) -> int:
        """Working days left after `today`, the last day included: 0 when nothing but today is left, or it is past."""
        return max(0, self.calendar.working_days_between(today, self.last_day))

    @cached_property
    def proof(self) -> "Proof":
        """Why the last day is this day."""
        return prove(self)


@dataclass(frozen=True, slots=True)
class Proof:
    """Rule, document, days counted, and what moved the date. `sentence()` is how every screen and message says it.

    `counted` are the working days counted, in the order of counting; `make_ups` the make-up days among them;
    `breaks` the holidays in between; `provisional_years` the years touched whose notice is not known yet.
    """

    rule: DeadlineRule
    anchor: date
    anchor_kind: DayKind
    anchor_counts: bool
    last_day: date
    cutoff: str
    counted: tuple[date, ...]
    breaks: tuple[Break, ...]
    make_ups: tuple[DayMark, ...]
    provisional_years: tuple[int, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """Numbers of the notices that moved the date, each once."""
        numbers = [pause.notice for pause in self.breaks] + [mark.notice for mark in self.make_ups]
        return tuple(dict.fromkeys(filter(None, numbers)))

    def sentence(self) -> str:
        """The Chinese sentence that stands wherever the date stands."""
        return "".join((self._count(), self._reasons(), self._sources(), self._reservation()))

    def _count(self) -> str:
        rule = self.rule
        weekday = WEEKDAY_NAMES[self.anchor.weekday()]
        remark = {DayKind.MAKE_UP: "，调休上班日", DayKind.HOLIDAY: "，放假"}.get(self.anchor_kind, "")
        way = "往前数" if rule.direction is Direction.BEFORE else "往后数"
        own_day = "当天计入" if self.anchor_counts else "当天不计"
        final = "最后一天暂定为" if self.provisional_years else "最后一天为"
        return (
            f"{rule.anchor_label} {self.anchor}（{weekday}{remark}）{way} {rule.working_days} 个工作日（{own_day}），"
            f"{final} {self.last_day}（{WEEKDAY_NAMES[self.last_day.weekday()]}）{self.cutoff}。"
        )

    def _reasons(self) -> str:
        parts = [f"{pause.name} {_span(pause.first, pause.last)} 放假" for pause in self.breaks]
        if self.make_ups:
            days = "、".join(self._make_up(mark.date) for mark in self.make_ups)
            parts.append(f"{days}调休上班计入")
        return f"其间{'，'.join(parts)}。" if parts else ""

    def _make_up(self, day: date) -> str:
        shown = f"{day:%m-%d}" if day.year == self.anchor.year else f"{day}"
        return f"{shown}（{WEEKDAY_NAMES[day.weekday()]}）"

    def _sources(self) -> str:
        sources = [source for source in (self.rule.citation, *self.notices) if source]
        return f"依据：{'；'.join(sources)}。" if sources else ""

    def _reservation(self) -> str:
        if not self.provisional_years:
            return ""
        years = "、".join(str(year) for year in self.provisional_years)
        return f"{years} 年放假通知尚未录入，暂按周末和法定节假日推算，通知发布后可能调整。"


def due_at(last_day: date, counting: Counting) -> datetime:
    """The end of a last day in Beijing: midnight after it, or the close of business."""
    if counting.cutoff is None:
        return datetime.combine(last_day + ONE_DAY, time.min, BEIJING)
    return datetime.combine(last_day, counting.cutoff, BEIJING)


def prove(deadline: Deadline) -> Proof:
    """The proof of a deadline's last day."""
    calendar = deadline.calendar
    first, last = deadline.window
    counted = tuple(day for day in days_of(first, last) if calendar.is_working_day(day))
    backwards = deadline.rule.direction is Direction.BEFORE
    return Proof(
        rule=deadline.rule,
        anchor=deadline.anchor,
        anchor_kind=calendar.kind_of(deadline.anchor),
        anchor_counts=deadline.anchor_counts,
        last_day=deadline.last_day,
        cutoff=deadline.counting.cutoff_text,
        counted=counted[::-1] if backwards else counted,
        breaks=calendar.breaks_between(first, last),
        make_ups=tuple(mark for mark in calendar.marks_between(first, last) if mark.kind is DayKind.MAKE_UP),
        provisional_years=calendar.provisional_years(first, last),
    )


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first}"
    return f"{first} 至 {last:%m-%d}" if first.year == last.year else f"{first} 至 {last}"
