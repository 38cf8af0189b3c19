"""Double entry: a posting is a handful of entries that add up to zero. Debits are positive, credits negative."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fees.rules.enums import AccountKind, TransactionKind
from fees.rules.money import ZERO, total, yuan


@dataclass(frozen=True, slots=True)
class AccountKey:
    """An account: its kind and, for those kept per party, whose it is."""

    kind: AccountKind
    organisation_id: int | None = None
    payee_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A debit (positive) or credit (negative) of one account; `plan_id` says which plan it is about."""

    account: AccountKey
    amount: Decimal
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What is written at once. `key` is unique for ever: the same thing is never posted twice.

    Raises `ValueError` unless at least two entries, none of them zero, add up to zero.
    """

    kind: TransactionKind
    key: str
    memo: str
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if len(self.entries) < 2 or any(yuan(entry.amount) == ZERO for entry in self.entries):
            raise ValueError(f"{self.key}: a posting has at least two entries and none of nothing")
        if total(entry.amount for entry in self.entries) != ZERO:
            raise ValueError(f"{self.key}: debits and credits differ")


BANK, COUNTER, SUSPENSE = (AccountKey(kind) for kind in (AccountKind.BANK, AccountKind.COUNTER, AccountKind.SUSPENSE))
OTHER, INCOME = AccountKey(AccountKind.OTHER), AccountKey(AccountKind.INCOME)
EXPENSE, TRANSIT = AccountKey(AccountKind.EXPENSE), AccountKey(AccountKind.TRANSIT)


def receivable(institute_id: int) -> AccountKey:
    """What an institute owes."""
    return AccountKey(AccountKind.RECEIVABLE, organisation_id=institute_id)


def credit_of(institute_id: int) -> AccountKey:
    """What an institute has paid too much; it stays on record and pays later bills."""
    return AccountKey(AccountKind.CREDIT, organisation_id=institute_id)


def payable(payee_id: int) -> AccountKey:
    """What the city centre owes a payee."""
    return AccountKey(AccountKind.PAYABLE, payee_id=payee_id)


def move(
    kind: TransactionKind, key: str, memo: str, *, debit: AccountKey, credit: AccountKey, amount: Decimal,
    plan_id: int | None = None,
) -> Posting:  # fmt: skip
    """A posting of two entries. Raises `ValueError` unless the amount is positive."""
    if amount <= 0:
        raise ValueError(f"{key}: {amount} cannot be moved")
    return Posting(kind, key, memo, (Entry(debit, amount, plan_id), Entry(credit, -amount, plan_id)))


def accrual(kind: TransactionKind, key: str, memo: str, *, payee_id: int, amount: Decimal, plan_id: int) -> Posting:
    """What is owed to a payee for a plan; less than nothing takes that much of the debt back."""
    more, less = (EXPENSE, payable(payee_id)) if amount > 0 else (payable(payee_id), EXPENSE)
    return move(kind, key, memo, debit=more, credit=less, amount=abs(amount), plan_id=plan_id)


@dataclass(frozen=True, slots=True)
class Part:
    """How much of some money goes to one bill."""

    bill_id: int
    plan_id: int
    institute_id: int
    amount: Decimal


def receipt(
    kind: TransactionKind, key: str, memo: str, *, source: AccountKey, amount: Decimal, parts: Iterable[Part],
    credit_to: int | None = None,
) -> Posting:  # fmt: skip
    """Money from `source` pays `parts`; what is left over becomes credit of the institute `credit_to`.

    Raises `ValueError` when the parts exceed the amount, or something is left over and nobody to credit it to.
    """
    paid = tuple(Entry(receivable(part.institute_id), -part.amount, part.plan_id) for part in parts)
    left = amount + total(entry.amount for entry in paid)
    if left < 0 or (left and credit_to is None):
        raise ValueError(f"{key}: {amount} does not cover its parts, or its rest belongs to nobody")
    rest = (Entry(credit_of(credit_to), -left),) if left and credit_to is not None else ()
    return Posting(kind, key, memo, (Entry(source, amount), *paid, *rest))


def reversal(key: str, memo: str, *, institute_id: int, plan_id: int, whole: Decimal, paid: Decimal) -> Posting:
    """A confirmed bill falls away: the income and what is still owed go back, what was paid becomes credit."""
    owed = whole - paid
    entries = [Entry(INCOME, whole, plan_id)]
    if owed:
        entries.append(Entry(receivable(institute_id), -owed, plan_id))
    if paid:
        entries.append(Entry(credit_of(institute_id), -paid, plan_id))
    return Posting(TransactionKind.VOID, key, memo, tuple(entries))
