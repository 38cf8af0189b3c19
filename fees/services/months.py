"""Closing a month: afterwards the ledger takes nothing that is dated in it."""

from datetime import date, datetime, timedelta

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case
from fees.models import MonthClose
from fees.queries.ledger import account_balances, trial_balance
from fees.queries.months import last_closed, lock_months


@use_case
def close_month(*, actor: Actor, month: date, now: datetime) -> MonthClose:
    """Close a month (any day of it), with the balances of its last evening. Raises `NotPermitted`, `Refused`.

    Months are closed in order, when they are over, and only while everything agrees.
    """
    authorise(actor, Capability.COLLECT)
    first = month.replace(day=1)
    lock_months()
    refusals = [*_order_refusals(first, clock.today(now))]
    broken = [check.name for check in trial_balance() if not check.agrees]
    if broken:
        refusals.append(Refusal("month_trial", {"names": "、".join(broken)}))
    if refusals:
        raise Refused(*refusals)
    balances = [[row.name, str(row.closing)] for row in account_balances(first, last_day(first)) if row.closing]
    closed = MonthClose.objects.create(month=first, closed_by_id=actor.user_id, closed_at=now, balances=balances)
    audit.record(actor=actor, action="month.close", target=closed, summary=f"关账：{first:%Y-%m}", at=now)
    return closed


def last_day(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return next_month(first) - timedelta(days=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def _order_refusals(first: date, today: date) -> list[Refusal]:
    refusals = []
    closed = last_closed()
    if first >= today.replace(day=1):
        refusals.append(Refusal("month_not_over", {"month": f"{first:%Y-%m}"}))
    if closed and first <= closed:
        refusals.append(Refusal("month_open_earlier", {"month": f"{first:%Y-%m}"}))
    elif closed and first != next_month(closed):
        refusals.append(Refusal("month_order", {"month": f"{next_month(closed):%Y-%m}"}))
    return refusals
