"""Paid duties of examiners as the rates want them, from the duty records of `examiners`."""

from fees.rules.payouts import DutyWork
from plans.models import Plan


def duty_work(plan: Plan) -> list[DutyWork]:
    """Half-days of everybody who was on duty at the plan's practicals."""
    return []
