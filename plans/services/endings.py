"""What packages above plans do when a plan is cancelled: examiners are called off, money is settled."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Plan

Ending = Callable[[Plan, Actor | None, str, datetime], None]


def end_elsewhere(*, plan: Plan, actor: Actor | None, reason: str, now: datetime) -> None:
    """Call everything that `settings.KAOWU_PLAN_ENDINGS` names with the locked plan, as part of the action."""
    require_transaction()
    for end in _endings():
        end(plan, actor, reason, now)


@cache
def _endings() -> tuple[Ending, ...]:
    return tuple(import_string(name) for name in settings.KAOWU_PLAN_ENDINGS)
