"""Pages of the double-hundred ledger 一（二）: list, appeal, decision, statement with export, table of points."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from appraisal.core.models import Organisation
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.transactions import use_case
from plans.models import Deduction, Plan
from plans.rules.change_enums import PointsCode
from plans.rules.deductions import Evidence
from plans.services.deductions import propose
from tests.factories import catalogue, core
from tests.factories import filing as make
from tests.factories.filing import NOW
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(clock: FrozenClock) -> None:
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=NOW)


@pytest.fixture
def ground() -> make.Ground:
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    return make.accepted(ground)


@use_case
def deduct(plan: Plan, rule: PointsCode = PointsCode.CHANGE, day: date = date(2026, 3, 2)) -> Deduction:
    evidence = Evidence(f"test:{rule}:{day}", "考试时间变更一次。", day, f"/plans/{plan.number}/")
    return propose(institute_id=plan.institute_id, rule=rule, evidence=evidence, plan=plan, now=NOW)


def as_role(role: Role, home: Organisation | None = None) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


def as_officer() -> Client:
    return as_role(Role.GUIDANCE_OFFICER, make.guidance_section())


def test_everybody_sees_his_own(ground: make.Ground, plan: Plan) -> None:
    deduction = deduct(plan)
    seen = {
        Role.INSTITUTE_CLERK: ground.institute,
        Role.DISTRICT_OFFICER: plan.district,
        Role.GUIDANCE_OFFICER: make.guidance_section(),
    }
    for role, home in seen.items():
        client = as_role(role, home)
        assert "考试时间变更一次" in client.get("/deductions/").content.decode()
        assert client.get(f"/deductions/{deduction.pk}/").status_code == 200
    stranger = as_role(Role.INSTITUTE_CLERK)
    assert "考试时间变更一次" not in stranger.get("/deductions/").content.decode()
    assert stranger.get(f"/deductions/{deduction.pk}/").status_code == 404
    assert as_role(Role.COMMITTEE_CLERK).get("/deductions/").status_code == 403


def test_the_list_is_narrowed_by_what_stands_in_the_address(plan: Plan) -> None:
    deduct(plan)
    officer = as_officer()
    assert "考试时间变更一次" in officer.get(f"/deductions/?q={plan.number}&year=2026").content.decode()
    for query in ("state=WAIVED", "code=LATE_CHANGE", "q=没有这家"):
        assert "没有符合条件的减分" in officer.get(f"/deductions/?{query}").content.decode()


def test_appeal_and_decision_from_the_page(ground: make.Ground, plan: Plan) -> None:
    deduction = deduct(plan)
    address = f"/deductions/{deduction.pk}/"
    clerk, officer = as_role(Role.INSTITUTE_CLERK, ground.institute), as_officer()
    assert "申诉到 2026-03-09（周一）" in clerk.get(address).content.decode()
    assert clerk.post(f"{address}appeal/", {"text": ""}).status_code == 422
    sent = clerk.post(f"{address}appeal/", {"text": "停电", "document": catalogue.pdf("停电.pdf")}, follow=True)
    assert "申诉已提交" in sent.content.decode()
    assert "停电.pdf" in officer.get(address).content.decode()
    assert officer.post(f"{address}decide/", {"reason": ""}).status_code == 422
    done = officer.post(f"{address}decide/", {"upheld": "no", "reason": "属实"}, follow=True).content.decode()
    assert "已撤销，不减分" in done
    document = deduction.steps.get(state="APPEALED").document_id
    assert officer.get(f"/documents/{document}/").status_code == 200
    assert as_role(Role.INSTITUTE_CLERK).get(f"/documents/{document}/").status_code == 404


def test_the_statement_of_a_year_on_screen_and_as_a_workbook(ground: make.Ground, plan: Plan) -> None:
    deduct(plan)
    deduct(plan, PointsCode.LATE_CHANGE, date(2026, 1, 5))
    clerk = as_role(Role.INSTITUTE_CLERK, ground.institute)
    page = clerk.get("/deductions/statement/").content.decode()
    assert ground.institute.short_name in page
    assert "data-plot" in page
    assert "这一年没有减分" in clerk.get("/deductions/statement/?year=2025").content.decode()
    book = load_workbook(BytesIO(clerk.get("/deductions/statement/export/?year=2026").content))
    header, row = list(book.active.iter_rows(values_only=True))
    found = dict(zip(header, row, strict=True))
    assert (found["鉴定机构"], found["次数"], found["合计减分"]) == (ground.institute.short_name, 2, 4)


def test_the_table_says_what_stands_in_no_document_and_the_city_adds_to_it(plan: Plan) -> None:
    officer = as_officer()
    assert "系统默认分值（未见于文件）" in officer.get("/deductions/points/").content.decode()
    assert officer.post("/deductions/points/", {"points": "2"}).status_code == 422
    entry = {"code": "CHANGE", "points": "2.5", "valid_from": "2026-04-01", "document": "会议纪要〔2026〕3 号"}
    done = officer.post("/deductions/points/", entry, follow=True).content.decode()
    assert "2026-04-01 起 2.5 分" in done
    clerk = as_role(Role.INSTITUTE_CLERK, plan.institute)
    assert "登记新分值" not in clerk.get("/deductions/points/").content.decode()
    assert clerk.post("/deductions/points/", entry).status_code == 403
