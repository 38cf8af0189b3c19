"""Money pays bills: at the counter, from credit, and from matched statement lines (`services.matching`).

Lock order: plan → bill → statement line → receipt series → ledger. A bill that is paid in full moves its plan.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.notices import Message, post_all
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import require_transaction, use_case
from fees.models import Bill, Receipt
from fees.queries.bills import lock_bill
from fees.queries.ledger import balance
from fees.rules.billing import RULE
from fees.rules.enums import COUNTER_METHODS, BillState, PaymentMethod, TransactionKind
from fees.rules.money import ZERO, shown, total
from fees.rules.posting import COUNTER, Part, credit_of, receipt
from fees.services import ledger, letters
from fees.services.bills import bill_path
from fees.services.receipts import Issued, Taking, issue_receipts
from plans.rules.states import PlanState
from plans.services.progress import mark_all_paid

PAY = """
    INSERT INTO fees_payment (bill_id, amount, method, receipt_id, line_id, at)
    SELECT bill, amount, method, receipt, line, %s
      FROM unnest(%s::bigint[], %s::numeric[], %s::text[], %s::bigint[], %s::bigint[])
           WITH ORDINALITY AS paid (bill, amount, method, receipt, line, n)
     ORDER BY n
"""
SETTLE = """
    UPDATE fees_bill SET paid = s.paid, state = s.state, closed_at = s.closed_at
      FROM unnest(%s::bigint[], %s::numeric[], %s::text[], %s::timestamptz[]) AS s (id, paid, state, closed_at)
     WHERE fees_bill.id = s.id
"""


@use_case
def receive_at_counter(
    *,
    actor: Actor,
    bill_id: int,
    amount: Decimal | None,
    method: str,
    payer: str,
    credit_rest: bool = False,
    now: datetime,
) -> Issued:
    """Somebody pays at the counter. `credit_rest`: more than is owed is meant, the rest becomes credit.

    Raises `NotPermitted`, and `Refused` with everything wrong with the slip.
    """
    authorise(actor, Capability.COLLECT)
    bill = lock_bill(bill_id)
    refusals = (*_open_refusals(bill), *text_refusals(Receipt, payer=payer), *_method_refusals(method))
    if amount is None or amount <= 0:
        refusals += (Refusal("amount_missing", rule=RULE, field="amount"),)
    elif bill.state == BillState.CONFIRMED and amount > bill.owed and not credit_rest:
        words = {"owed": shown(bill.owed), "rest": shown(amount - bill.owed)}
        refusals += (Refusal("payment_rest", words, rule=RULE, field="credit_rest"),)
    if refusals or amount is None:
        raise Refused(*refusals)
    part = min(amount, bill.owed)
    (made,) = issue_receipts(
        takings=[Taking(bill.institute_id, payer.strip(), amount)], method=PaymentMethod[method], actor=actor, now=now
    )
    ledger.post(
        receipt(
            TransactionKind.COUNTER, f"receipt:{made.pk}", f"柜台收款 {made.number}，缴费单 {bill.number}",
            source=COUNTER, amount=amount, parts=[part_of(bill, part)], credit_to=bill.institute_id,
        ),
        actor=actor, now=now,
    )  # fmt: skip
    settle([bill], [Paid(bill.pk, part, PaymentMethod[method], made.pk)], now=now)
    post_all([receipt_letter(bill, [(made, amount)], now)])
    _record(actor, "counter", bill, f"柜台收款：收据 {made.number}，{shown(amount)} 元，缴费单 {bill.number}", now)
    finish([bill], actor=actor, now=now)
    return made


@use_case
def apply_credit(*, actor: Actor, bill_id: int, now: datetime) -> Decimal:
    """The institute's credit pays what it can of the bill. Returns how much. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.COLLECT)
    institute_id = Bill.objects.values_list("institute_id", flat=True).get(pk=bill_id)
    # The institute first, by the lock order: two bills never draw on the same credit at once.
    Organisation.objects.select_for_update(no_key=True).get(pk=institute_id)
    bill = lock_bill(bill_id)
    there = -balance(credit_of(institute_id))
    refusals = _open_refusals(bill)
    if there <= 0:
        refusals += (Refusal("credit_none", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    amount = min(there, bill.owed)
    number = bill.payments.count() + 1
    ledger.post(
        receipt(
            TransactionKind.CREDIT, f"bill:{bill.pk}:credit:{number}", f"余款抵缴，缴费单 {bill.number}",
            source=credit_of(institute_id), amount=amount, parts=[part_of(bill, amount)],
        ),
        actor=actor, now=now,
    )  # fmt: skip
    settle([bill], [Paid(bill.pk, amount, PaymentMethod.CREDIT)], now=now)
    _record(actor, "credit", bill, f"余款抵缴：{shown(amount)} 元，缴费单 {bill.number}", now)
    finish([bill], actor=actor, now=now)
    return amount


@use_case
def resume_paid_plan(*, bill_id: int, now: datetime) -> bool:
    """A plan that was suspended when its bill was paid has been resumed: now it moves on. Returns whether it did."""
    bill = lock_bill(bill_id)
    if bill.state != BillState.PAID or bill.plan.state != PlanState.QUALIFIED:
        return False
    finish([bill], actor=None, now=now)
    return True


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of some money that goes to one bill: on which receipt, from which statement line."""

    bill_id: int
    amount: Decimal
    method: PaymentMethod
    receipt_id: int | None = None
    line_id: int | None = None


def settle(bills: Collection[Bill], payments: Sequence[Paid], *, now: datetime) -> None:
    """Book payments on locked bills; the ledger has them already. Part of the action that takes the money.

    Two statements. The bills' columns are set as they are stored.
    """
    require_transaction()
    if not payments:
        return
    paid: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for payment in payments:
        paid[payment.bill_id] += payment.amount
    for bill in bills:
        bill.paid += paid[bill.pk]
        if bill.paid == bill.amount:
            bill.state, bill.closed_at = BillState.PAID, now
    rows = zip(
        *((one.bill_id, one.amount, one.method.value, one.receipt_id, one.line_id) for one in payments), strict=True
    )
    columns = zip(*((bill.pk, bill.paid, bill.state, bill.closed_at) for bill in bills), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(PAY, [now, *map(list, rows)])
        cursor.execute(SETTLE, list(map(list, columns)))


def finish(bills: Collection[Bill], *, actor: Actor | None, now: datetime) -> None:
    """The plans of bills that are paid in full move on: QUALIFIED → PAID 二（五）. The last thing an action does.

    A suspended plan keeps its money and moves when it is resumed (`resume_paid_plan`).
    """
    paid = [bill for bill in bills if bill.state == BillState.PAID and bill.plan.state == PlanState.QUALIFIED]
    mark_all_paid(
        paid=[(bill.plan, {"bill": bill.number, "amount": str(bill.amount)}) for bill in paid], actor=actor, now=now
    )


def part_of(bill: Bill, amount: Decimal) -> Part:
    """What the ledger has to know of a part that pays a bill."""
    return Part(bill.pk, bill.plan_id, bill.institute_id, amount)


def receipt_letter(bill: Bill, parts: Sequence[tuple[Issued, Decimal]], now: datetime) -> Message:
    """Tells the institute what came in on which receipts, and what is still owed."""
    first, last = parts[0][0], parts[-1][0]
    return letters.letter(
        "received", to=[bill.institute_id], key=f"receipt:{last.pk}", path=bill_path(bill), now=now,
        number=bill.number, amount=shown(total(amount for _, amount in parts)), owed=shown(bill.owed),
        receipt=last.number if first == last else f"{first.number} 至 {last.number}（共 {len(parts)} 张）",
    )  # fmt: skip


def _open_refusals(bill: Bill) -> tuple[Refusal, ...]:
    if bill.state == BillState.CONFIRMED:
        return ()
    return (Refusal("bill_not_open", {"number": bill.number, "state": bill.get_state_display()}, rule=RULE),)


def _method_refusals(method: str) -> tuple[Refusal, ...]:
    return () if method in COUNTER_METHODS else (Refusal("missing", {"what": "缴费方式"}, field="method"),)


def _record(actor: Actor, word: str, bill: Bill, summary: str, now: datetime) -> None:
    audit.record(actor=actor, action=f"payment.{word}", target=bill, summary=summary, at=now, paid=str(bill.paid))
