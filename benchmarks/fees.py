"""100,000 bill lines priced and stored, 20,000 statement lines imported and matched, against the least SQL possible.

Ours does all of it: prices with their findings, two people, receipts without gaps, the ledger with its deferred checks,
letters, plan steps, the audit chain. The plain SQL keeps only the rows without which there is no bill and no payment.
"""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from appraisal.core.services.calendar import fill_calendar
from benchmarks.results import result
from fees.models import Bill, BillLine, StatementLine
from fees.queries.ledger import trial_balance
from fees.services import bills, matching, statements
from plans.models import Plan
from tests.factories import core, fees
from tests.factories import filing as make
from tests.factories.fees import COLUMNS, HEADINGS, NOW

PLANS, EACH, PARTS = 1_000, 50, 20  # 50 candidates with two subjects; each bill is paid in 20 transfers
LINES, TRANSFERS = PLANS * EACH * 2, PLANS * PARTS

FILL_PLANS = """
    INSERT INTO plans_plan (number, kind, state, previous_state, state_since, institute_id, district_id, title, note,
        special_category, contact_name, first_exam_date, created_by_id, created_at, candidate_count, is_sample)
    SELECT '2026Z' || lpad((500000 + n)::text, 6, '0'), 'SPECIAL', 'QUALIFIED', 'ENROLLED', %(now)s, %(institute)s,
        %(district)s, '专场鉴定', '', '', '', %(exam)s, %(user)s, %(now)s, 0, false
    FROM generate_series(1, %(plans)s) AS n
"""
FILL_ITEMS = """
    INSERT INTO plans_planitem (plan_id, occupation_level_id, expected_candidates, practical_mode, review_mode)
    SELECT id, %(level)s, 50, 'HANDS_ON', '' FROM plans_plan
"""
FILL_CANDIDATES = """
    INSERT INTO plans_candidate (plan_id, item_id, state, created_at, updated_at, sheet_row, name, document_type,
        document_number, document_index, sex, ethnicity, education, phone, condition, source, employer, address, email,
        prior_certificate, prior_occupation, theory, practical, review)
    SELECT i.plan_id, i.id, 'PENDING', %(now)s, %(now)s, n, '考生', 'RESIDENT_ID', ''::bytea,
        decode(lpad(to_hex(i.id * 1000 + n), 64, '0'), 'hex'), 'MALE', '汉族', '高中', ''::bytea, '', '企业', '样例',
        '北京市', '', '', '', 'NEW', 'NEW', ''
    FROM plans_planitem i, generate_series(1, %(each)s) AS n
"""
PLAIN_LINES = """
    CREATE TABLE plain_lines AS
    SELECT b.id AS bill_id, c.id AS candidate_id, c.item_id, s.subject, s.attempt, s.id AS standard_id, s.amount
    FROM plans_candidate c
    JOIN fees_bill b ON b.plan_id = c.plan_id
    JOIN plans_planitem i ON i.id = c.item_id
    JOIN core_occupationlevel l ON l.id = i.occupation_level_id
    JOIN fees_feeclassoccupation k ON k.occupation_id = l.occupation_id
    JOIN fees_feestandard s ON s.fee_class_id = k.fee_class_id AND s.level = l.level
     AND s.attempt = CASE s.subject WHEN 'THEORY' THEN c.theory ELSE c.practical END
"""
PLAIN_MATCH = """
    CREATE TABLE plain_statement AS SELECT day, amount, reference FROM fees_statementline;
    CREATE TABLE plain_payments AS
    SELECT b.id AS bill_id, s.amount FROM plain_statement s JOIN fees_bill b ON b.number = right(s.reference, 11);
    CREATE TABLE plain_bills AS
    SELECT b.id, sum(p.amount) AS paid FROM fees_bill b JOIN plain_payments p ON p.bill_id = b.id GROUP BY b.id;
"""


def measure() -> list[dict[str, Any]]:
    """Rates and ratios of one run; the books are balanced at its end."""
    ground = _fill()
    plan_ids = list(Plan.objects.order_by("pk").values_list("pk", flat=True))
    second = fees.colleague(ground)
    billing = _seconds(lambda: [_bill(ground, second, plan_id) for plan_id in plan_ids])
    plain_billing = _plain(PLAIN_LINES)
    officer = fees.officer()
    rows = _statement()
    importing = _seconds(lambda: _import(officer, rows))
    booking = _seconds(lambda: matching.match_statements(now=NOW))
    plain_matching = _plain(PLAIN_MATCH)
    _check()
    return [
        result(f"{LINES:,} bill lines priced, stored, confirmed", LINES / billing, "lines a second"),
        result("against one INSERT … SELECT of the lines", billing / plain_billing, "×"),
        result(f"{TRANSFERS:,} statement lines imported", TRANSFERS / importing, "lines a second"),
        result(f"{TRANSFERS:,} statement lines matched and receipted", TRANSFERS / booking, "lines a second"),
        result("imported and matched against plain SQL", (importing + booking) / plain_matching, "×"),
    ]


def _fill() -> make.Ground:
    fill_calendar(now=make.NOW)
    fees.finance_section()
    ground = make.ground()
    values = {
        "now": NOW, "institute": ground.institute.pk, "district": ground.institute.district_id,
        "user": core.user().pk, "plans": PLANS, "each": EACH, "level": ground.level.pk, "exam": date(2026, 6, 20),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (FILL_PLANS, FILL_ITEMS, FILL_CANDIDATES):
            cursor.execute(statement, values)
    fees.tariff_of(ground.level.occupation)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return ground


def _bill(ground: make.Ground, second: Any, plan_id: int) -> None:
    bill = bills.prepare_bill(actor=ground.clerk, plan_id=plan_id, now=NOW)
    bills.confirm_bill(actor=second, bill_id=bill.pk, now=NOW)


def _statement() -> list[list[str]]:
    """Every bill is paid in equal parts by its institute, which names it."""
    rows = [HEADINGS]
    for number, amount, payer in Bill.objects.order_by("pk").values_list("number", "amount", "institute__name"):
        part = amount / PARTS
        assert part == part.quantize(Decimal("0.01"))
        rows += [
            ["2026-03-10", f"{part:.2f}", "", payer, f"鉴定费{number}", f"{number}-{place}"] for place in range(PARTS)
        ]
    return rows


def _import(officer: Any, rows: list[list[str]]) -> None:
    statement, _ = statements.receive_statement(actor=officer, name="流水.csv", content=b"x", rows=rows, now=NOW)
    statements.map_statement(
        actor=officer, statement_id=statement.pk, rows=rows, name="北京银行", columns=COLUMNS, now=NOW
    )


def _plain(statements_: str) -> float:
    with connection.cursor() as cursor:
        return _seconds(lambda: cursor.execute(statements_))


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _check() -> None:
    if BillLine.objects.count() != LINES or StatementLine.objects.filter(state="MATCHED").count() != TRANSFERS:
        raise RuntimeError("not every line was billed and matched")
    if Bill.objects.exclude(state="PAID").exists() or not all(check.agrees for check in trial_balance()):
        raise RuntimeError("the books do not balance")
