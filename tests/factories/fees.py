"""Money: a tariff of round prices, qualified plans with candidates, bills, statements."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.db import transaction

from appraisal.core.models import Occupation, Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind, Subject
from appraisal.core.rules.roles import Actor, Role
from fees.models import BankStatement, Bill, FeeClassOccupation, Payee
from fees.rules.bank import BankDetails
from fees.rules.enums import Anomaly, BankAccountKind, PayeeKind, RateBasis
from fees.rules.tariff import ClassEntry, StandardEntry
from fees.services import bills, dues, fee_classes, payees, payments, statements, tariff
from plans.models import Plan
from plans.rules.enums import Attempt
from plans.rules.states import PlanState
from plans.services.obligations import lay_obligations
from tests.factories import core, re_review
from tests.factories import filing as make

NOW = datetime(2026, 3, 10, 10, tzinfo=BEIJING)
SINCE = date(2026, 1, 1)
PRICES = {Subject.THEORY: "40", Subject.PRACTICAL: "190.50", Subject.REVIEW: "320"}
_numbers = count(1)


def finance_section() -> Organisation:
    """财务科, once."""
    code = settings.KAOWU["FINANCE_SECTION_CODE"]
    found = Organisation.objects.filter(code=code).first()
    return found or core.organisation(OrganisationKind.CITY_SECTION, code=code, name="财务科")


def officer() -> Actor:
    """A new officer of the finance section."""
    return core.actor(Role.FINANCE_OFFICER, finance_section())


def entry(subject: Subject = Subject.THEORY, **changes: object) -> StandardEntry:
    """One line of a tariff: class 甲类, level 4."""
    given = {
        "fee_class": "甲类", "level": 4, "attempt": Attempt.NEW, "amount": Decimal(PRICES[subject]), "since": SINCE,
        "document_number": "京发改〔2026〕1号",
    }  # fmt: skip
    return StandardEntry(subject=subject, **{**given, **changes})


def tariff_of(*occupations: Occupation, level: int = 4, **changes: object) -> None:
    """Standards of theory and practical (and review for technicians), new and retake, for these occupations."""
    subjects = tuple(Subject) if level <= 2 else (Subject.THEORY, Subject.PRACTICAL)
    name = str(changes.pop("fee_class", f"类别{next(_numbers)}"))
    entries = [
        entry(subject, attempt=attempt, level=level, fee_class=name, **changes)
        for subject in subjects
        for attempt in Attempt
    ]
    tariff.publish_standards(actor=None, entries=entries, now=NOW)
    classify(name, *occupations)


def classify(name: str, *occupations: Occupation, since: date = SINCE, **changes: object) -> None:
    """From a day on these occupations are of the class `name`."""
    entries = [
        ClassEntry(one.pk, one.name, name, since, **{"document_number": "京发改〔2026〕1号", **changes})
        for one in occupations
    ]
    if entries:
        fee_classes.publish_classes(actor=None, entries=entries, now=NOW)


def qualified(on: make.Ground, people: int = 3, *, priced: bool = True, **attempts: str) -> Plan:
    """A qualified plan with priced candidates who sit theory and practical for the first time, unless told."""
    plan = re_review.enrolled(on, people, re_review=False)
    sat = {"theory": "NEW", "practical": "NEW", **attempts}
    plan.candidates.update(**sat)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.QUALIFIED, previous_state=PlanState.ENROLLED)
    plan = Plan.objects.get(pk=plan.pk)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=make.NOW)
    occupation = on.level.occupation
    if priced and not FeeClassOccupation.objects.filter(occupation=occupation).exists():
        tariff_of(occupation, level=on.level.level)
    return plan


def colleague(on: make.Ground) -> Actor:
    """Another clerk of the same institute."""
    return core.actor(Role.INSTITUTE_CLERK, on.institute)


def prepared(on: make.Ground, plan: Plan, acknowledged: Sequence[Anomaly] = tuple(Anomaly)) -> Bill:
    """A bill made by the ground's clerk."""
    return bills.prepare_bill(actor=on.clerk, plan_id=plan.pk, acknowledged=acknowledged, now=NOW)


def confirmed(on: make.Ground, plan: Plan | None = None) -> Bill:
    """A bill confirmed by a second person."""
    bill = prepared(on, plan or qualified(on))
    return bills.confirm_bill(actor=colleague(on), bill_id=bill.pk, now=NOW)


HEADINGS = ["交易日期", "贷方发生额", "借方发生额", "对方户名", "摘要", "交易流水号"]
COLUMNS = {"DAY": "交易日期", "CREDIT": "贷方发生额", "PAYER": "对方户名", "REFERENCE": "摘要", "SERIAL": "交易流水号"}


def rows_of(*lines: tuple[str, str, str], day: str = "2026-03-10") -> list[list[str]]:
    """The cells of a statement: a title, the headings, and lines of (amount, payer, remark) with serial numbers."""
    first = next(_numbers)
    return [
        ["账户明细", "", "", "", "", ""],
        HEADINGS,
        *([day, amount, "", payer, text, f"S{first}-{number}"] for number, (amount, payer, text) in enumerate(lines)),
    ]


def imported(actor: Actor, rows: list[list[str]], now: datetime = NOW) -> BankStatement:
    """A statement whose columns are known, imported."""
    content = repr(rows).encode()
    statement, _ = statements.receive_statement(actor=actor, name="流水.xlsx", content=content, rows=rows, now=now)
    if statement.state == "TO_MAP":
        statement = statements.map_statement(
            actor=actor, statement_id=statement.pk, rows=rows, name="北京银行基本户", columns=COLUMNS, now=now
        )
    return statement


RATES = {
    (PayeeKind.DISTRICT, RateBasis.CANDIDATE): "5", (PayeeKind.INSTITUTE, RateBasis.CANDIDATE): "60.05",
    (PayeeKind.INSTITUTE, RateBasis.PLAN): "300", (PayeeKind.COMMITTEE, RateBasis.REVIEWED): "120",
    (PayeeKind.EXAMINER, RateBasis.HALF_DAY): "150", (PayeeKind.EXAMINER, RateBasis.HALF_DAY_LEADER): "200",
}  # fmt: skip


def rates() -> None:
    """A rate of every kind, once."""
    amounts = {key: Decimal(amount) for key, amount in RATES.items()}
    dues.load_sample_rates(rates=amounts, since=SINCE, now=NOW)


def paid(on: make.Ground, plan: Plan | None = None) -> Plan:
    """A plan whose bill is paid at the counter."""
    bill = confirmed(on, plan)
    payments.receive_at_counter(
        actor=officer(), bill_id=bill.pk, amount=bill.amount, method="CASH", payer="孙丽", now=NOW
    )
    return Plan.objects.get(pk=bill.plan_id)


def scored(on: make.Ground, plan: Plan | None = None) -> Plan:
    """A paid plan whose exam is over and whose scores are published."""
    plan = paid(on, plan)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.SCORED, previous_state=PlanState.REPORTED)
    return Plan.objects.get(pk=plan.pk)


def account(number: str = "0109012345678901", **changes: str) -> BankDetails:
    """A corporate account at 北京银行; the holder is the caller's to say."""
    given = {"holder": "", "bank": "北京银行朝阳支行", "branch_code": "313100000013", **changes}
    return BankDetails(BankAccountKind.CORPORATE, number=number, **given)


def with_account(organisation: Organisation, number: str = "0109012345678901") -> Payee:
    """The payee that an organisation is, with an approved account."""
    maker, checker = officer(), officer()
    made = payees.hand_in_details(
        actor=maker, organisation_id=organisation.pk, details=account(number, holder=organisation.name), now=NOW
    )
    return payees.approve_details(actor=checker, details_id=made.pk, number=number, now=NOW).payee
