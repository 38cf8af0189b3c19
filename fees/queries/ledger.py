"""Reads of the ledger: balances, statements of accounts, the trial balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import F, QuerySet, Sum, Window

from appraisal.core.rules.roles import Actor
from fees.models.ledger import LedgerAccount, LedgerLeg
from fees.rules.enums import AccountKind
from fees.rules.money import ZERO
from fees.rules.posting import AccountKey


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account with what moved in a period and where it stood at both ends; debits are positive."""

    account: LedgerAccount
    opening: Decimal
    debits: Decimal
    credits: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debits - self.credits

    @property
    def name(self) -> str:
        return account_name(self.account)


def account_name(account: LedgerAccount) -> str:
    """科目 and whose it is. Needs organisation and payee at hand."""
    label = AccountKind[account.kind].label
    if account.organisation:
        return f"{label} · {account.organisation.short_name}"
    return f"{label} · {account.payee.name}" if account.payee else label


def balance(key: AccountKey) -> Decimal:
    """What an account stands at; zero when nobody has used it."""
    rows = LedgerLeg.objects.filter(
        account__kind=key.kind, account__organisation=key.organisation_id, account__payee=key.payee_id
    )
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def balances_by_kind() -> Mapping[AccountKind, Decimal]:
    """What all accounts of each kind stand at together: one query."""
    rows = LedgerLeg.objects.order_by().values("account__kind").annotate(sum=Sum("amount"))
    found = {AccountKind[row["account__kind"]]: row["sum"] for row in rows}
    return {kind: found.get(kind, ZERO) for kind in AccountKind}


def credits_of(institute_ids: list[int]) -> dict[int, Decimal]:
    """What institutes have to their credit, as positive amounts."""
    rows = LedgerLeg.objects.filter(account__kind=AccountKind.CREDIT, account__organisation__in=institute_ids)
    sums = rows.order_by().values_list("account__organisation").annotate(sum=Sum("amount"))
    return {organisation_id: -amount for organisation_id, amount in sums}


_BALANCES = """
    SELECT a.id,
           coalesce(sum(l.amount) FILTER (WHERE t.day < %(since)s), 0),
           coalesce(sum(l.amount) FILTER (WHERE t.day >= %(since)s AND l.amount > 0), 0),
           coalesce(-sum(l.amount) FILTER (WHERE t.day >= %(since)s AND l.amount < 0), 0)
      FROM fees_ledgeraccount a
      JOIN fees_ledgerleg l ON l.account_id = a.id
      JOIN fees_ledgertransaction t ON t.id = l.transaction_id
     WHERE t.day <= %(until)s
     GROUP BY a.id
"""


def account_balances(since: date, until: date) -> list[AccountBalance]:
    """Every account that was ever moved until then, in the order of the chart: two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, {"since": since, "until": until})
        sums = {row[0]: row[1:] for row in cursor.fetchall()}
    order = list(AccountKind)
    accounts = LedgerAccount.objects.select_related("organisation", "payee__organisation", "payee__examiner")
    rows = [AccountBalance(account, *sums[account.pk]) for account in accounts.filter(pk__in=sums)]
    return sorted(rows, key=lambda row: (order.index(AccountKind[row.account.kind]), row.name))


def visible_account(actor: Actor, account_id: int) -> LedgerAccount:
    """An account that the actor may see. Raises `LedgerAccount.DoesNotExist`."""
    rows = LedgerAccount.objects.visible_to(actor)
    account: LedgerAccount = rows.select_related("organisation", "payee__organisation", "payee__examiner").get(
        pk=account_id
    )
    return account


def legs_of(actor: Actor, account: LedgerAccount) -> QuerySet[LedgerLeg]:
    """The legs of an account, newest first, each with `standing`: the balance after it."""
    standing = Window(Sum("amount"), order_by=F("pk").asc())
    rows = LedgerLeg.objects.visible_to(actor).filter(account=account).annotate(standing=standing)
    return rows.select_related("transaction", "plan").order_by("-pk")


def legs_between(actor: Actor, since: date, until: date) -> QuerySet[LedgerLeg]:
    """All legs of a period in the order of posting, for the accounts department."""
    rows = LedgerLeg.objects.visible_to(actor).filter(transaction__day__range=(since, until))
    return rows.select_related(
        "transaction__by", "plan", "account__organisation", "account__payee__organisation", "account__payee__examiner"
    ).order_by("pk")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must agree with the ledger: what both sides say."""

    name: str
    ledger: Decimal
    records: Decimal

    @property
    def agrees(self) -> bool:
        return self.ledger == self.records


_TRIAL = {
    "借贷合计": ("SELECT coalesce(sum(amount), 0) FROM fees_ledgerleg", "SELECT 0.00"),
    "应收鉴定费与未缴清的缴费单": (
        "SELECT coalesce(sum(l.amount), 0) FROM fees_ledgerleg l JOIN fees_ledgeraccount a ON a.id = l.account_id"
        " WHERE a.kind = 'RECEIVABLE'",
        "SELECT coalesce(sum(amount - paid), 0) FROM fees_bill WHERE state IN ('CONFIRMED', 'PAID')",
    ),
    "缴费单与明细": (
        "SELECT coalesce(sum(amount), 0) FROM fees_bill",
        "SELECT coalesce(sum(amount), 0) FROM fees_billline",
    ),
    "缴费单已缴金额与核销记录": (
        "SELECT coalesce(sum(paid), 0) FROM fees_bill",
        "SELECT coalesce(sum(amount), 0) FROM fees_payment",
    ),
    "待核款项与待核流水": (
        "SELECT coalesce(-sum(l.amount), 0) FROM fees_ledgerleg l JOIN fees_ledgeraccount a ON a.id = l.account_id"
        " WHERE a.kind = 'SUSPENSE'",
        "SELECT coalesce(sum(amount), 0) FROM fees_statementline WHERE state = 'UNMATCHED'",
    ),
    "应付鉴定费用与待支付明细": (
        "SELECT coalesce(-sum(l.amount), 0) FROM fees_ledgerleg l JOIN fees_ledgeraccount a ON a.id = l.account_id"
        " WHERE a.kind = 'PAYABLE'",
        "SELECT coalesce(sum(d.amount), 0) FROM fees_due d LEFT JOIN fees_payoutline l ON l.id = d.line_id"
        " LEFT JOIN fees_payoutbatch b ON b.id = l.batch_id"
        " WHERE d.state = 'OPEN' OR (d.state = 'BATCHED' AND b.state IN ('PROPOSED', 'APPROVED'))",
    ),
    "在途支付与等待回盘的支付": (
        "SELECT coalesce(-sum(l.amount), 0) FROM fees_ledgerleg l JOIN fees_ledgeraccount a ON a.id = l.account_id"
        " WHERE a.kind = 'TRANSIT'",
        "SELECT coalesce(sum(l.amount), 0) FROM fees_payoutline l JOIN fees_payoutbatch b ON b.id = l.batch_id"
        " WHERE b.state = 'SENT' AND l.state = 'WAITING'",
    ),
}
_UNBALANCED = """
    SELECT count(*) FROM (
        SELECT t.id FROM fees_ledgertransaction t LEFT JOIN fees_ledgerleg l ON l.transaction_id = t.id
         GROUP BY t.id HAVING coalesce(sum(l.amount), 0) <> 0 OR count(l.id) < 2
    ) AS unbalanced
"""


def trial_balance() -> list[Check]:
    """What the ledger says against what the records say, and how many transactions are not at zero."""
    with connection.cursor() as cursor:
        checks = []
        for name, statements in _TRIAL.items():
            sides = []
            for statement in statements:
                cursor.execute(statement)
                sides.append(cursor.fetchone()[0])
            checks.append(Check(name, *sides))
        cursor.execute(_UNBALANCED)
        checks.append(Check("借贷不平的凭证数", Decimal(cursor.fetchone()[0]), ZERO))
    return checks
