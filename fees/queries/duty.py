"""Paid duties of examiners as the rates want them, from the duty records of `examiners`."""

from examiners.queries.duty import duties_of_plan
from examiners.rules.duty import DutyRole
from fees.rules.payouts import DutyWork
from plans.models import Plan


def duty_work(plan: Plan) -> list[DutyWork]:
    """Half-days of everybody whose duty at the plan's practicals is confirmed."""
    items = dict(plan.sittings.values_list("pk", "item_id"))
    return [
        DutyWork(one.examiner_id, items[one.sitting_id], one.role is DutyRole.LEADER, one.half_days)
        for one in duties_of_plan(plan)
        if one.confirmed and one.half_days
    ]
