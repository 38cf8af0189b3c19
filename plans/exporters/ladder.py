"""A ladder of deadlines as an iCalendar file, for the calendar on a phone or in an office program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Alarm, Calendar, Event

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.workdays import ONE_DAY
from plans.rules.obligations import Rung

PRODUCT = "-//Kaowu//Deadlines//ZH"


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: `key` names it within its ladder and stays the same when its date moves.

    `sentence` is the proof; `reminders` are aware moments at which the reader's program rings.
    """

    key: str
    label: str
    last_day: date
    sentence: str
    is_provisional: bool
    reminders: tuple[datetime, ...] = ()


def steps_of(rungs: Iterable[Rung]) -> list[Step]:
    """The steps of a computed ladder, as the planner shows it before anything is stored."""
    return [
        Step(
            key=f"{rung.obligation.code}-{rung.deadline.anchor}",
            label=rung.obligation.label,
            last_day=rung.last_day,
            sentence=rung.deadline.proof.sentence(),
            is_provisional=rung.deadline.is_provisional,
        )
        for rung in rungs
    ]


def ladder_file(*, name: str, reference: str, steps: Sequence[Step], now: datetime) -> bytes:
    """The .ics file of a ladder in UTF-8.

    `name` is its title; `reference` (a plan number, or the exam date of a plan not drafted yet) makes the entries
    unique, so that importing it again replaces them.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(BEIJING))
    for step in steps:
        calendar.add_component(_event(step, name, reference, now))
    return bytes(calendar.to_ical())


def _event(step: Step, name: str, reference: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{reference}-{step.key}@kaowu")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", step.last_day)
    event.add("dtend", step.last_day + ONE_DAY)
    event.add("summary", f"{'暂定' if step.is_provisional else ''}最后一天：{step.label}（{name}）")
    event.add("description", step.sentence)
    event.add("status", "TENTATIVE" if step.is_provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a deadline does not make its owner busy
    for moment in step.reminders:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", step.label)
        alarm.add("trigger", moment.astimezone(UTC))
        event.add_component(alarm)
    return event
