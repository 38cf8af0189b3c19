"""Two people or workers at the same moment: money is counted once. Each race is shown to go wrong without its guard."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from appraisal.core.errors import Conflict, Refused
from appraisal.core.services.calendar import fill_calendar
from fees.models import Bill, Due, PayoutBatch, Receipt, StatementLine
from fees.models.ledger import LedgerTransaction
from fees.queries import bills as bill_queries
from fees.queries import payouts as payout_queries
from fees.queries.bills import open_bills
from fees.queries.ledger import balance, trial_balance
from fees.queries.payouts import open_dues
from fees.queries.statements import unmatched
from fees.rules.enums import BatchState
from fees.rules.posting import SUSPENSE
from fees.services import bills, matching, payments, payouts, receipts, statements
from fees.services.sweep import sweep
from plans.models import Plan
from plans.queries import plans as plan_queries
from plans.rules.states import PlanState
from plans.services import decisions
from tests.factories import fees
from tests.factories import filing as make
from tests.factories.fees import NOW, rows_of
from tests.races import at_once, meeting, meeting_before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    fees.finance_section()
    return make.ground()


def agrees() -> bool:
    return all(check.agrees for check in trial_balance())


# --- the same line in two files, imported by two workers ---------------------------------------------------
def import_twice(monkeypatch) -> list[object]:
    """Two officers import files that differ by a word and hold the same line."""
    maker, other = fees.officer(), fees.officer()
    fees.imported(maker, rows_of(("1.00", "甲", "学列")))
    rows = rows_of(("500.00", "某公司", "鉴定费"))
    files = [rows, [["另一次导出", "", "", "", "", ""], *rows[1:]]]
    monkeypatch.setattr(statements, "take_lines", meeting_before(statements.take_lines))
    monkeypatch.setattr(statements, "lock_files", lambda: None)  # what guards one file must not help: these are two
    return at_once(*(lambda actor=actor, file=file: fees.imported(actor, file) for actor, file in
                     zip((maker, other), files, strict=True)))  # fmt: skip


def test_a_line_imported_by_two_workers_is_booked_once(monkeypatch):
    first, second = import_twice(monkeypatch)
    assert sorted((one.added, one.known) for one in (first, second)) == [(0, 1), (1, 0)]
    assert StatementLine.objects.filter(amount=500).count() == 1
    assert balance(SUSPENSE) == Decimal("-501.00")
    assert agrees()


def test_without_the_unique_fingerprint_it_would_be_booked_twice(monkeypatch):
    field = StatementLine._meta.get_field("fingerprint")
    loose = field.clone()
    loose._unique = False
    loose.set_attributes_from_name("fingerprint")
    with connection.schema_editor() as editor:
        editor.alter_field(StatementLine, field, loose)
    monkeypatch.setattr(statements, "TAKE", statements.TAKE.replace("ON CONFLICT (fingerprint) DO NOTHING", ""))
    try:
        import_twice(monkeypatch)
        assert StatementLine.objects.filter(amount=500).count() == 2
        assert balance(SUSPENSE) == Decimal("-1001.00"), "the bank has 501.00"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM fees_statementline")
        with connection.schema_editor() as editor:
            editor.alter_field(StatementLine, loose, field)


# --- the same line, matched by two workers ------------------------------------------------------------------
def match_twice(ground, monkeypatch, lock) -> list[object]:
    """Two workers have found the same bill for the same lines before either locks them."""
    bill = fees.confirmed(ground)
    part = bill.amount / 3
    fees.imported(fees.officer(), rows_of(*((str(part), ground.institute.name, bill.number) for _ in range(3))))
    verdicts = matching.match_lines(unmatched(), open_bills())
    monkeypatch.setattr(matching, "lock_bills", lock)
    return at_once(*(lambda: matching.book_certain(actor=None, verdicts=verdicts, now=NOW) for _ in range(2)))


def test_lines_matched_by_two_workers_are_booked_once(ground, monkeypatch):
    assert sorted(match_twice(ground, monkeypatch, meeting(bill_queries.lock_bills))) == [0, 3]
    assert Receipt.objects.count() == 3
    assert (balance(SUSPENSE), Bill.objects.get().state) == (0, "PAID")
    assert agrees()


def test_without_the_locks_both_workers_would_book_them(ground, monkeypatch):
    def unlocked(keys, **_):
        return list(Bill.objects.filter(pk__in=keys).select_related("plan__institute"))

    monkeypatch.setattr(matching, "lock_lines", lambda keys: list(StatementLine.objects.filter(pk__in=list(keys))))
    outcomes = match_twice(ground, monkeypatch, meeting(unlocked))
    (refused,) = [one for one in outcomes if isinstance(one, IntegrityError)]
    assert "fees_ledgertransaction_key" in str(refused), "the ledger's key is the last line"


# --- two approvers of one batch -----------------------------------------------------------------------------
@pytest.fixture
def batch(ground) -> PayoutBatch:
    fees.rates()
    plan = fees.scored(ground)
    sweep(now=NOW)
    fees.with_account(ground.institute)
    fees.with_account(plan.district)
    maker = fees.officer()
    return payouts.propose_batch(actor=maker, payee_ids=[one.payee.pk for one in open_dues(maker)], now=NOW)


def test_two_approvers_have_one_winner(batch, monkeypatch):
    one, other = fees.officer(), fees.officer()
    monkeypatch.setattr(payouts, "lock_batch", meeting(payout_queries.lock_batch))
    outcomes = at_once(*(lambda actor=actor: payouts.approve_batch(actor=actor, batch_id=batch.pk, now=NOW)
                         for actor in (one, other)))  # fmt: skip
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [refusal.code for refusal in refused.refusals] == ["batch_state"]
    batch.refresh_from_db()
    assert batch.state == BatchState.APPROVED
    assert agrees()


def test_without_the_lock_both_would_have_approved(batch, monkeypatch):
    one, other = fees.officer(), fees.officer()
    monkeypatch.setattr(payouts, "lock_batch", meeting(lambda key: PayoutBatch.objects.get(pk=key)))
    monkeypatch.setattr(payouts, "lock_lines_of", lambda found: list(found.lines.select_related("details", "payee")))
    outcomes = at_once(*(lambda actor=actor: payouts.approve_batch(actor=actor, batch_id=batch.pk, now=NOW)
                         for actor in (one, other)))  # fmt: skip
    assert [outcome.state for outcome in outcomes] == [BatchState.APPROVED, BatchState.APPROVED]


def test_two_senders_post_the_payments_once(batch, monkeypatch):
    payouts.approve_batch(actor=fees.officer(), batch_id=batch.pk, now=NOW)
    monkeypatch.setattr(payouts, "lock_batch", meeting(payout_queries.lock_batch))
    sender = fees.officer()
    at_once(*(lambda: payouts.send_batch(actor=sender, batch_id=batch.pk, now=NOW) for _ in range(2)))
    assert LedgerTransaction.objects.filter(kind="PAYOUT").count() == batch.lines.count()
    assert Due.objects.filter(state="BATCHED").count() == 3
    assert agrees()


# --- payment and cancellation of one plan --------------------------------------------------------------------
def pay_and_cancel(bill: Bill, officer) -> list[object]:
    cashier = fees.officer()
    return at_once(
        lambda: payments.receive_at_counter(
            actor=cashier, bill_id=bill.pk, amount=bill.amount, method="CASH", payer="孙丽", now=NOW
        ),
        lambda: decisions.cancel_plan(actor=officer, plan_id=bill.plan_id, reason="停办", now=NOW),
    )


def test_payment_and_cancellation_are_one_after_the_other(ground, monkeypatch):
    bill = fees.confirmed(ground)
    paid, _ = pay_and_cancel(bill, ground.officer)
    bill.refresh_from_db()
    plan = Plan.objects.get(pk=bill.plan_id)
    assert plan.state == PlanState.CANCELLED
    if isinstance(paid, receipts.Issued):  # the money was first: it stays, and the paid bill with it
        assert (bill.state, bill.paid) == ("PAID", bill.amount)
        assert [step.action for step in plan.steps.order_by("pk")][-2:] == ["PAY", "CANCEL"]
    else:  # the cancellation was first: nobody takes money for it
        assert isinstance(paid, Refused)
        assert (bill.state, bill.paid) == ("VOID", 0)
    assert agrees()


def test_without_the_lock_of_the_plan_a_cancelled_plan_would_be_paid(ground, monkeypatch):
    bill = fees.confirmed(ground)
    reading = meeting(lambda key: Plan.objects.select_related("institute__district", "session").get(pk=key))
    monkeypatch.setattr(plan_queries, "lock_plan", reading)
    for module in (decisions, bills):
        monkeypatch.setattr(module, "lock_plan", reading)
    monkeypatch.setattr("fees.queries.bills.lock_plans", lambda keys, **_: [reading(key) for key in keys])
    pay_and_cancel(bill, ground.officer)
    steps = list(Plan.objects.get(pk=bill.plan_id).steps.order_by("pk").values_list("action", "from_state"))
    assert {step[1] for step in steps if step[0] in {"PAY", "CANCEL"}} == {PlanState.QUALIFIED}, "both left one state"


# --- receipts -------------------------------------------------------------------------------------------------
def issue_many(ground, monkeypatch) -> list[str]:
    """Eight cashiers at once, every second of whom has to give up after the number was drawn."""
    opened = [fees.confirmed(ground, fees.qualified(ground, 1)) for _ in range(8)]
    cashier = fees.officer()
    settle = payments.settle

    def fail_for_some(paid, parts, *, now):
        (bill,) = paid
        if opened.index(bill) % 2:
            raise Conflict("someone was faster")
        settle(paid, parts, now=now)

    monkeypatch.setattr(payments, "settle", fail_for_some)

    def pay(bill: Bill) -> object:
        given = {"amount": bill.amount, "method": "CASH", "payer": "甲"}
        return payments.receive_at_counter(actor=cashier, bill_id=bill.pk, now=NOW, **given)

    at_once(*(lambda bill=bill: pay(bill) for bill in opened))
    return sorted(Receipt.objects.values_list("number", flat=True))


def test_receipts_are_numbered_without_gaps_whoever_fails_in_between(ground, monkeypatch):
    assert issue_many(ground, monkeypatch) == [f"2026R{number:06}" for number in range(1, 5)]


def test_with_a_sequence_there_would_be_gaps(ground, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE test_receipts")

    def from_sequence(year: int, count: int) -> range:
        with connection.cursor() as drawn:
            drawn.execute("SELECT nextval('test_receipts')")
            serial = drawn.fetchone()[0]
        return range(serial, serial + count)

    monkeypatch.setattr(receipts, "draw_serials", from_sequence)
    try:
        assert issue_many(ground, monkeypatch) != [f"2026R{number:06}" for number in range(1, 5)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE test_receipts")
