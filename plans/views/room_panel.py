"""What a plan's page shows of its rooms."""

from datetime import datetime

from appraisal.core.rules.roles import Actor, Role
from plans.models import Plan
from plans.queries.arrangement import seats_by_plan
from plans.rules.states import MAIN_PATH, PlanState
from plans.views.panels import Panel

SHOWN = frozenset(MAIN_PATH[MAIN_PATH.index(PlanState.PAID) :]) | {PlanState.SUSPENDED}
BLIND = frozenset({Role.EXAMINER, Role.FINANCE_OFFICER})


def rooms_panel(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """Rooms, seats and invigilators in numbers, with the way to the page; from payment on."""
    if plan.state not in SHOWN or actor.role in BLIND:
        return None
    counts = seats_by_plan(plan)
    if plan.state == PlanState.SUSPENDED and not counts["seats"]:
        return None
    return Panel("seating/_panel.html", {"counts": counts})
