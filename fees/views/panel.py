"""The money of a plan on its page: bill, what is owed, budget and payouts."""

from datetime import datetime

from appraisal.core.rules.roles import Actor, Capability, Role, may
from fees.models import Bill
from fees.queries.panel import plan_money
from plans.models import Plan
from plans.rules.states import MAIN_PATH, PlanState
from plans.views.panels import Panel

SHOWN_FROM = frozenset(MAIN_PATH[MAIN_PATH.index(PlanState.QUALIFIED) :]) | {PlanState.SUSPENDED, PlanState.CANCELLED}
READERS = frozenset({Role.INSTITUTE_CLERK, Role.FINANCE_OFFICER, Role.GUIDANCE_OFFICER})


def money_panel(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """The card; nothing before a plan is qualified, nor for those whom its money does not concern."""
    if plan.state not in SHOWN_FROM or actor.role not in READERS:
        return None
    bills = list(Bill.objects.visible_to(actor).filter(plan=plan).order_by("-pk"))
    if not bills and plan.state != PlanState.QUALIFIED:
        return None
    context = {
        "bills": bills,
        "money": plan_money(actor, plan) if actor.role == Role.FINANCE_OFFICER else None,
        "may_bill": may(actor, Capability.BILL) and plan.state == PlanState.QUALIFIED,
    }
    return Panel("fees/_panel.html", context, aside=True)
