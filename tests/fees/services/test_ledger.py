"""The ledger: whoever writes, each transaction is zero when it commits, and nothing is changed, deleted or lost."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from itertools import product

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from appraisal.core.errors import Refused
from appraisal.core.models import Notice
from appraisal.core.rules.enums import OrganisationKind
from fees.models import MonthClose
from fees.models.ledger import LedgerAccount, LedgerLeg, LedgerTransaction
from fees.queries.ledger import account_balances, balance, trial_balance
from fees.rules.enums import TransactionKind
from fees.rules.posting import BANK, INCOME, SUSPENSE, AccountKey, Entry, Posting, move, receivable
from fees.services import ledger, months, trial
from tests.factories import core, fees
from tests.factories.fees import NOW

APPEND_ONLY = (
    "fees_ledgeraccount", "fees_ledgertransaction", "fees_ledgerleg", "fees_billline", "fees_payment", "fees_receipt",
    "fees_monthclose", "fees_budget",
)  # fmt: skip
CHANGES = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")


def posting(key: str = "test:1", amount: str = "100.00") -> Posting:
    return move(TransactionKind.STATEMENT, key, "试", debit=BANK, credit=SUSPENSE, amount=Decimal(amount))


def post(*postings: Posting) -> None:
    with transaction.atomic():
        ledger.post_all(postings, actor=None, now=NOW)


@pytest.mark.parametrize("amounts", [("1.00", "-0.99"), ("1.00",), ("0.00", "0.00"), ("1.00", "-1.00", "0.00")])
def test_a_posting_that_is_not_zero_cannot_even_be_said(amounts):
    with pytest.raises(ValueError, match="test"):
        Posting(TransactionKind.CHARGE, "test", "", tuple(Entry(BANK, Decimal(amount)) for amount in amounts))


@pytest.mark.django_db(transaction=True)
class TestTheDatabase:
    def test_it_refuses_a_transaction_that_does_not_add_up(self):
        post(posting())
        account = LedgerAccount.objects.first()
        with pytest.raises(DatabaseError, match="add up to"), transaction.atomic():
            row = LedgerTransaction.objects.create(kind="CHARGE", key="raw", memo="", day=NOW.date(), at=NOW)
            LedgerLeg.objects.create(transaction=row, account=account, amount=Decimal("5.00"))
            LedgerLeg.objects.create(transaction=row, account=account, amount=Decimal("-4.99"))

    def test_it_refuses_a_transaction_without_legs(self):
        with pytest.raises(DatabaseError, match="0 legs"), transaction.atomic():
            LedgerTransaction.objects.create(kind="CHARGE", key="raw", memo="", day=NOW.date(), at=NOW)

    def test_it_refuses_a_leg_added_to_a_transaction_later(self):
        post(posting())
        row, account = LedgerTransaction.objects.get(), LedgerAccount.objects.first()
        with pytest.raises(DatabaseError, match="add up to"), transaction.atomic():
            LedgerLeg.objects.create(transaction=row, account=account, amount=Decimal("5.00"))

    def test_the_application_reads_and_adds_and_has_no_right_to_change(self, portal_environment):
        with closing(psycopg2.connect(portal_environment["DATABASE_URL"])) as link, link.cursor() as cursor:
            for statement, table in product(CHANGES, APPEND_ONLY):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="permission denied"):
                    cursor.execute(statement.format(table))
                link.rollback()
            cursor.execute("SELECT count(*) FROM fees_ledgerleg")
            cursor.execute("INSERT INTO fees_ledgeraccount (kind) VALUES ('BANK')")

    def test_even_the_owner_of_the_tables_is_refused_by_trigger(self):
        post(posting())
        for statement in CHANGES[:2]:
            with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
                cursor.execute(statement.format("fees_ledgerleg"))

    def test_it_takes_a_key_once(self):
        post(posting())
        with pytest.raises(DatabaseError, match="unique"):
            post(posting())
        assert balance(BANK) == Decimal("100.00")


@pytest.mark.django_db
class TestReading:
    def test_balances_and_statements_agree(self, django_user_model):
        institute = core.organisation(OrganisationKind.INSTITUTE)
        owed = receivable(institute.pk)
        post(posting("a", "70.10"), posting("b", "0.05"))
        post(move(TransactionKind.CHARGE, "c", "", debit=owed, credit=INCOME, amount=Decimal("3.33")))
        assert (balance(BANK), balance(SUSPENSE), balance(owed)) == tuple(map(Decimal, ("70.15", "-70.15", "3.33")))
        assert balance(AccountKey(owed.kind)) == 0
        rows = {row.name: row for row in account_balances(NOW.date(), NOW.date())}
        assert rows["银行存款"].debits == rows["银行存款"].closing == Decimal("70.15")
        assert rows[f"应收鉴定费 · {institute.short_name}"].closing == Decimal("3.33")
        assert sum(row.closing for row in rows.values()) == 0
        later = account_balances(date(2026, 4, 1), date(2026, 4, 30))
        assert {row.opening for row in later} == {row.closing for row in rows.values()}

    def test_the_trial_balance_tells_the_finance_section_what_does_not_agree(self):
        section = fees.finance_section()
        assert all(check.agrees for check in trial_balance())
        post(posting())  # suspense without a statement line: nobody books so, a fault would look like this
        with pytest.raises(trial.LedgerBroken, match="待核款项"):
            trial.run_trial_balance(now=NOW)
        letter = Notice.objects.get(organisation=section)
        assert "待核款项与待核流水" in letter.body
        assert letter.urgent


@pytest.mark.django_db
class TestMonths:
    def test_a_closed_month_takes_nothing_neither_by_service_nor_by_hand(self):
        officer = fees.officer()
        months.close_month(actor=officer, month=date(2026, 2, 27), now=NOW)
        february = NOW.replace(month=2, day=28)
        with pytest.raises(Refused, match="month_closed"), transaction.atomic():
            ledger.post(posting(), actor=None, now=february)
        with pytest.raises(DatabaseError, match="is closed"), transaction.atomic():
            LedgerTransaction.objects.create(kind="CHARGE", key="raw", memo="", day=february.date(), at=NOW)
        post(posting())
        with pytest.raises(Refused, match="month_trial"):
            months.close_month(actor=officer, month=date(2026, 3, 1), now=NOW.replace(month=4))

    @pytest.mark.parametrize(
        ("month", "code"),
        [
            (date(2026, 3, 1), "month_not_over"),
            (date(2025, 12, 1), "month_open_earlier"),
            (date(2026, 2, 1), "month_order"),
        ],
    )
    def test_months_are_closed_in_order_and_when_they_are_over(self, month, code):
        officer = fees.officer()
        months.close_month(actor=officer, month=date(2025, 12, 1), now=NOW)
        with pytest.raises(Refused) as refused:
            months.close_month(actor=officer, month=month, now=NOW)
        assert code in {refusal.code for refusal in refused.value.refusals}
        assert MonthClose.objects.count() == 1
