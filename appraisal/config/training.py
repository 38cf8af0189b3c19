"""The clock of training mode: where it can be moved to, the move, and what the worker did about it.

Everything here refuses to work outside of training mode: production settings cannot turn it on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from appraisal.core import audit, clock, jobs
from appraisal.core.models import Notice
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.clock_moves import ClockMove
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Actor
from appraisal.core.services.pulse import last_outcome
from appraisal.core.transactions import use_case
from plans.models import Obligation, PlanStep
from plans.queries.due import next_due

MOVED = "clock_moved"  # the session's key
PATIENCE = timedelta(seconds=60)  # real time until the page stops waiting for the worker
LINES = 20
# What follows from the time alone, besides deadlines. Deadlines come last: the page waits for them.
WOKEN = (
    "core.sweep_outbox",
    "plans.close_notices",
    "plans.sweep_changes",
    "plans.hold_plans",
    "examiners.sweep_dispatch",
    "fees.sweep_money",
    "plans.sweep_deadlines",
)
AFTER_END = timedelta(minutes=1)  # past the end of the last day, so that the clock shows the next one


@dataclass(frozen=True, slots=True)
class ClockBar:
    """What the bar shows: whether the clock is moved, and the deadline that comes next, if any."""

    is_moved: bool
    next_due: Obligation | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that the worker has to follow: the portal's new time, the real time, and what there was before."""

    to: datetime
    at: datetime
    last_step: int
    last_letter: int

    def as_json(self) -> dict[str, str | int]:
        return {
            "to": self.to.isoformat(),
            "at": self.at.isoformat(),
            "last_step": self.last_step,
            "last_letter": self.last_letter,
        }

    @classmethod
    def of(cls, stored: Mapping[str, str | int]) -> "Moved":
        return cls(
            datetime.fromisoformat(str(stored["to"])),
            datetime.fromisoformat(str(stored["at"])),
            int(stored["last_step"]),
            int(stored["last_letter"]),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the worker did since a move, as far as the actor sees it. `is_done`: it has seen the new time."""

    is_done: bool
    is_overdue: bool
    steps: list[PlanStep]
    letters: list[Notice]


def clock_bar(actor: Actor, now: datetime) -> ClockBar:
    """The clock bar for `actor`: one query."""
    return ClockBar(bool(clock.offset()), next_due(actor, now))


@use_case
def move_clock(*, actor: Actor, move: ClockMove, now: datetime, day: date | None = None) -> Moved:
    """Move the portal's clock and wake what follows it. Raises `RuntimeError` outside of training mode.

    `day`: where `ClockMove.DATE` leads, at this time of the day; a day that is no later than today moves nothing.
    """
    real = clock.real_now()
    ahead = timedelta() if move is ClockMove.REAL else _whole_seconds(_target(actor, move, now, day) - real)
    target = (real + ahead).astimezone(clock.SHANGHAI)
    moved = Moved(target, real, _last(PlanStep), _last(Notice))
    clock.move(offset=ahead)
    for task in WOKEN:
        jobs.defer(task)
    audit.record(
        actor=actor,
        action="training.clock",
        target="clock",
        summary=f"培训时钟{move.label}：{target:%Y-%m-%d %H:%M}",
        at=target,
        move=move.value,
    )
    return moved


def _target(actor: Actor, move: ClockMove, now: datetime, day: date | None) -> datetime:
    match move:
        case ClockMove.HOUR:
            return now + timedelta(hours=1)
        case ClockMove.DAY:
            return now + timedelta(days=1)
        case ClockMove.WORKING_DAY:
            return _on_day(load_calendar().working_day_after(clock.today(now), 1), now)
        case ClockMove.DATE:
            return _on_day(day, now) if day and day > clock.today(now) else now
        case ClockMove.DEADLINE:
            due = next_due(actor, now)
            return due.due_at.astimezone(clock.SHANGHAI) + AFTER_END if due else now
        case _:
            return clock.real_now()


def _on_day(day: date, now: datetime) -> datetime:
    return datetime.combine(day, now.astimezone(clock.SHANGHAI).time(), clock.SHANGHAI)


def _whole_seconds(ahead: timedelta) -> timedelta:
    """Rounded up: the offset is stored in whole seconds, and the sweep must not see a time before the target."""
    return timedelta(seconds=ceil(ahead.total_seconds()))


def worker_answer(actor: Actor, moved: Moved) -> Answer:
    """What has happened since the move."""
    outcome = last_outcome(Job.SWEEP, since=moved.at)
    seen = outcome.get("now")
    letters = Notice.objects.visible_to(actor).filter(pk__gt=moved.last_letter)
    return Answer(
        is_done=seen is not None and datetime.fromisoformat(seen) >= moved.to,
        is_overdue=clock.real_now() - moved.at > PATIENCE,
        steps=list(
            PlanStep.objects.visible_to(actor)
            .filter(pk__gt=moved.last_step, actor_label=audit.SYSTEM)
            .select_related("plan")[:LINES]
        ),
        letters=list(letters.filter(key__regex="^(reminder|overdue):").order_by("pk")[:LINES]),
    )


def _last(model: type[PlanStep] | type[Notice]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
