"""The money follows corrected duties: what is owed more or less becomes a difference, never a change of what is there.

The worker finds granted corrections that have no `Adjustment` yet. Lock order: plan → payees → dues → ledger.
"""

from collections.abc import Collection
from datetime import datetime

from appraisal.core import audit
from appraisal.core.transactions import use_case
from examiners.models import DutyCorrection
from fees.models import Adjustment, Due, Payee
from fees.queries.payouts import accrued_dues, adjusted_dues
from fees.rules.enums import DueState, TransactionKind
from fees.rules.money import shown, total
from fees.rules.payouts import differences
from fees.rules.posting import accrual
from fees.services import ledger
from fees.services.dues import due_of, settle_if_paid
from plans.models import Plan
from plans.queries.plans import lock_plan
from plans.rules.states import PlanState


@use_case
def adjust_dues(*, correction_id: int, now: datetime) -> int:
    """Add what a granted correction makes owed more or less, once. Returns how many differences there were.

    Nothing happens while the plan has not been accrued: then the accrual takes the corrected duties, and this finds no
    difference afterwards. A plan that is settled stays settled. Raises `DutyCorrection.DoesNotExist`.
    """
    asked = DutyCorrection.objects.select_related("sheet__sitting").get(pk=correction_id)
    plan = lock_plan(asked.sheet.sitting.plan_id)
    is_waiting = plan.state == PlanState.SCORED and not plan.dues.exists()
    if is_waiting or Adjustment.objects.filter(correction=asked).exists():
        return 0
    found = differences(adjusted_dues(plan), accrued_dues(plan))
    adjustment = Adjustment.objects.create(
        correction=asked, plan=plan, amount=total(one.amount for one in found), made_at=now
    )
    rows = [due_of(plan, one, now) for one in found]
    for row in rows:
        row.adjustment = adjustment
    dues = Due.objects.bulk_create(rows)
    ledger.post_all(
        [
            accrual(
                TransactionKind.ADJUST, f"due:{due.pk}", f"执评更正差额，计划 {plan.number}", payee_id=due.payee_id,
                amount=due.amount, plan_id=plan.pk,
            )
            for due in dues
        ],
        actor=None, now=now,
    )  # fmt: skip
    set_off({due.payee_id for due in dues})
    _record(plan, adjustment, len(dues), now)
    settle_if_paid(plan, actor=None, now=now)
    return len(dues)


def set_off(payee_ids: Collection[int]) -> None:
    """Close the open dues of payees that come to nothing together: there is nothing to pay. Part of an action."""
    payees = Payee.objects.select_for_update(of=("self",)).filter(pk__in=payee_ids).order_by("pk")
    for payee in list(payees):
        found = Due.objects.filter(payee=payee, state=DueState.OPEN)
        dues = list(Due.objects.select_for_update(of=("self",)).filter(pk__in=found.values("pk")).order_by("pk"))
        if dues and not total(due.amount for due in dues):
            Due.objects.filter(pk__in=[due.pk for due in dues]).update(state=DueState.SET_OFF)


def _record(plan: Plan, adjustment: Adjustment, count: int, now: datetime) -> None:
    audit.record(
        actor=None, action="due.adjust", target=plan, at=now, correction=adjustment.correction_id, dues=count,
        amount=str(adjustment.amount),
        summary=f"执评更正差额：计划 {plan.number}，{count} 项 {shown(adjustment.amount)} 元",
    )  # fmt: skip
