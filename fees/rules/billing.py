"""When a bill may be confirmed and by whom, how money is spread over bills; nothing goes back after paying 二（五）."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from appraisal.core.rules.refusals import Refusal
from fees.rules.enums import BillState
from fees.rules.money import shown

RULE: Final = "二（五）收取鉴定费：费用缴纳后不可退费"
BillKey = tuple[int, str, int]  # candidate, subject, standard


def bill_number(year: int, serial: int) -> str:
    """2026F000123: year, F, serial: short enough to write into a transfer's remark."""
    return f"{year}F{serial:06}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How the price of today differs from a prepared bill."""

    before: Decimal
    after: Decimal
    added: int
    removed: int

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed) and self.before == self.after


def difference(billed: Mapping[BillKey, Decimal], priced: Mapping[BillKey, Decimal]) -> Difference:
    """Lines that came, went, or cost something else since the bill was prepared."""
    zero = Decimal("0.00")
    changed = {key for key in billed.keys() & priced.keys() if billed[key] != priced[key]}
    return Difference(
        before=sum(billed.values(), zero),
        after=sum(priced.values(), zero),
        added=len(priced.keys() - billed.keys()) + len(changed),
        removed=len(billed.keys() - priced.keys()),
    )


def confirm_refusals(*, state: BillState, prepared_by: int, actor_id: int, found: Difference) -> tuple[Refusal, ...]:
    """Why a bill cannot be confirmed by this person now."""
    refusals = []
    if state is not BillState.PREPARED:
        refusals.append(Refusal("bill_not_prepared", {"state": state.label}, rule=RULE))
    if prepared_by == actor_id:
        refusals.append(Refusal("bill_same_person", rule=RULE))
    if state is BillState.PREPARED and not found.is_none:
        words = {
            "before": shown(found.before),
            "after": shown(found.after),
            "added": found.added,
            "removed": found.removed,
        }
        refusals.append(Refusal("bill_changed", words, rule=RULE))
    return tuple(refusals)


@dataclass(frozen=True, slots=True)
class OpenBill:
    """What is still owed on a confirmed bill."""

    bill_id: int
    number: str
    plan_id: int
    plan_number: str
    institute_id: int
    payers: frozenset[str]
    owed: Decimal


def payment_refusals(
    bills: Iterable[OpenBill], amounts: Mapping[int, Decimal], received: Decimal
) -> tuple[Refusal, ...]:
    """Whether money may be spread over bills like this: each part positive, at most what is owed, at most the money."""
    refusals = []
    known = {bill.bill_id: bill for bill in bills}
    for bill_id, amount in amounts.items():
        bill = known[bill_id]
        if amount <= 0:
            refusals.append(Refusal("payment_nothing", {"number": bill.number}, rule=RULE))
        elif amount > bill.owed:
            refusals.append(Refusal("payment_exceeds", {"number": bill.number, "owed": shown(bill.owed)}, rule=RULE))
    if sum(amounts.values()) > received:
        refusals.append(Refusal("payment_too_much", {"received": shown(received)}, rule=RULE))
    return tuple(refusals)
