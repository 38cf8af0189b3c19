"""Amounts due to those who did the work, by dated rates 二（七）, 三; no official figure was found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from appraisal.core.rules.refusals import Refusal
from fees.rules.enums import PayeeKind, RateBasis
from fees.rules.money import ZERO, shown, total, yuan

RULE: Final = "二（七）支付鉴定费用"
BASES: Final[dict[PayeeKind, tuple[RateBasis, ...]]] = {
    PayeeKind.DISTRICT: (RateBasis.CANDIDATE, RateBasis.PLAN),
    PayeeKind.INSTITUTE: (RateBasis.CANDIDATE, RateBasis.PLAN),
    PayeeKind.COMMITTEE: (RateBasis.REVIEWED,),
    PayeeKind.EXAMINER: (RateBasis.HALF_DAY, RateBasis.HALF_DAY_LEADER),
}
Beneficiary = tuple[PayeeKind, int]  # key of the organisation, of the examiner for EXAMINER


@dataclass(frozen=True, slots=True)
class RateFacts:
    """A rate in force."""

    pk: int
    kind: PayeeKind
    basis: RateBasis
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ItemWork:
    """What one item of a plan was: people billed, people of the comprehensive review, its committee."""

    item_id: int
    candidates: int
    reviewed: int = 0
    committee_id: int | None = None


@dataclass(frozen=True, slots=True)
class DutyWork:
    """Half-days of one examiner on one item."""

    examiner_id: int
    item_id: int
    is_leader: bool
    half_days: int


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What somebody is owed, and why."""

    beneficiary: Beneficiary
    item_id: int | None
    rate_id: int
    quantity: Decimal
    amount: Decimal


def amounts_due(
    *, district_id: int, institute_id: int, items: Sequence[ItemWork], duties: Iterable[DutyWork],
    rates: Iterable[RateFacts],
) -> list[AmountDue]:  # fmt: skip
    """Everything that a plan owes by the rates; amounts of zero are left out. The same facts give the same list."""
    quantities: dict[tuple[Beneficiary, int | None, RateBasis], int] = defaultdict(int)
    for kind, owner in ((PayeeKind.DISTRICT, district_id), (PayeeKind.INSTITUTE, institute_id)):
        quantities[(kind, owner), None, RateBasis.PLAN] += 1
        for item in items:
            quantities[(kind, owner), item.item_id, RateBasis.CANDIDATE] += item.candidates
    for item in items:
        if item.committee_id is not None:
            quantities[(PayeeKind.COMMITTEE, item.committee_id), item.item_id, RateBasis.REVIEWED] += item.reviewed
    for duty in duties:
        basis = RateBasis.HALF_DAY_LEADER if duty.is_leader else RateBasis.HALF_DAY
        quantities[(PayeeKind.EXAMINER, duty.examiner_id), duty.item_id, basis] += duty.half_days
    by_kind = {(rate.kind, rate.basis): rate for rate in rates}
    found = []
    for (beneficiary, item_id, basis), quantity in quantities.items():
        rate = by_kind.get((beneficiary[0], basis))
        if rate is not None and quantity and rate.amount:
            amount = yuan(rate.amount * quantity)
            found.append(AmountDue(beneficiary, item_id, rate.pk, Decimal(quantity), amount))
    return found


DueKey = tuple[Beneficiary, int | None, int]
"""Whom, for which item, at which rate."""


def key_of(due: AmountDue) -> DueKey:
    """What an amount due is told apart by."""
    return due.beneficiary, due.item_id, due.rate_id


def differences(wanted: Iterable[AmountDue], accrued: Iterable[AmountDue]) -> list[AmountDue]:
    """What has to be added to what was accrued so far, in however many rows of a key, for it to be what is wanted."""
    sums: dict[DueKey, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for sign, dues in ((1, wanted), (-1, accrued)):
        for due in dues:
            quantity, amount = sums[key_of(due)]
            sums[key_of(due)] = quantity + sign * due.quantity, amount + sign * due.amount
    return [AmountDue(*key, quantity, amount) for key, (quantity, amount) in sums.items() if amount]


def by_payee_kind(amounts: Iterable[AmountDue]) -> dict[PayeeKind, Decimal]:
    """Sums per kind of payee: what a budget is made of."""
    sums: dict[PayeeKind, Decimal] = dict.fromkeys(PayeeKind, ZERO)
    for due in amounts:
        sums[due.beneficiary[0]] += due.amount
    return sums


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A budget and what is spent of it with the batch in question."""

    about: str
    kind: PayeeKind
    budget: Decimal | None
    after: Decimal

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.after > self.budget


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A payment as it would go to the bank. `is_sound`: its account is approved and still in force."""

    payee: str
    amount: Decimal
    is_sound: bool
    has_details: bool = True


def batch_refusals(lines: Sequence[LineFacts], budgets: Iterable[BudgetUse]) -> tuple[Refusal, ...]:
    """Everything that keeps a batch from being paid."""
    refusals = []
    if not lines or not total(line.amount for line in lines):
        refusals.append(Refusal("batch_nothing", rule=RULE))
    for line in lines:
        if line.amount <= 0:
            words = {"payee": line.payee, "amount": shown(line.amount)}
            refusals.append(Refusal("batch_owes_nothing", words, rule=RULE))
        elif not line.has_details:
            refusals.append(Refusal("batch_no_details", {"payee": line.payee}, rule=RULE))
        elif not line.is_sound:
            refusals.append(Refusal("batch_details_changed", {"payee": line.payee}, rule=RULE))
    for use in budgets:
        if use.is_over and use.budget is not None:
            words = {"about": use.about, "kind": use.kind.label, "budget": shown(use.budget), "after": shown(use.after)}
            refusals.append(Refusal("batch_over_budget", words, rule=RULE))
    return tuple(refusals)


@dataclass(frozen=True, slots=True)
class SentLine:
    """A payment that went to the bank. `result`: None while nothing has come back, else whether it was paid."""

    number: int
    amount: Decimal
    tail: str
    result: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row of a return file says of one payment."""

    row: int
    number: int | None
    amount: Decimal | None
    tail: str
    paid: bool | None
    reason: str = ""


def return_refusals(outcomes: Sequence[Outcome], sent: Mapping[int, SentLine]) -> tuple[Refusal, ...]:
    """Everything in a return file that contradicts what was sent, or what an earlier file said."""
    refusals = [] if outcomes else [Refusal("return_nothing", rule=RULE)]
    seen: set[int] = set()
    for outcome in outcomes:
        fault = _fault(outcome, sent.get(outcome.number or 0), seen)
        if fault:
            refusals.append(Refusal("return_row", {"row": outcome.row, "what": fault}, rule=RULE))
        seen.add(outcome.number or 0)
    return tuple(refusals)


def _fault(outcome: Outcome, line: SentLine | None, seen: set[int]) -> str:
    if line is None:
        return "批次里没有这个序号"
    if outcome.number in seen:
        return f"序号 {line.number} 出现两次"
    if outcome.amount != line.amount:
        return f"金额与批次中的 {shown(line.amount)} 元不一致"
    if outcome.tail and outcome.tail != line.tail:
        return "账号与批次中的不一致"
    if outcome.paid is None:
        return "看不出是成功还是失败"
    if line.result is not None and line.result != outcome.paid:
        return "与以前的回盘结果相反"
    return ""
