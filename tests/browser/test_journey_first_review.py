"""An institute fixes a roster until every candidate is fit, and completes its enrolment."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate, CandidateVerdict, Plan
from tests.browser.clicks.common import follow
from tests.browser.conftest import accessibility_faults
from tests.factories import core, eligibility
from tests.factories import filing as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)
SEVEN_YEARS = "连续从事本职业工作7年以上"
NOW = make.NOW


def test_an_institute_fixes_its_roster_until_green(page: Page, clock: FrozenClock) -> None:
    plan = a_plan_with(("赵一", 8), ("钱二", 3), ("孙三", 4))
    sign_in(page, plan)
    page.goto(f"/plans/{plan.number}/")
    expect(page.locator(".missing")).to_contain_text("2 名考生不符合申报条件，也没有任何材料")
    follow(page, page.get_by_role("link", name="资格初审", exact=True))
    assert accessibility_faults(page) == []

    page.get_by_role("link", name=re.compile("不符合")).first.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    enter_work_since_2010(page, "钱二")
    prove_and_pass(page, plan, "孙三")

    page.goto(f"/plans/{plan.number}/first-review/")
    page.get_by_role("button", name="所有符合的一并通过（2 人）").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("一并通过")).click()
    expect(page.locator("main")).to_contain_text("2 名符合条件的考生已一并通过")
    expect(page.locator("tbody .badge", has_text="初审合格")).to_have_count(3)

    page.goto(f"/plans/{plan.number}/")
    expect(page.locator(".missing")).to_have_count(0)
    page.get_by_role("button", name="完成报名").click()
    page.get_by_role("dialog").get_by_role("button", name="完成报名").click()
    expect(page.locator(".status-word")).to_have_text("报名完成")
    plan.refresh_from_db()
    assert (plan.state, plan.candidate_count) == ("ENROLLED", 3)


def enter_work_since_2010(page: Page, name: str) -> None:
    """Open the candidate, read what is missing, enter his dated experience, see him turn green."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".clauses")).to_contain_text("尚未满7年")
    expect(page.locator("section.status-bar")).to_contain_text("最早 2030-03-02")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_label("第 1 段从").fill("2010-01-01")
    page.get_by_role("button", name="保存并重新预审").click()
    expect(page.locator(".status-word").first).to_have_text("符合")
    assert CandidateVerdict.objects.get(candidate__name=name).outcome == "MET"


def prove_and_pass(page: Page, plan: Plan, name: str) -> None:
    """Hand in a document for a candidate who is not fit by his row alone, and pass him by it."""
    page.goto(f"/plans/{plan.number}/first-review/?verdict=UNMET")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("文件（PDF、JPG、PNG）").set_input_files(
        {"name": "劳动合同.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
    )
    page.get_by_role("button", name="上传材料").click()
    expect(page.locator(".documents")).to_contain_text("劳动合同.pdf")
    page.get_by_role("button", name="初审合格").click()
    expect(page.locator(".history")).to_contain_text("初审合格")


def a_plan_with(*people: tuple[str, int]) -> Plan:
    """An accepted plan whose candidates declare so many years, all judged."""
    fill_calendar(now=NOW)
    eligibility.standard(now=NOW)
    plan = make.accepted(make.ground())
    made = [make.candidate(plan, name=name, condition=SEVEN_YEARS, years_in_occupation=years) for name, years in people]
    eligibility.evaluate(*made, now=NOW)
    assert Candidate.objects.filter(plan=plan, verdict__outcome="MET").count() == 1
    return plan


def sign_in(page: Page, plan: Plan) -> None:
    """As a clerk of the plan's institute, by a session of the portal's own making."""
    client = Client()
    core.sign_in(client, Role.INSTITUTE_CLERK, plan.institute)
    page.goto("/sign-in/")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
