"""Plays the demo city's past: every act at its own moment, in the order of time, with the worker's sweep in between."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from appraisal.core.rules.deadlines import BEIJING
from fees.services.sweep import sweep as sweep_money
from plans.services.after_exam import hold_plans
from plans.services.change_sweep import sweep_changes
from plans.services.public_notices import close_notices
from plans.services.sweep import sweep

Act = Callable[[datetime], object]
SWEEP_AT = time(0, 5)


@dataclass(frozen=True)
class Scene:
    """Something that happened: when, and the call that makes it happen with that moment as its `now`."""

    at: datetime
    act: Act


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in office hours, in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), BEIJING)


def play(scenes: Iterable[Scene], *, until: datetime) -> None:
    """Let every scene up to `until` happen, and sweep the deadlines after each midnight on the way."""
    ordered = sorted((scene for scene in scenes if scene.at <= until), key=lambda scene: scene.at)
    if not ordered:
        return
    day = ordered[0].at.date()
    for scene in ordered:
        while day < scene.at.date():
            day += timedelta(days=1)
            _night(datetime.combine(day, SWEEP_AT, BEIJING))
        scene.act(scene.at)
    while day < until.date():
        day += timedelta(days=1)
        _night(min(until, datetime.combine(day, SWEEP_AT, BEIJING)))


def _night(now: datetime) -> None:
    """What the worker does after a midnight."""
    sweep(now=now)
    close_notices(now=now)
    sweep_changes(now=now)
    hold_plans(now=now)
    sweep_money(now=now)
