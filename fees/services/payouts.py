"""Payout batches: made by one person, approved by another, sent to the bank, answered line by line 二（七）.

Lock order: plans → batch → its lines → dues → ledger. A due is in one payment at a time; the bank's answer closes it or
opens it again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Sum

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from fees.models import Due, Payee, PayoutBatch, PayoutLine
from fees.queries.payouts import (
    NAMED,
    approved_details,
    budget_uses,
    lock_batch,
    lock_lines_of,
    next_batch_number,
)
from fees.rules.enums import BatchState, DetailsState, DueState, PayoutLineState, TransactionKind
from fees.rules.money import shown, total
from fees.rules.payouts import RULE, LineFacts, Outcome, SentLine, batch_refusals, return_refusals
from fees.rules.posting import BANK, TRANSIT, Posting, move, payable
from fees.services import ledger, letters
from fees.services.dues import settle_if_paid
from fees.services.payees import bounce, tail_of
from plans.models import Plan
from plans.queries.plans import lock_plans


@use_case
def propose_batch(*, actor: Actor, payee_ids: Collection[int], now: datetime) -> PayoutBatch:
    """Put everything that these payees are owed into a batch, one payment each. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.PAY_OUT)
    payees = list(Payee.objects.select_for_update(of=("self",)).filter(pk__in=payee_ids).order_by("pk"))
    found = Due.objects.filter(payee__in=payees, state=DueState.OPEN)
    dues = list(Due.objects.select_for_update(of=("self",)).filter(pk__in=found.values("pk")).order_by("pk"))
    details = approved_details(payee.pk for payee in payees)
    by_payee = {payee.pk: [due for due in dues if due.payee_id == payee.pk] for payee in payees}
    names = {one.pk: one.name for one in Payee.objects.filter(pk__in=by_payee).select_related(*NAMED)}
    facts = [
        LineFacts(names[key], total(due.amount for due in own), is_sound=True, has_details=key in details)
        for key, own in by_payee.items()
        if own
    ]
    refusals = batch_refusals(facts, budget_uses(Due.objects.filter(pk__in=[due.pk for due in dues])))
    if refusals:
        raise Refused(*refusals)
    batch = PayoutBatch.objects.create(
        number=next_batch_number(clock.today(now).year), amount=total(due.amount for due in dues),
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    paid = [(key, own) for key, own in by_payee.items() if own]
    for number, (key, own) in enumerate(paid, start=1):
        line = PayoutLine.objects.create(
            batch=batch, number=number, payee_id=key, details=details[key], amount=total(due.amount for due in own)
        )
        Due.objects.filter(pk__in=[due.pk for due in own]).update(state=DueState.BATCHED, line=line)
    _record(actor, "propose", batch, f"制作支付批次：{batch.number}，{len(paid)} 笔 {shown(batch.amount)} 元", now)
    return batch


@use_case
def approve_batch(*, actor: Actor, batch_id: int, now: datetime) -> PayoutBatch:
    """Another person than the maker approves, after the same checks. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.PAY_OUT)
    batch = lock_batch(batch_id)
    lines = lock_lines_of(batch)
    refusals = [*_state_refusals(batch, BatchState.PROPOSED), *_person_refusals(actor, batch)]
    facts = [
        LineFacts(line.payee.name, line.amount, is_sound=line.details.state == DetailsState.APPROVED) for line in lines
    ]
    refusals += batch_refusals(facts, budget_uses(Due.objects.filter(line__batch=batch)))
    refusals += _corrected_refusals(lines)
    if refusals:
        raise Refused(*refusals)
    _decide(batch, BatchState.APPROVED, actor, "", now)
    _record(actor, "approve", batch, f"批准支付批次：{batch.number}，{shown(batch.amount)} 元", now)
    return batch


@use_case
def reject_batch(*, actor: Actor, batch_id: int, reason: str, now: datetime) -> PayoutBatch:
    """A batch that is not sent yet goes back; everything in it is open again. Raises `NotPermitted`, `Refused`.

    The maker may take it back himself.
    """
    authorise(actor, Capability.PAY_OUT)
    batch = lock_batch(batch_id)
    refusals = list(reason_refusals(reason))
    if batch.state not in {BatchState.PROPOSED, BatchState.APPROVED}:
        refusals += _state_refusals(batch, BatchState.PROPOSED)
    if refusals:
        raise Refused(*refusals)
    lines = lock_lines_of(batch)
    Due.objects.filter(line__in=lines).update(state=DueState.OPEN, line=None)
    PayoutLine.objects.filter(batch=batch).update(state=PayoutLineState.DROPPED, settled_at=now)
    batch.state, batch.reason, batch.done_at = BatchState.REJECTED, reason.strip(), now
    batch.save(update_fields=["state", "reason", "done_at"])
    _record(actor, "reject", batch, f"退回支付批次：{batch.number}", now, reason=batch.reason)
    return batch


@use_case
def send_batch(*, actor: Actor, batch_id: int, now: datetime) -> tuple[PayoutBatch, list[PayoutLine]]:
    """The file goes to the bank. The first time the money leaves the debts and is on its way; asked for again, the same
    lines come and nothing is posted. Raises `NotPermitted`, `Refused`.
    """
    authorise(actor, Capability.PAY_OUT)
    batch = lock_batch(batch_id)
    lines = lock_lines_of(batch)
    if batch.state not in {BatchState.APPROVED, BatchState.SENT}:
        raise Refused(*_state_refusals(batch, BatchState.APPROVED))
    first = batch.state == BatchState.APPROVED
    if first:
        if changed := [line for line in lines if line.details.state != DetailsState.APPROVED]:
            raise Refused(
                *(Refusal("batch_details_changed", {"payee": line.payee.name}, rule=RULE) for line in changed)
            )
        if corrected := _corrected_refusals(lines):
            raise Refused(*corrected)
        batch.state, batch.sent_at = BatchState.SENT, now
        batch.save(update_fields=["state", "sent_at"])
        ledger.post_all([_sent(batch, line) for line in lines], actor=actor, now=now)
    word = "送银行" if first else "再次下载银行文件"
    _record(actor, "send", batch, f"支付批次{word}：{batch.number}，含完整账号 {len(lines)} 个", now)
    return batch, lines


@use_case
def receive_return(*, actor: Actor, batch_id: int, outcomes: Sequence[Outcome], now: datetime) -> tuple[int, int, int]:
    """The bank's answer, line by line. Returns (paid, failed, known before).

    What is paid is paid for good; what failed is owed again, its account has to be corrected. Plans whose last payee is
    paid are settled. The same file again changes nothing. Raises `NotPermitted`, and `Refused` for a file that
    contradicts the batch: then nothing of it is taken.
    """
    authorise(actor, Capability.PAY_OUT)
    plans = _lock_plans(batch_id)
    batch = lock_batch(batch_id)
    lines = {line.number: line for line in lock_lines_of(batch)}
    refusals = return_refusals(outcomes, {number: _as_sent(line) for number, line in lines.items()})
    if batch.state not in {BatchState.SENT, BatchState.DONE}:
        refusals = (*refusals, *_state_refusals(batch, BatchState.SENT))
    if refusals:
        raise Refused(*refusals)
    fresh = [(lines[one.number or 0], one) for one in outcomes if lines[one.number or 0].state == "WAITING"]
    paid = [line for line, outcome in fresh if outcome.paid]
    failed = [(line, outcome.reason or "银行未说明原因") for line, outcome in fresh if not outcome.paid]
    _take_paid(actor, batch, paid, now)
    _take_failed(actor, batch, failed, now)
    if not any(line.state == PayoutLineState.WAITING for line in lines.values()):
        batch.state, batch.done_at = BatchState.DONE, batch.done_at or now
        batch.save(update_fields=["state", "done_at"])
    summary = f"银行回盘：{batch.number}，成功 {len(paid)} 笔，失败 {len(failed)} 笔"
    _record(actor, "return", batch, summary, now, paid=len(paid), failed=len(failed))
    for plan in plans:
        settle_if_paid(plan, actor=actor, now=now)
    return len(paid), len(failed), len(outcomes) - len(fresh)


def _take_paid(actor: Actor, batch: PayoutBatch, lines: Sequence[PayoutLine], now: datetime) -> None:
    ledger.post_all([_settled(batch, line, paid=True) for line in lines], actor=actor, now=now)
    for line in lines:
        line.state, line.settled_at = PayoutLineState.PAID, now
        line.save(update_fields=["state", "settled_at"])
        if line.payee.organisation_id:
            letters.write(
                "paid_out", to=[line.payee.organisation_id], key=f"payout-line:{line.pk}", path="/fees/account/",
                now=now, batch=batch.number, amount=shown(line.amount), tail=tail_of(line.details),
            )  # fmt: skip
    Due.objects.filter(line__in=lines).update(state=DueState.PAID)


def _take_failed(actor: Actor, batch: PayoutBatch, failed: Sequence[tuple[PayoutLine, str]], now: datetime) -> None:
    ledger.post_all([_settled(batch, line, paid=False) for line, _ in failed], actor=actor, now=now)
    for line, reason in failed:
        line.state, line.reason, line.settled_at = PayoutLineState.FAILED, reason[:200], now
        line.save(update_fields=["state", "reason", "settled_at"])
        bounce(line.details, reason=reason)
        if line.payee.organisation_id:
            letters.write(
                "details_bounced", to=[line.payee.organisation_id], key=f"payout-line:{line.pk}",
                path="/fees/account/", now=now, batch=batch.number, amount=shown(line.amount), reason=reason,
            )  # fmt: skip
    Due.objects.filter(line__in=[line for line, _ in failed]).update(state=DueState.OPEN, line=None)


def _lock_plans(batch_id: int) -> list[Plan]:
    return lock_plans(Due.objects.filter(line__batch=batch_id).order_by().values_list("plan_id", flat=True).distinct())


def _sent(batch: PayoutBatch, line: PayoutLine) -> Posting:
    return move(
        TransactionKind.PAYOUT, f"payout-line:{line.pk}:sent", f"支付发出 {batch.number} 第 {line.number} 笔",
        debit=payable(line.payee_id), credit=TRANSIT, amount=line.amount,
    )  # fmt: skip


def _settled(batch: PayoutBatch, line: PayoutLine, *, paid: bool) -> Posting:
    kind = TransactionKind.PAID if paid else TransactionKind.FAILED
    credit = BANK if paid else payable(line.payee_id)
    memo = f"{kind.label} {batch.number} 第 {line.number} 笔"
    return move(kind, f"payout-line:{line.pk}:result", memo, debit=TRANSIT, credit=credit, amount=line.amount)


def _as_sent(line: PayoutLine) -> SentLine:
    results = {PayoutLineState.PAID: True, PayoutLineState.FAILED: False}
    return SentLine(line.number, line.amount, tail_of(line.details), results.get(PayoutLineState[line.state]))


def _state_refusals(batch: PayoutBatch, wanted: BatchState) -> tuple[Refusal, ...]:
    if batch.state == wanted:
        return ()
    return (Refusal("batch_state", {"state": batch.get_state_display()}, rule=RULE),)


def _corrected_refusals(lines: Sequence[PayoutLine]) -> tuple[Refusal, ...]:
    """Payments that would be too much by now: a correction since the batch was made has to be set off first."""
    rows = Due.objects.filter(payee__in=[line.payee_id for line in lines], state=DueState.OPEN, amount__lt=0)
    less = dict(rows.order_by().values_list("payee").annotate(sum=Sum("amount")))
    return tuple(
        Refusal("batch_corrected", {"payee": line.payee.name, "amount": shown(less[line.payee_id])}, rule=RULE)
        for line in lines
        if line.payee_id in less
    )


def _person_refusals(actor: Actor, batch: PayoutBatch) -> tuple[Refusal, ...]:
    return (Refusal("batch_same_person", rule=RULE),) if batch.made_by_id == actor.user_id else ()


def _decide(batch: PayoutBatch, state: BatchState, actor: Actor, reason: str, now: datetime) -> None:
    batch.state, batch.decided_by_id, batch.decided_at, batch.reason = state, actor.user_id, now, reason
    batch.save(update_fields=["state", "decided_by_id", "decided_at", "reason"])


def _record(actor: Actor, word: str, batch: PayoutBatch, summary: str, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor, action=f"batch.{word}", target=batch, summary=summary, at=now, amount=str(batch.amount), **details
    )
