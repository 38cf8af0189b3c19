"""Statement lines pay bills: the certain ones by the worker, the others by a person from the review list 二（五）.

What is certain stands in `rules.matching`. Lines of one bill are booked together under the locks of plan and bill.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from fees.models import Bill, Payment, Receipt, StatementLine
from fees.queries.bills import lock_bills, open_bills
from fees.queries.ledger import balance
from fees.queries.statements import lock_lines, unmatched
from fees.rules.billing import RULE, OpenBill, payment_refusals
from fees.rules.enums import BillState, PaymentMethod, StatementLineState, TransactionKind
from fees.rules.matching import Verdict, match_lines
from fees.rules.money import shown, total
from fees.rules.posting import COUNTER, OTHER, SUSPENSE, Posting, move, receipt
from fees.services import ledger
from fees.services.payments import finish, part_of, settle, tell_receipt
from fees.services.receipts import issue_receipts

LINES_AT_ONCE = 500  # of one bill in one transaction


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run found: lines booked, lines left for a person."""

    booked: int
    left: int


def match_statements(*, now: datetime, statement_id: int | None = None, actor: Actor | None = None) -> Matched:
    """Book every unmatched line whose bill is certain, bill by bill; `actor=None` is the worker.

    Money that came before its bill was confirmed is found here, too, when the bill is there.
    """
    lines = unmatched(statement_id)
    verdicts = match_lines(lines, open_bills()) if lines else []
    groups: dict[tuple[int, ...], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.certain:
            groups[tuple(sorted(bill_id for bill_id, _ in verdict.certain))].append(verdict)
    booked = sum(
        book_certain(actor=actor, verdicts=group[start : start + LINES_AT_ONCE], now=now)
        for group in groups.values()
        for start in range(0, len(group), LINES_AT_ONCE)
    )
    return Matched(booked, len(lines) - booked)


@use_case
def book_certain(*, actor: Actor | None, verdicts: Sequence[Verdict], now: datetime) -> int:
    """Book lines that pay the same bills. What has changed since it was found is left for the next run."""
    bills = {bill.pk: bill for bill in lock_bills(key for verdict in verdicts for key, _ in verdict.certain)}
    lines = {line.pk: line for line in lock_lines(verdict.line_id for verdict in verdicts)}
    owed = {key: bill.owed if bill.state == BillState.CONFIRMED else Decimal(0) for key, bill in bills.items()}
    taken: list[tuple[StatementLine, Mapping[int, Decimal]]] = []
    for verdict in verdicts:
        line, parts = lines[verdict.line_id], dict(verdict.certain)
        fits = all(owed[key] >= amount for key, amount in parts.items()) and total(parts.values()) == line.amount
        if line.state == StatementLineState.UNMATCHED and fits:
            taken.append((line, parts))
            for key, amount in parts.items():
                owed[key] -= amount
    if taken:
        _book(actor, bills, taken, now)
    return len(taken)


@use_case
def match_line(
    *, actor: Actor, line_id: int, amounts: Mapping[int, Decimal], institute_id: int | None = None, now: datetime
) -> Receipt:
    """A person says which bills a line pays, and whose credit the rest is.

    `amounts` by bill; without any, all of it becomes credit of `institute_id`. Raises `NotPermitted`, `Conflict` when
    somebody was faster, `Refused` when amounts do not fit or the rest belongs to nobody.
    """
    authorise(actor, Capability.COLLECT)
    bills = {bill.pk: bill for bill in lock_bills(amounts)} if amounts else {}
    (line,) = lock_lines([line_id])
    _still_open(line)
    refusals = _match_refusals(bills, amounts, line, institute_id)
    if refusals:
        raise Refused(*refusals)
    owner = institute_id or next(iter(bills.values())).institute_id
    line.decided_by_id = actor.user_id
    (made,) = _book(actor, bills, [(line, amounts)], now, owner)
    return made


@use_case
def set_aside(*, actor: Actor, line_id: int, state: str, reason: str, now: datetime) -> StatementLine:
    """A line is no fee: the counter's money paid in (DEPOSIT), or something else altogether (OTHER, with a reason).

    Raises `NotPermitted`, `Conflict`; `Refused` without a reason, or when the counter has not taken that much.
    """
    authorise(actor, Capability.COLLECT)
    (line,) = lock_lines([line_id])
    _still_open(line)
    is_deposit = state == StatementLineState.DEPOSIT
    refusals: tuple[Refusal, ...] = ()
    if not is_deposit:
        refusals = reason_refusals(reason)
    elif balance(COUNTER) < line.amount:
        refusals = (Refusal("deposit_too_much", {"there": shown(balance(COUNTER))}, rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    line.state = StatementLineState.DEPOSIT if is_deposit else StatementLineState.OTHER
    line.reason, line.decided_by_id, line.decided_at = reason.strip(), actor.user_id, now
    line.save()
    kind = TransactionKind.DEPOSIT if is_deposit else TransactionKind.OTHER
    aside = move(
        kind, f"statement-line:{line.pk}:aside", f"{line.get_state_display()} {line.day}", debit=SUSPENSE,
        credit=COUNTER if is_deposit else OTHER, amount=line.amount,
    )  # fmt: skip
    ledger.post(aside, actor=actor, now=now)
    audit.record(
        actor=actor, action="statement_line.aside", target=line, at=now, reason=line.reason, amount=str(line.amount),
        summary=f"流水另作处理：{line.get_state_display()}，{shown(line.amount)} 元",
    )  # fmt: skip
    return line


Taken = Sequence[tuple[StatementLine, Mapping[int, Decimal]]]


def _book(
    actor: Actor | None, bills: Mapping[int, Bill], taken: Taken, now: datetime, owner: int | None = None
) -> list[Receipt]:
    """Write receipts, postings and payments for locked lines and bills, then move the plans that are paid."""
    institute_id = owner or next(iter(bills.values())).institute_id
    takings = [(line.payer or "（银行未提供户名）", line.amount) for line, _ in taken]
    receipts = issue_receipts(
        institute_id=institute_id, takings=takings, method=PaymentMethod.BANK, actor=actor, now=now
    )
    ledger.post_all([_posting(bills, line, parts, institute_id) for line, parts in taken], actor=actor, now=now)
    for line, _ in taken:
        line.state, line.institute_id, line.decided_at = StatementLineState.MATCHED, institute_id, now
    StatementLine.objects.bulk_update(
        [line for line, _ in taken], ["state", "institute_id", "decided_at", "decided_by_id"], batch_size=500
    )
    by_bill: dict[int, list[Payment]] = defaultdict(list)
    for (line, parts), made in zip(taken, receipts, strict=True):
        for key, amount in parts.items():
            paid = Payment(bill=bills[key], amount=amount, method=PaymentMethod.BANK, receipt=made, line=line, at=now)
            by_bill[key].append(paid)
    for key, payments in by_bill.items():
        settle(bills[key], payments, actor=actor, now=now)
        tell_receipt(bills[key], receipts[-1], now)
    _record(actor, taken, receipts, bills, now)
    for key in by_bill:
        finish(bills[key], actor=actor, now=now)
    return receipts


def _posting(
    bills: Mapping[int, Bill], line: StatementLine, parts: Mapping[int, Decimal], institute_id: int
) -> Posting:
    numbers = "、".join(bills[key].number for key in parts) or "机构余款"
    return receipt(
        TransactionKind.MATCH, f"statement-line:{line.pk}:match", f"到账核销 {line.day}，{numbers}", source=SUSPENSE,
        amount=line.amount, parts=[part_of(bills[key], amount) for key, amount in parts.items()],
        credit_to=institute_id,
    )  # fmt: skip


def _match_refusals(
    bills: Mapping[int, Bill], amounts: Mapping[int, Decimal], line: StatementLine, institute_id: int | None
) -> tuple[Refusal, ...]:
    refusals = [
        Refusal("bill_not_open", {"number": bill.number, "state": bill.get_state_display()}, rule=RULE)
        for bill in bills.values()
        if bill.state != BillState.CONFIRMED
    ]
    refusals += payment_refusals([_open(bill) for bill in bills.values()], amounts, line.amount)
    owners = {bill.institute_id for bill in bills.values()}
    rest = line.amount - total(amounts.values())
    if rest > 0 and institute_id is None:
        refusals.append(Refusal("rest_of_nobody", {"rest": shown(rest)}, rule=RULE, field="institute"))
    if not amounts and institute_id is None:
        refusals.append(Refusal("match_nothing", rule=RULE))
    if len(owners | ({institute_id} if institute_id else set())) > 1:
        refusals.append(Refusal("match_two_institutes", rule=RULE))
    institutes = Organisation.objects.filter(pk=institute_id, kind=OrganisationKind.INSTITUTE)
    if institute_id is not None and not institutes.exists():
        refusals.append(Refusal("rest_of_nobody", {"rest": shown(rest)}, rule=RULE, field="institute"))
    return tuple(refusals)


def _open(bill: Bill) -> OpenBill:
    return OpenBill(bill.pk, bill.number, bill.plan_id, bill.plan.number, bill.institute_id, frozenset(), bill.owed)


def _still_open(line: StatementLine) -> None:
    if line.state != StatementLineState.UNMATCHED:
        raise conflict("line_decided", state=line.get_state_display())


def _record(
    actor: Actor | None, taken: Taken, receipts: Sequence[Receipt], bills: Mapping[int, Bill], now: datetime
) -> None:
    first, last = receipts[0].number, receipts[-1].number
    numbers = "、".join(bill.number for bill in bills.values()) or "机构余款"
    whole = total(line.amount for line, _ in taken)
    audit.record(
        actor=actor, action="statement_line.match", target=taken[0][0], at=now, receipts=[first, last],
        lines=len(taken), amount=str(whole), summary=f"到账核销：{numbers}，{len(taken)} 笔 {shown(whole)} 元",
    )  # fmt: skip
