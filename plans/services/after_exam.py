"""After the exam a plan goes on by itself: held when its last day is over, reported, scored.

The steps follow from rows, never from a message: the sweep finds plans that are over, and every hand-in, confirmation
and publication asks whether it was the last one.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from appraisal.core import clock
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, use_case
from plans.models import Plan, ScoreSheet
from plans.queries.hand_ins import is_handed_in, is_scored, plans_over
from plans.queries.plans import lock_plan
from plans.rules.states import PlanState
from plans.services import progress

logger = logging.getLogger(__name__)


@dataclass
class HoldOutcome:
    """What one sweep did: plans that are held now, and keys of those that failed and wait for the next sweep."""

    held: int = 0
    failed: list[int] = field(default_factory=list)


def hold_plans(*, now: datetime) -> HoldOutcome:
    """Mark every plan as held whose last sitting's day is over; running twice changes nothing.

    Each plan is a transaction of its own. Raises only when the database is gone.
    """
    outcome = HoldOutcome()
    for plan_id in plans_over(clock.today(now)):
        try:
            outcome.held += hold_plan(plan_id=plan_id, now=now)
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("plan %s could not be marked as held", plan_id)
            outcome.failed.append(plan_id)
    return outcome


@use_case
def hold_plan(*, plan_id: int, now: datetime) -> bool:
    """Mark one plan as held, if it still is over. Returns whether it was this call that did.

    Every sitting gets its score sheet. A plan without practicals has nothing to hand in and goes on at once.
    """
    plan = lock_plan(plan_id)
    if plan.pk not in plans_over(clock.today(now)):
        return False
    open_sheets(plan=plan)
    progress.mark_held(plan=plan, now=now)
    go_on(plan=plan, actor=None, now=now)
    return True


def go_on(*, plan: Plan, actor: Actor | None, now: datetime) -> None:
    """Take the locked plan as far as its records allow: HELD → REPORTED → SCORED. Part of an action."""
    require_transaction()
    if plan.state == PlanState.HELD and is_handed_in(plan):
        progress.mark_reported(plan=plan, actor=actor, now=now)
    if plan.state == PlanState.REPORTED and is_scored(plan):
        progress.mark_scored(plan=plan, actor=actor, now=now)


def open_sheets(*, plan: Plan) -> None:
    """Give every sitting of the locked plan its sheet; doing it twice changes nothing."""
    require_transaction()
    sheets = [ScoreSheet(sitting_id=pk) for pk in plan.sittings.filter(sheet=None).values_list("pk", flat=True)]
    ScoreSheet.objects.bulk_create(sheets)
