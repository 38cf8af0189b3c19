"""Bank statements: columns learned once, the same file or line twice changes nothing, unsure money waits."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Change, Notice
from appraisal.core.services.calendar import fill_calendar
from fees.models import BankLayout, BankStatement, Bill, Payment, Receipt, StatementLine
from fees.queries.ledger import balance, trial_balance
from fees.queries.statements import suspense
from fees.rules.enums import StatementLineState, StatementState
from fees.rules.posting import BANK, COUNTER, OTHER, SUSPENSE, credit_of
from fees.services import matching, payments, statements
from plans.models import Plan
from plans.rules.states import PlanState
from tests.factories import fees
from tests.factories import filing as make
from tests.factories.fees import COLUMNS, NOW, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def officer():
    return fees.officer()


def agrees() -> bool:
    return all(check.agrees for check in trial_balance())


def lines() -> list[StatementLine]:
    return list(StatementLine.objects.order_by("statement_id", "row"))


def test_a_new_bank_asks_for_its_columns_once_and_is_known_from_then_on(officer):
    rows = rows_of(("10.00", "甲", ""))
    statement, new = statements.receive_statement(actor=officer, name="一.xlsx", content=b"1", rows=rows, now=NOW)
    assert (new, statement.state, StatementLine.objects.count()) == (True, StatementState.TO_MAP, 0)
    given = {"actor": officer, "statement_id": statement.pk, "rows": rows, "now": NOW}
    with pytest.raises(Refused) as refused:
        statements.map_statement(name=" ", columns={"DAY": "交易日期"}, **given)
    assert {refusal.code for refusal in refused.value.refusals} == {"missing", "layout_amount"}
    statements.map_statement(name="北京银行", columns=COLUMNS, **given)
    with pytest.raises(Conflict):
        statements.map_statement(name="北京银行", columns=COLUMNS, **given)
    second, _ = statements.receive_statement(
        actor=officer, name="二.xlsx", content=b"2", rows=rows_of(("7.00", "乙", "")), now=NOW
    )
    assert (second.state, second.layout, second.added) == (StatementState.IMPORTED, BankLayout.objects.get(), 1)


def test_the_same_file_and_the_same_line_change_nothing(officer):
    rows = rows_of(("10.00", "甲", ""), ("20.00", "乙", ""))
    first = fees.imported(officer, rows)
    again, new = statements.receive_statement(
        actor=officer, name="改名.xlsx", content=repr(rows).encode(), rows=rows, now=NOW
    )
    assert (again, new) == (first, False)
    longer = fees.imported(officer, [*rows, ["2026-03-11", "5.00", "", "丙", "", "T1"]])
    assert (longer.added, longer.known) == (1, 2)
    assert balance(BANK) == -balance(SUSPENSE) == Decimal("35.00")
    assert agrees()


def test_certain_lines_pay_their_bills_and_the_plan_moves(officer, ground):
    bill = fees.confirmed(ground)
    fees.imported(officer, rows_of((str(bill.amount), "某公司", f"鉴定费{bill.number}"), ("9.99", "路人", "")))
    assert matching.match_statements(now=NOW) == matching.Matched(1, 1)
    bill.refresh_from_db()
    assert (bill.state, Plan.objects.get(pk=bill.plan_id).state) == ("PAID", PlanState.PAID)
    matched, waiting = lines()
    assert (matched.state, waiting.state) == (StatementLineState.MATCHED, StatementLineState.UNMATCHED)
    receipt = Receipt.objects.get()
    assert (receipt.payer, receipt.amount, receipt.issued_by) == ("某公司", bill.amount, None)
    assert suspense().amount == Decimal("9.99")
    assert matching.match_statements(now=NOW) == matching.Matched(0, 1)
    assert agrees()


def two_paid_in_parts(ground) -> list[list[str]]:
    """A statement that pays two bills, one in three parts and one in two."""
    first, second = fees.confirmed(ground), fees.confirmed(ground, fees.qualified(ground, 1))
    rest = second.amount - Decimal("30.00")
    return rows_of(
        *((str(first.amount / 3), ground.institute.name, first.number) for _ in range(3)),
        ("30.00", ground.institute.name, second.number), (str(rest), ground.institute.name, second.number),
    )  # fmt: skip


def test_many_lines_are_booked_together_each_with_its_own_receipt(officer, ground):
    fees.imported(officer, two_paid_in_parts(ground))
    assert matching.match_statements(now=NOW) == matching.Matched(5, 0)
    receipts = list(Receipt.objects.order_by("serial").values_list("serial", "amount", "payments__line__row"))
    assert [serial for serial, *_ in receipts] == [1, 2, 3, 4, 5]
    assert sorted((row, amount) for _, amount, row in receipts) == [(line.row, line.amount) for line in lines()]
    assert set(Plan.objects.values_list("state", flat=True)) == {PlanState.PAID}
    told = {notice.subject: notice.body for notice in Notice.objects.filter(subject__startswith="已收款")}
    assert len(told) == 2
    assert any("2026R000001 至 2026R000003（共 3 张）" in body and "691.50 元" in body for body in told.values())
    entries = AuditEntry.objects.filter(action="statement_line.match").order_by("number")
    assert [(entry.details["lines"], entry.details["receipts"]) for entry in entries] == [
        (3, ["2026R000001", "2026R000003"]), (2, ["2026R000004", "2026R000005"]),
    ]  # fmt: skip
    paid = AuditEntry.objects.filter(action="plan.pay").values_list("number", flat=True)
    shared = Change.objects.filter(number__in=paid, organisation_id=ground.institute.pk)
    assert shared.count() == 2, "each institute reads of it in its feed"
    assert agrees()


def test_more_lines_cost_no_more_statements(officer, ground):
    def statements_of(parts: int) -> int:
        bill = fees.confirmed(ground, fees.qualified(ground, 1))
        cents = [bill.amount - Decimal(parts - 1), *[Decimal("1.00")] * (parts - 1)]
        fees.imported(officer, rows_of(*((str(amount), ground.institute.name, bill.number) for amount in cents)))
        with CaptureQueriesContext(connection) as asked:
            assert matching.match_statements(now=NOW).booked == parts
        return len(asked)

    statements_of(1)  # opens the accounts
    assert statements_of(9) == statements_of(2)


def test_a_bounded_number_is_booked_in_one_transaction(officer, ground, monkeypatch):
    monkeypatch.setattr(matching, "LINES_AT_ONCE", 3)
    fees.imported(officer, two_paid_in_parts(ground))
    sizes = []
    book = matching.book_certain

    def counted(**given):
        sizes.append(len(given["verdicts"]))
        return book(**given)

    monkeypatch.setattr(matching, "book_certain", counted)
    assert matching.match_statements(now=NOW) == matching.Matched(5, 0)
    assert sorted(sizes) == [2, 3]
    assert agrees()


@pytest.mark.logs_errors(reason="one bill fails on purpose")
def test_a_bill_that_cannot_be_booked_keeps_nobody_elses_money(officer, ground, monkeypatch):
    fees.imported(officer, two_paid_in_parts(ground))
    stuck = Bill.objects.order_by("pk").first()
    settle = matching.settle

    def refuse_one(bills, payments, **more):
        if stuck in bills:
            raise IntegrityError("as the database says it")
        settle(bills, payments, **more)

    monkeypatch.setattr(matching, "settle", refuse_one)
    with pytest.raises(IntegrityError):
        matching.match_statements(now=NOW)
    assert [line.state for line in lines()] == ["UNMATCHED"] * 3 + ["MATCHED"] * 2
    assert list(Receipt.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2]
    assert agrees()


def test_money_that_came_before_its_bill_is_found_when_the_bill_is_there(officer, ground):
    plan = fees.qualified(ground)
    fees.imported(officer, rows_of(("691.50", ground.institute.name, plan.number)))
    assert matching.match_statements(now=NOW).booked == 0
    fees.confirmed(ground, plan)
    assert matching.match_statements(now=NOW).booked == 1
    assert Plan.objects.get(pk=plan.pk).state == PlanState.PAID


def test_a_person_splits_a_line_over_two_bills_and_the_rest_is_credit(officer, ground):
    first = fees.confirmed(ground)
    second = fees.confirmed(ground, fees.qualified(ground, 1))
    fees.imported(officer, rows_of(("1000.00", "母公司", "两笔鉴定费")))
    (line,) = lines()
    amounts = {first.pk: first.amount, second.pk: second.amount}
    with pytest.raises(Refused) as refused:
        matching.match_line(actor=officer, line_id=line.pk, amounts=amounts, now=NOW)
    assert [refusal.code for refusal in refused.value.refusals] == ["rest_of_nobody"]
    receipt = matching.match_line(
        actor=officer, line_id=line.pk, amounts=amounts, institute_id=ground.institute.pk, now=NOW
    )
    assert receipt.amount == Decimal("1000.00")
    assert (
        sum(Payment.objects.filter(receipt=receipt.pk).values_list("amount", flat=True)) == first.amount + second.amount
    )
    assert balance(credit_of(ground.institute.pk)) == first.amount + second.amount - 1000
    with pytest.raises(Conflict):
        matching.match_line(actor=officer, line_id=line.pk, amounts=amounts, now=NOW)
    assert agrees()
    # The name under which the institute's owner pays is known from now on.
    third = fees.confirmed(ground, fees.qualified(ground, 2))
    fees.imported(officer, rows_of((str(third.amount), "母公司", "")))
    assert matching.match_statements(now=NOW).booked == 1


@pytest.mark.parametrize(
    ("amount", "code"), [("0.00", "payment_nothing"), ("9000.00", "payment_exceeds"), ("691.50", "payment_too_much")]
)
def test_amounts_that_do_not_fit_are_refused(officer, ground, amount, code):
    bill = fees.confirmed(ground)
    fees.imported(officer, rows_of(("10.00", "甲", "")))
    with pytest.raises(Refused) as refused:
        matching.match_line(actor=officer, line_id=lines()[0].pk, amounts={bill.pk: Decimal(amount)}, now=NOW)
    assert code in {refusal.code for refusal in refused.value.refusals}


def test_the_counters_money_is_paid_in_and_other_money_is_set_aside_with_a_reason(officer, ground):
    bill = fees.confirmed(ground)
    payments.receive_at_counter(
        actor=officer, bill_id=bill.pk, amount=Decimal("100"), method="CASH", payer="孙丽", now=NOW
    )
    fees.imported(officer, rows_of(("100.00", "财务科", "缴存"), ("3.21", "银行", "利息")))
    cash, interest = lines()
    aside = lambda line, state, reason="": matching.set_aside(  # noqa: E731
        actor=officer, line_id=line.pk, state=state, reason=reason, now=NOW
    )
    with pytest.raises(Refused, match="reason_missing"):
        aside(interest, "OTHER")
    aside(interest, "OTHER", "银行结息")
    aside(cash, "DEPOSIT")
    assert (balance(COUNTER), balance(OTHER), balance(BANK)) == (0, Decimal("-3.21"), Decimal("103.21"))
    fees.imported(officer, rows_of(("1.00", "财务科", "缴存")))
    with pytest.raises(Refused, match="deposit_too_much"):
        aside(lines()[2], "DEPOSIT")
    assert agrees()


def test_only_finance_touches_statements(ground):
    with pytest.raises(NotPermitted):
        statements.receive_statement(actor=ground.clerk, name="x", content=b"x", rows=[], now=NOW)
    officer = fees.officer()
    with pytest.raises(Refused, match="statement_header"):
        statements.receive_statement(actor=officer, name="x", content=b"x", rows=[["甲"]], now=NOW)
    fees.imported(officer, rows_of(("1.00", "甲", "")))
    for actor in (ground.clerk, ground.officer, ground.district):
        assert not BankStatement.objects.visible_to(actor).exists()
        assert not StatementLine.objects.visible_to(actor).exists()
