"""Rates, budgets, and what a scored plan owes to whom 二（七）. The worker accrues; people set rates and budgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import require_transaction, use_case
from fees.models import Budget, Due, Rate
from fees.queries.payouts import dues_of_plan, expected_dues, has_open_dues
from fees.rules.enums import PayeeKind, RateBasis, TransactionKind
from fees.rules.money import shown, total
from fees.rules.payouts import BASES, RULE, AmountDue, by_payee_kind
from fees.rules.posting import accrual
from fees.services import ledger
from fees.services.payees import payee_of_examiner, payee_of_organisation
from plans.models import Plan
from plans.queries.plans import lock_plan
from plans.rules.states import PlanState
from plans.services.progress import mark_settled

RATES_LOCK = 4096006


@dataclass(frozen=True, slots=True)
class RateEntry:
    """A rate as the finance section types it."""

    kind: PayeeKind
    basis: RateBasis
    amount: Decimal | None
    since: date
    document_number: str
    is_sample: bool = False


@use_case
def set_rate(*, actor: Actor | None, entry: RateEntry, now: datetime) -> Rate:
    """A rate from a day on; the one before ends the day before. `actor=None` is set-up.

    Raises `NotPermitted`, `Refused`.
    """
    if actor:
        authorise(actor, Capability.PAY_OUT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RATES_LOCK])
    same = Rate.objects.filter(payee_kind=entry.kind, basis=entry.basis)
    later = same.filter(valid_from__gte=entry.since).first()
    refusals = list(text_refusals(Rate, document_number=entry.document_number))
    if entry.basis not in BASES[entry.kind]:
        refusals.append(Refusal("rate_basis", {"kind": entry.kind.label, "basis": entry.basis.label}, rule=RULE))
    if entry.amount is None or entry.amount < 0:
        refusals.append(Refusal("rate_amount", rule=RULE, field="amount"))
    if later:
        refusals.append(Refusal("rate_in_the_way", {"since": later.valid_from}, rule=RULE, field="since"))
    if refusals:
        raise Refused(*refusals)
    same.filter(valid_until=None).update(valid_until=entry.since - timedelta(days=1))
    rate: Rate = Rate.objects.create(
        payee_kind=entry.kind, basis=entry.basis, amount=entry.amount, valid_from=entry.since,
        document_number=entry.document_number, is_sample=entry.is_sample, set_by_id=actor.user_id if actor else None,
        set_at=now,
    )  # fmt: skip
    audit.record(
        actor=actor, action="rate.set", target=rate, at=now, amount=str(rate.amount),
        summary=f"支付标准：{entry.kind.label}{entry.basis.label} {shown(rate.amount)} 元，{entry.since} 起",
    )  # fmt: skip
    return rate


@use_case
def set_budget(
    *, actor: Actor, kind: PayeeKind, amount: Decimal | None, reason: str, plan_id: int | None = None,
    year: int | None = None, now: datetime,
) -> Budget:  # fmt: skip
    """The budget of a plan or a year for one kind of payee is this from now on. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.PAY_OUT)
    refusals = list(reason_refusals(reason))
    if amount is None or amount < 0:
        refusals.append(Refusal("budget_amount", rule=RULE, field="amount"))
    if refusals or amount is None:
        raise Refused(*refusals)
    if plan_id:
        lock_plan(plan_id)
    budget: Budget = Budget.objects.create(
        plan_id=plan_id, year=year, payee_kind=kind, amount=amount, reason=reason.strip(), set_by_id=actor.user_id,
        set_at=now,
    )  # fmt: skip
    about = f"{year} 年" if year else f"计划 {budget.plan.number}"
    audit.record(
        actor=actor, action="budget.set", target=budget, at=now, reason=budget.reason, amount=str(amount),
        summary=f"考核鉴定费预算：{about} {kind.label} {shown(amount)} 元",
    )  # fmt: skip
    return budget


@use_case
def lay_budget(*, plan_id: int, now: datetime) -> Mapping[PayeeKind, Decimal]:
    """The first budget of a paid plan, by the rates and what they will probably be multiplied by; once."""
    plan = lock_plan(plan_id)
    if plan.budgets.exists():
        return {}
    expected = by_payee_kind(expected_dues(plan))
    Budget.objects.bulk_create(
        Budget(plan=plan, payee_kind=kind, amount=amount, reason="按支付标准测算", set_at=now)
        for kind, amount in expected.items()
    )
    audit.record(
        actor=None, action="budget.lay", target=plan, at=now, amount=str(total(expected.values())),
        summary=f"考核鉴定费预算：计划 {plan.number}，按支付标准测算 {shown(total(expected.values()))} 元",
    )  # fmt: skip
    return expected


@use_case
def accrue_dues(*, plan_id: int, now: datetime) -> int:
    """What a scored plan owes becomes rows and debts, once. Returns how many. A plan that owes nobody is settled.

    Raises `Refused` for a plan in another state.
    """
    plan = lock_plan(plan_id)
    if plan.state != PlanState.SCORED:
        raise Refused(Refusal("dues_plan_state", {"state": plan.get_state_display()}, rule=RULE))
    if plan.dues.exists():
        return 0
    amounts = dues_of_plan(plan)
    dues = Due.objects.bulk_create(due_of(plan, amount, now) for amount in amounts)
    ledger.post_all(
        [
            accrual(
                TransactionKind.ACCRUAL, f"due:{due.pk}", f"应付计提，计划 {plan.number}", payee_id=due.payee_id,
                amount=due.amount, plan_id=plan.pk,
            )
            for due in dues
        ],
        actor=None, now=now,
    )  # fmt: skip
    whole = total(due.amount for due in dues)
    audit.record(
        actor=None, action="due.accrue", target=plan, at=now, dues=len(dues), amount=str(whole),
        summary=f"应付计提：计划 {plan.number}，{len(dues)} 项 {shown(whole)} 元",
    )  # fmt: skip
    settle_if_paid(plan, actor=None, now=now)
    return len(dues)


def settle_if_paid(plan: Plan, *, actor: Actor | None, now: datetime) -> bool:
    """A locked, scored plan whose payees are all paid is settled. Part of the action that pays the last one."""
    require_transaction()
    if plan.state != PlanState.SCORED or has_open_dues(plan):
        return False
    mark_settled(plan=plan, actor=actor, now=now, dues=plan.dues.count())
    return True


@use_case
def settle_plan(*, plan_id: int, now: datetime) -> bool:
    """Settle a scored plan that owes nobody any more, whatever it was that made it so. Returns whether it did."""
    plan = lock_plan(plan_id)
    return plan.dues.exists() and settle_if_paid(plan, actor=None, now=now)


def due_of(plan: Plan, amount: AmountDue, now: datetime) -> Due:
    """The row of an amount due, not saved; its payee is made when it is first owed something."""
    kind, key = amount.beneficiary
    payee = payee_of_examiner(key) if kind is PayeeKind.EXAMINER else payee_of_organisation(key)
    return Due(
        plan=plan, item_id=amount.item_id, payee=payee, rate_id=amount.rate_id, quantity=amount.quantity,
        amount=amount.amount, accrued_at=now,
    )  # fmt: skip


def load_sample_rates(*, rates: Mapping[tuple[PayeeKind, RateBasis], Decimal], since: date, now: datetime) -> None:
    """Sample rates (样例) where there are none: no official figure was found."""
    for (kind, basis), amount in rates.items():
        if not Rate.objects.filter(payee_kind=kind, basis=basis).exists():
            entry = RateEntry(kind, basis, amount, since, "样例标准（没有找到正式文件）", is_sample=True)
            set_rate(actor=None, entry=entry, now=now)
