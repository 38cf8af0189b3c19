"""A plan's bill: prepared by one clerk, confirmed by another, the point of no return 二（五）.

Lock order: plan → bill; the ledger after them. Bill lines are frozen: a candidate who leaves later changes no money.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from django.db import connection

from appraisal.core import audit, clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import require_transaction, use_case
from fees.models import Bill
from fees.queries.bills import billed_lines, live_bill, lock_bill, next_bill_number
from fees.queries.pricing import price_of
from fees.rules.billing import RULE, BillKey, confirm_refusals, difference
from fees.rules.enums import Anomaly, BillState, TransactionKind
from fees.rules.money import shown
from fees.rules.posting import INCOME, move, receivable, reversal
from fees.rules.pricing import Price, PricedLine, price_refusals
from fees.services import ledger, letters
from plans.models import Plan
from plans.permissions import is_of_plan
from plans.queries.obligations import deadline_of
from plans.queries.plans import lock_plan
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState

UNPAID = (BillState.PREPARED, BillState.CONFIRMED)
COPY = "COPY fees_billline (bill_id, candidate_id, item_id, subject, attempt, standard_id, amount) FROM STDIN"


@use_case
def prepare_bill(*, actor: Actor, plan_id: int, acknowledged: Collection[str] = (), now: datetime) -> Bill:
    """Price a qualified plan and freeze the lines; a second person has to confirm them.

    `acknowledged`: the anomalies that the clerk has looked at and stands by. Raises `NotPermitted`, and `Refused` with
    everything in the way: the plan's state, a bill that is there, prices missing, anomalies not acknowledged.
    """
    plan = lock_plan(plan_id, reading=())
    _authorise(actor, plan)
    found = price_of(plan, clock.today(now))
    known = {Anomaly[word] for word in acknowledged if word in Anomaly.__members__}
    refusals = gather(_plan_refusals(plan), _bill_refusals(plan), price_refusals(found, known))
    if refusals:
        raise Refused(*refusals)
    bill = Bill.objects.create(
        number=next_bill_number(now),
        plan=plan,
        institute_id=plan.institute_id,
        amount=found.amount,
        candidates=len(found.by_candidate),
        findings=[[one.anomaly.value, one.where, len(one.candidates)] for one in found.findings],
        is_sample=found.is_sample,
        prepared_by_id=actor.user_id,
        prepared_at=now,
    )
    store_lines(bill.pk, found.lines)
    audit.record(
        actor=actor, action="bill.prepare", target=bill, at=now, amount=str(bill.amount), lines=len(found.lines),
        acknowledged=sorted(known), summary=f"制作缴费单：{bill.number}，计划 {plan.number}，{shown(bill.amount)} 元",
    )  # fmt: skip
    return bill


@use_case
def confirm_bill(*, actor: Actor, bill_id: int, now: datetime) -> Bill:
    """The second person confirms: from here on the institute owes the amount, and nothing is refunded once it is paid.

    Raises `NotPermitted`; `Refused` for the preparer himself, another state, or a price that has changed since.
    """
    bill = lock_bill(bill_id)
    plan = bill.plan
    _authorise(actor, plan)
    found = price_of(plan, clock.today(now))
    refusals = gather(
        _plan_refusals(plan),
        confirm_refusals(
            state=BillState[bill.state],
            prepared_by=bill.prepared_by_id,
            actor_id=actor.user_id,
            found=difference(billed_lines(bill), priced_lines(found)),
        ),
    )
    if refusals:
        raise Refused(*refusals)
    deadline = deadline_of(plan, ObligationCode.PAY, calendar_for_writing())
    bill.state, bill.confirmed_by_id, bill.confirmed_at = BillState.CONFIRMED, actor.user_id, now
    bill.due_on = deadline.last_day if deadline else None
    bill.save(update_fields=["state", "confirmed_by_id", "confirmed_at", "due_on"])
    memo = f"缴费单 {bill.number}，计划 {plan.number}"
    owed = receivable(plan.institute_id)
    ledger.post(
        move(
            TransactionKind.CHARGE, f"bill:{bill.pk}:charge", memo,
            debit=owed, credit=INCOME, amount=bill.amount, plan_id=plan.pk,
        ),
        actor=actor, now=now,
    )  # fmt: skip
    letters.write(
        "bill_confirmed", to=[plan.institute_id], key=f"bill:{bill.pk}", path=bill_path(bill), now=now,
        number=bill.number, plan=plan.number, amount=shown(bill.amount), due=bill.due_on or "",
    )  # fmt: skip
    _record(actor, "confirm", bill, f"确认缴费单：{memo}，{shown(bill.amount)} 元", now, due=str(bill.due_on))
    return bill


@use_case
def return_bill(*, actor: Actor, bill_id: int, reason: str, now: datetime) -> Bill:
    """Somebody of the institute sends a prepared bill back; it has to be made again. Raises like `confirm_bill`."""
    bill = lock_bill(bill_id)
    _authorise(actor, bill.plan)
    refusals = reason_refusals(reason)
    if bill.state != BillState.PREPARED:
        refusals += (Refusal("bill_not_prepared", {"state": bill.get_state_display()}, rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    _close(bill, BillState.DISCARDED, reason.strip(), now)
    _record(actor, "return", bill, f"退回缴费单：{bill.number}，计划 {bill.plan.number}", now, reason=bill.reason)
    return bill


@use_case
def void_bill(*, bill_id: int, now: datetime) -> bool:
    """What `after_cancellation` would have done, for a bill that was left behind. Returns whether there was anything.

    A paid bill never falls away.
    """
    bill = lock_bill(bill_id)
    if bill.state not in UNPAID or bill.plan.state != PlanState.CANCELLED:
        return False
    _void(bill, None, now)
    return True


def after_cancellation(plan: Plan, actor: Actor | None, reason: str, now: datetime) -> None:
    """A plan is cancelled before it was paid: its bill falls away, what was paid on it becomes credit.

    Part of the cancellation, which holds the plan's lock.
    """
    require_transaction()
    for bill in Bill.objects.select_for_update(of=("self",)).filter(plan=plan, state__in=UNPAID):
        bill.plan = plan
        _void(bill, actor, now)


def _void(bill: Bill, actor: Actor | None, now: datetime) -> None:
    was_confirmed = bill.state == BillState.CONFIRMED
    _close(bill, BillState.VOID if was_confirmed else BillState.DISCARDED, "计划已取消", now)
    if was_confirmed:
        back = reversal(
            f"bill:{bill.pk}:void", f"缴费单 {bill.number} 作废：计划 {bill.plan.number} 已取消",
            institute_id=bill.institute_id, plan_id=bill.plan_id, whole=bill.amount, paid=bill.paid,
        )  # fmt: skip
        ledger.post(back, actor=actor, now=now)
        letters.write(
            "bill_void", to=[bill.institute_id], key=f"bill:{bill.pk}", path=bill_path(bill), now=now,
            number=bill.number, plan=bill.plan.number, credit=shown(bill.paid),
        )  # fmt: skip
    summary = f"缴费单作废：{bill.number}，计划 {bill.plan.number} 已取消"
    _record(actor, "void", bill, summary, now, paid=str(bill.paid))


def priced_lines(found: Price) -> dict[BillKey, Decimal]:
    """The amounts of a price by candidate, subject and standard, as `billed_lines` gives those of a bill."""
    return {(line.candidate_id, line.subject.value, line.standard.pk or 0): line.amount for line in found.lines}


def store_lines(bill_id: int, lines: Iterable[PricedLine]) -> None:
    """Write the lines of a bill by COPY; part of the action that makes it."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, BytesIO("".join(_copied(bill_id, lines)).encode()), size=1 << 20)


def _copied(bill_id: int, lines: Iterable[PricedLine]) -> Iterator[str]:
    for line in lines:
        yield (
            f"{bill_id}\t{line.candidate_id}\t{line.item_id}\t{line.subject.value}\t{line.attempt.value}\t"
            f"{line.standard.pk}\t{line.amount}\n"
        )


def bill_path(bill: Bill) -> str:
    """Where a bill's page is."""
    return f"/fees/bills/{bill.number}/"


def _authorise(actor: Actor, plan: Plan) -> None:
    authorise(actor, Capability.BILL)
    if not is_of_plan(actor, plan):
        raise NotPermitted("这份计划属于其他单位。")


def _plan_refusals(plan: Plan) -> tuple[Refusal, ...]:
    if plan.state == PlanState.QUALIFIED:
        return ()
    return (Refusal("bill_plan_state", {"state": plan.get_state_display()}, rule=RULE),)


def _bill_refusals(plan: Plan) -> tuple[Refusal, ...]:
    bill = live_bill(plan)
    return (
        (Refusal("bill_there", {"number": bill.number, "state": bill.get_state_display()}, rule=RULE),) if bill else ()
    )


def _close(bill: Bill, state: BillState, reason: str, now: datetime) -> None:
    bill.state, bill.reason, bill.closed_at = state, reason, now
    bill.save(update_fields=["state", "reason", "closed_at"])


def _record(actor: Actor | None, word: str, bill: Bill, summary: str, now: datetime, **details: object) -> None:
    audit.record(actor=actor, action=f"bill.{word}", target=bill, summary=summary, at=now, **details)
