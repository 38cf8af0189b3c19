"""What packages above plans do when a plan is cancelled, or gets other dates from the city: examiners, money."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Plan

Ending = Callable[[Plan, Actor | None, str, datetime], None]
Move = Callable[[Plan, Actor | None, datetime], None]


def end_elsewhere(*, plan: Plan, actor: Actor | None, reason: str, now: datetime) -> None:
    """Call everything that `settings.KAOWU_PLAN_ENDINGS` names with the locked plan, as part of the action."""
    require_transaction()
    for end in _endings():
        end(plan, actor, reason, now)


def move_elsewhere(*, plan: Plan, actor: Actor | None, now: datetime) -> None:
    """Call everything that `settings.KAOWU_PLAN_MOVES` names: every sitting of the locked plan has another date."""
    require_transaction()
    for move in _moves():
        move(plan, actor, now)


@cache
def _endings() -> tuple[Ending, ...]:
    return tuple(import_string(name) for name in settings.KAOWU_PLAN_ENDINGS)


@cache
def _moves() -> tuple[Move, ...]:
    return tuple(import_string(name) for name in settings.KAOWU_PLAN_MOVES)
