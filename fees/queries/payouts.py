"""Payees, rates, budgets, dues and batches: locked for actions, computed for rules, listed for pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from appraisal.core.rules.enums import RequestState, Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import DutyCorrection
from examiners.rules.duty_corrections import OWED_IN
from fees.models import Adjustment, BillLine, Budget, Due, Payee, PayeeDetails, PayoutBatch, PayoutLine, Rate
from fees.queries.duty import duty_work
from fees.queries.tariff import in_force_on
from fees.rules.enums import BillState, DetailsState, DueState, PayeeKind, RateBasis
from fees.rules.money import ZERO
from fees.rules.payouts import AmountDue, BudgetUse, DutyWork, ItemWork, RateFacts, amounts_due
from plans.models import Plan, PlanItem, Sitting
from plans.rules.states import PlanState

NAMED = ("organisation", "examiner")
SPENT = (DueState.BATCHED, DueState.PAID)


def rates_on(day: date) -> list[RateFacts]:
    """The rates in force on a day."""
    rows = Rate.objects.filter(in_force_on(day)).values_list("pk", "payee_kind", "basis", "amount")
    return [RateFacts(pk, PayeeKind[kind], RateBasis[basis], amount) for pk, kind, basis, amount in rows]


def item_work(plan: Plan) -> list[ItemWork]:
    """What each item of a paid plan was, by its bill: two queries."""
    lines = BillLine.objects.filter(bill__plan=plan, bill__state=BillState.PAID).order_by()
    counted = lines.values_list("item").annotate(
        people=Count("candidate", distinct=True), reviewed=Count("candidate", filter=Q(subject=Subject.REVIEW))
    )
    people = {item: (candidates, reviewed) for item, candidates, reviewed in counted}
    items = PlanItem.objects.filter(plan=plan).order_by("pk").values_list("pk", "committee_id")
    return [ItemWork(pk, *people.get(pk, (0, 0)), committee_id) for pk, committee_id in items]


def dues_of_plan(plan: Plan) -> list[AmountDue]:
    """What a scored plan owes, by the rates of its first exam."""
    return _amounts(plan, duty_work(plan))


def expected_dues(plan: Plan) -> list[AmountDue]:
    """What a paid plan will probably owe: as many examiners as are asked for at least, for whole days."""
    per_sitting, most = settings.KAOWU["EXAMINERS_PER_SITTING"], settings.KAOWU["CANDIDATES_PER_EXAMINER"]
    half_days = settings.KAOWU["HALF_DAYS_PER_PRACTICAL"]
    people = {work.item_id: work.candidates for work in item_work(plan)}
    practicals = Sitting.objects.filter(plan=plan, subject=Subject.PRACTICAL).values_list("item_id", flat=True)
    duties = [
        DutyWork(number, item_id, number == 0, half_days)
        for item_id in practicals
        for number in range(max(per_sitting, -(-people.get(item_id, 0) // most)))
    ]
    return _amounts(plan, duties)


def _amounts(plan: Plan, duties: list[DutyWork]) -> list[AmountDue]:
    assert plan.first_exam_date is not None
    return amounts_due(
        district_id=plan.district_id, institute_id=plan.institute_id, items=item_work(plan), duties=duties,
        rates=rates_on(plan.first_exam_date),
    )  # fmt: skip


def plans_to_accrue() -> list[int]:
    """Scored plans without any amount due, oldest first."""
    dues = Due.objects.filter(plan=OuterRef("pk"))
    rows = Plan.objects.filter(~Exists(dues), state=PlanState.SCORED).order_by("state_since", "pk")
    return list(rows.values_list("pk", flat=True))


def plans_without_budget() -> list[int]:
    """Plans that are paid and have no budget yet."""
    states = [PlanState.PAID, PlanState.ARRANGED, PlanState.HELD, PlanState.REPORTED, PlanState.SCORED]
    budgets = Budget.objects.filter(plan=OuterRef("pk"))
    rows = Plan.objects.filter(~Exists(budgets), state__in=states, bills__state=BillState.PAID).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def adjusted_dues(plan: Plan) -> list[AmountDue]:
    """What the plan owes its examiners by the duties as they were last corrected, at the rates of what was accrued."""
    assert plan.first_exam_date is not None
    used = Due.objects.filter(plan=plan, payee__kind=PayeeKind.EXAMINER).order_by("-pk")
    kept = {
        RateBasis[basis]: RateFacts(pk, PayeeKind.EXAMINER, RateBasis[basis], amount)
        for pk, basis, amount in used.values_list("rate", "rate__basis", "rate__amount")
    }
    fresh = {rate.basis: rate for rate in rates_on(plan.first_exam_date) if rate.kind is PayeeKind.EXAMINER}
    return amounts_due(
        district_id=plan.district_id, institute_id=plan.institute_id, items=(), duties=duty_work(plan),
        rates=(fresh | kept).values(),
    )  # fmt: skip


def accrued_dues(plan: Plan) -> list[AmountDue]:
    """What was accrued so far for the plan's examiners, differences included."""
    rows = Due.objects.filter(plan=plan, payee__kind=PayeeKind.EXAMINER).select_related("payee")
    return [
        AmountDue((PayeeKind.EXAMINER, row.payee.examiner_id or 0), row.item_id, row.rate_id, row.quantity, row.amount)
        for row in rows
    ]


def corrections_to_adjust() -> list[int]:
    """Granted corrections of duties that the dues of their plan have not been reckoned with, oldest first."""
    done = Adjustment.objects.filter(correction=OuterRef("pk"))
    rows = DutyCorrection.objects.filter(
        ~Exists(done), state=RequestState.GRANTED, sheet__sitting__plan__state__in=OWED_IN
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def plans_to_settle() -> list[int]:
    """Scored plans whose dues are there and which owe nobody any more."""
    rows = Plan.objects.filter(Exists(Due.objects.filter(plan=OuterRef("pk"))), state=PlanState.SCORED)
    return list(rows.filter(~Exists(_owing().filter(plan=OuterRef("pk")))).order_by("pk").values_list("pk", flat=True))


def has_open_dues(plan: Plan) -> bool:
    """Whether anybody is still to be paid for the plan."""
    return _owing().filter(plan=plan).exists()


def _owing() -> QuerySet[Due]:
    """Dues that somebody waits for: in a payment, or open for a payee who is owed something when all is set off."""
    owed = net_dues().filter(payee=OuterRef("payee"), net__gt=0)
    return Due.objects.filter(Q(state=DueState.BATCHED) | (Q(state=DueState.OPEN) & Exists(owed)), amount__gt=0)


def net_dues() -> QuerySet[Due, dict[str, Any]]:
    """What each payee is owed when his open dues are set off against each other: rows of `payee` and `net`."""
    return Due.objects.filter(state=DueState.OPEN).order_by().values("payee").annotate(net=Sum("amount"))


def lock_payee(payee_id: int) -> Payee:
    """The payee, locked until the action commits. Raises `Payee.DoesNotExist`."""
    require_transaction()
    payee: Payee = Payee.objects.select_for_update(of=("self",)).select_related(*NAMED).get(pk=payee_id)
    return payee


def approved_details(payee_ids: Iterable[int]) -> dict[int, PayeeDetails]:
    """The bank data in force by payee."""
    rows = PayeeDetails.objects.filter(payee__in=list(payee_ids), state=DetailsState.APPROVED)
    return {row.payee_id: row for row in rows}


def lock_batch(batch_id: int) -> PayoutBatch:
    """The batch, locked until the action commits. Raises `PayoutBatch.DoesNotExist`."""
    require_transaction()
    batch: PayoutBatch = PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    return batch


def lock_lines_of(batch: PayoutBatch) -> list[PayoutLine]:
    """The payments of a locked batch, in order, with payee and account."""
    rows = PayoutLine.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("number")
    return list(rows.select_related("payee__organisation", "payee__examiner", "details"))


def next_batch_number(year: int) -> str:
    """2026B000012; numbers of failed actions are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('fees_batch_number')")
        return f"{year}B{cursor.fetchone()[0]:06}"


@dataclass(frozen=True, slots=True)
class OpenDue:
    """What a payee waits for: how much, for how many plans, and whether he can be paid."""

    payee: Payee
    amount: Decimal
    plans: int
    details: PayeeDetails | None
    waits: bool

    @property
    def is_payable(self) -> bool:
        """Whether something is owed and there is an account to pay it to."""
        return self.details is not None and self.amount > 0


def open_dues(actor: Actor) -> list[OpenDue]:
    """Payees with open amounts: three queries."""
    rows = Due.objects.visible_to(actor).filter(state=DueState.OPEN).order_by()
    sums = {
        payee: (amount, plans)
        for payee, amount, plans in rows.values_list("payee").annotate(
            amount=Sum("amount"), plans=Count("plan", distinct=True)
        )
    }
    details = approved_details(sums)
    proposed = set(
        PayeeDetails.objects.filter(payee__in=sums, state=DetailsState.PROPOSED).values_list("payee", flat=True)
    )
    payees = Payee.objects.visible_to(actor).filter(pk__in=sums).select_related(*NAMED)
    order = list(PayeeKind)
    found = [OpenDue(payee, *sums[payee.pk], details.get(payee.pk), payee.pk in proposed) for payee in payees]
    return sorted(found, key=lambda one: (order.index(PayeeKind[one.payee.kind]), one.payee.name))


def budget_uses(dues: QuerySet[Due]) -> list[BudgetUse]:
    """What the plans' and years' budgets come to when `dues` are paid, too: four queries at most."""
    rows = list(dues.values_list("plan", "plan__number", "plan__first_exam_date", "payee__kind", "amount"))
    numbers = {plan: number for plan, number, *_ in rows}
    years = {day.year for _, _, day, _, _ in rows}
    keys = set(dues.values_list("pk", flat=True))
    plan_budgets = _newest(Budget.objects.filter(plan__in=numbers), "plan_id")
    year_budgets = _newest(Budget.objects.filter(year__in=years), "year")
    spent = Due.objects.filter(Q(plan__in=numbers) | Q(plan__first_exam_date__year__in=years), state__in=SPENT)
    by_plan: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    by_year: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    earlier = spent.exclude(pk__in=keys).values_list(
        "plan", "plan__number", "plan__first_exam_date", "payee__kind", "amount"
    )
    for plan, _, day, kind, amount in [*rows, *earlier]:
        by_plan[plan, kind] += amount
        by_year[day.year, kind] += amount
    uses = [
        BudgetUse(f"计划 {numbers[plan]}", PayeeKind[kind], plan_budgets.get((plan, kind)), by_plan[plan, kind])
        for plan, kind in dict.fromkeys((plan, kind) for plan, _, _, kind, _ in rows)
    ]
    uses += [
        BudgetUse(f"{year} 年", PayeeKind[kind], year_budgets.get((year, kind)), by_year[year, kind])
        for year, kind in dict.fromkeys((day.year, kind) for _, _, day, kind, _ in rows)
    ]
    return uses


def _newest(rows: QuerySet[Budget], owner: str) -> dict[tuple[int, str], Decimal]:
    """The amounts in force by owner and kind of payee: the newest row of each."""
    return {(key, kind): amount for key, kind, amount in rows.order_by("pk").values_list(owner, "payee_kind", "amount")}
