"""Statement lines pay bills: the certain ones by the worker, the others by a person from the review list 二（五）.

What is certain stands in `rules.matching`. The worker books many lines in one transaction, a bounded number at a time,
under the locks of their plans and bills: whenever it stops, a line is wholly matched or untouched.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import DatabaseError, connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.notices import post_all
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from fees.models import Bill, StatementLine
from fees.queries.bills import NAMING_THE_INSTITUTE, lock_bills, open_bills
from fees.queries.ledger import balance
from fees.queries.statements import lock_lines, unmatched
from fees.rules.billing import RULE, OpenBill, payment_refusals
from fees.rules.enums import BillState, PaymentMethod, StatementLineState, TransactionKind
from fees.rules.matching import Verdict, match_lines
from fees.rules.money import shown, total
from fees.rules.posting import COUNTER, OTHER, SUSPENSE, Posting, move, receipt
from fees.services import ledger
from fees.services.payments import Paid, finish, part_of, receipt_letter, settle
from fees.services.receipts import Issued, Taking, issue_receipts

logger = logging.getLogger(__name__)

LINES_AT_ONCE = 1_000  # in one transaction: about a quarter of a second in which nobody else issues receipts
MARK = """
    UPDATE fees_statementline AS line
       SET state = 'MATCHED', institute_id = taken.institute, decided_at = %(at)s, decided_by_id = %(by)s
      FROM unnest(%(lines)s::bigint[], %(institutes)s::bigint[]) AS taken (id, institute)
     WHERE line.id = taken.id
"""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run found: lines booked, lines left for a person."""

    booked: int
    left: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A locked line with what it pays: parts by bill; `institute_id` is whose receipt and whose rest it is."""

    line: StatementLine
    parts: Mapping[int, Decimal]
    institute_id: int


def match_statements(*, now: datetime, statement_id: int | None = None, actor: Actor | None = None) -> Matched:
    """Book every unmatched line whose bill is certain; `actor=None` is the worker.

    Money that came before its bill was confirmed is found here, too, when the bill is there. A handful that the
    database refuses is booked bill by bill, so that one bill keeps nobody else's money; its error is raised at the end.
    """
    lines = unmatched(statement_id)
    verdicts = match_lines(lines, open_bills()) if lines else []
    booked, errors = 0, []
    waiting = deque(_chunks(_by_bills(verdicts)))
    while waiting:
        chunk = waiting.popleft()
        try:
            booked += book_certain(actor=actor, verdicts=chunk, now=now)
        except DatabaseError as error:
            groups = _by_bills(chunk)
            if len(groups) > 1:
                waiting.extendleft(reversed(groups))
            else:
                logger.exception("lines of one bill are not booked, the first is %s", chunk[0].line_id)
                errors.append(error)
    if errors:
        raise errors[0]
    return Matched(booked, len(lines) - booked)


def _by_bills(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """The certain ones, those that pay the same bills together."""
    groups: dict[tuple[int, ...], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.certain:
            groups[tuple(sorted(bill_id for bill_id, _ in verdict.certain))].append(verdict)
    return list(groups.values())


def _chunks(groups: Iterable[list[Verdict]]) -> Iterator[list[Verdict]]:
    """Handfuls for one transaction each; a group is divided only when it is too large for one."""
    chunk: list[Verdict] = []
    for group in groups:
        for start in range(0, len(group), LINES_AT_ONCE):
            piece = group[start : start + LINES_AT_ONCE]
            if chunk and len(chunk) + len(piece) > LINES_AT_ONCE:
                yield chunk
                chunk = []
            chunk += piece
    if chunk:
        yield chunk


@use_case
def book_certain(*, actor: Actor | None, verdicts: Sequence[Verdict], now: datetime) -> int:
    """Book lines whose bills are certain. What has changed since it was found is left for the next run."""
    keys = {key for verdict in verdicts for key, _ in verdict.certain}
    bills = {bill.pk: bill for bill in lock_bills(keys, reading=NAMING_THE_INSTITUTE)}
    lines = {line.pk: line for line in lock_lines(verdict.line_id for verdict in verdicts)}
    owed = {key: bill.owed if bill.state == BillState.CONFIRMED else Decimal(0) for key, bill in bills.items()}
    taken: list[Taken] = []
    for verdict in verdicts:
        line, parts = lines[verdict.line_id], dict(verdict.certain)
        fits = all(owed[key] >= amount for key, amount in parts.items()) and total(parts.values()) == line.amount
        if line.state == StatementLineState.UNMATCHED and fits:
            taken.append(Taken(line, parts, bills[min(parts)].institute_id))
            for key, amount in parts.items():
                owed[key] -= amount
    if taken:
        _book(actor, bills, taken, now)
    return len(taken)


@use_case
def match_line(
    *, actor: Actor, line_id: int, amounts: Mapping[int, Decimal], institute_id: int | None = None, now: datetime
) -> Issued:
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
    (made,) = _book(actor, bills, [Taken(line, amounts, owner)], now, decided_by=actor.user_id)
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


def _book(
    actor: Actor | None, bills: Mapping[int, Bill], taken: Sequence[Taken], now: datetime, decided_by: int | None = None
) -> list[Issued]:
    """Write receipts, postings and payments for locked lines and bills, then move the plans that are paid.

    The number of statements does not grow with the lines.
    """
    takings = [Taking(one.institute_id, one.line.payer or "（银行未提供户名）", one.line.amount) for one in taken]
    receipts = issue_receipts(takings=takings, method=PaymentMethod.BANK, actor=actor, now=now)
    ledger.post_all([_posting(bills, one) for one in taken], actor=actor, now=now)
    with connection.cursor() as cursor:
        ids, institutes = [one.line.pk for one in taken], [one.institute_id for one in taken]
        cursor.execute(MARK, {"lines": ids, "institutes": institutes, "at": now, "by": decided_by})
    made = list(zip(taken, receipts, strict=True))
    paid: dict[int, list[tuple[Issued, Decimal]]] = defaultdict(list)
    payments = []
    for one, receipt_ in made:
        for key, amount in one.parts.items():
            paid[key].append((receipt_, amount))
            payments.append(Paid(key, amount, PaymentMethod.BANK, receipt_.pk, one.line.pk))
    settle([bills[key] for key in paid], payments, now=now)
    post_all([receipt_letter(bills[key], parts, now) for key, parts in paid.items()])
    audit.record_many(_entries(actor, bills, made, now))
    finish([bills[key] for key in paid], actor=actor, now=now)
    return receipts


def _posting(bills: Mapping[int, Bill], one: Taken) -> Posting:
    numbers = "、".join(bills[key].number for key in one.parts) or "机构余款"
    return receipt(
        TransactionKind.MATCH, f"statement-line:{one.line.pk}:match", f"到账核销 {one.line.day}，{numbers}",
        source=SUSPENSE, amount=one.line.amount, credit_to=one.institute_id,
        parts=[part_of(bills[key], amount) for key, amount in one.parts.items()],
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


def _entries(
    actor: Actor | None, bills: Mapping[int, Bill], made: Iterable[tuple[Taken, Issued]], now: datetime
) -> list[audit.Entry]:
    """One entry for the lines that pay the same bills."""
    groups: dict[tuple[int, ...], list[tuple[Taken, Issued]]] = defaultdict(list)
    for one, receipt_ in made:
        groups[tuple(one.parts)].append((one, receipt_))
    entries = []
    for keys, group in groups.items():
        numbers = "、".join(bills[key].number for key in keys) or "机构余款"
        whole = total(one.line.amount for one, _ in group)
        entries.append(
            audit.Entry(
                actor=actor, action="statement_line.match", target=group[0][0].line, at=now,
                summary=f"到账核销：{numbers}，{len(group)} 笔 {shown(whole)} 元",
                details={
                    "receipts": [group[0][1].number, group[-1][1].number], "lines": len(group), "amount": str(whole),
                },
            )
        )  # fmt: skip
    return entries
