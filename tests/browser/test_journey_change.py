"""An institute asks for a change, sees what it touches, the city approves, and everything has moved 一（二）."""

import re
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from appraisal.core.models import Notice, Organisation
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import ChangeRequest, Deduction, Plan
from tests.browser.conftest import accessibility_faults
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)
NOW = rooms.NOW
PHONE = {"width": 390, "height": 844}


def test_from_the_request_to_the_new_date(page: Page, clock: FrozenClock) -> None:
    clock.moment = NOW
    fill_calendar(now=NOW)
    ground = make.ground()
    plan = rooms.complete(ground, 6)
    ask_and_see_the_impact(page, ground, plan)
    approve(page, plan)
    plan.refresh_from_db()
    assert plan.first_exam_date == date(2026, 5, 23)
    assert {seat.during.lower.date() for seat in rooms.seats(plan)} == {date(2026, 5, 23)}
    assert plan.obligations.filter(code="CHANGE", anchor_date=date(2026, 5, 23)).count() == 2
    assert Notice.objects.filter(organisation=plan.district, key__startswith="change:").exists()
    the_institute_appeals(page, ground)


def ask_and_see_the_impact(page: Page, ground: make.Ground, plan: Plan) -> None:
    """The impact follows what is typed; too early is said at once, with the remedy."""
    sign_in(page, Role.INSTITUTE_CLERK, ground.institute)
    page.goto(f"/plans/{plan.number}/")
    page.get_by_role("link", name="申请变更时间、地点").click()
    page.wait_for_load_state()  # what listens to the form is there
    days, impact = page.get_by_label("新日期"), page.locator("#impact")
    days.nth(0).fill("2026-05-15")
    days.nth(0).blur()
    expect(impact).to_contain_text("变更的时间须在原鉴定时间之后")
    for place in (0, 1):
        days.nth(place).fill("2026-05-23")
        days.nth(place).blur()
    expect(impact).to_contain_text("符合一（二）的规定")
    expect(impact).to_contain_text("6 名考生的考试时间或地点变更")
    expect(impact).to_contain_text("座位全部不动")
    expect(impact).to_contain_text("变更时间、地点：减 1 分")
    assert accessibility_faults(page) == []
    page.get_by_label("变更理由").fill("教室检修")
    page.get_by_label("证明材料（PDF、JPG 或 PNG）").set_input_files(
        {"name": "检修通知.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
    )
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("变更申请已提交")
    expect(page.locator(".status-word")).to_have_text("待市中心审核")
    assert plan.sittings.filter(date=make.EXAM).count() == 2


def approve(page: Page, plan: Plan) -> None:
    """The officer comes from the work list, sees the same impact, and agrees."""
    sign_in(page, Role.GUIDANCE_OFFICER, make.guidance_section())
    page.goto("/")
    page.get_by_role("link", name="审核时间、地点变更").click()
    expect(page.locator("#impact")).to_contain_text("符合一（二）的规定")
    assert accessibility_faults(page) == []
    page.get_by_label("同意变更").check()
    page.get_by_role("button", name="提交审核结果").click()
    expect(page.locator(".status-word")).to_have_text("已同意")
    expect(page.locator("main")).to_contain_text("首场考试：2026-05-16 → 2026-05-23")
    assert ChangeRequest.objects.get().state == "APPROVED"
    page.get_by_role("link", name=plan.number).click()
    expect(page.locator("main")).to_contain_text("2026-05-23（周六）")


def the_institute_appeals(page: Page, ground: make.Ground) -> None:
    """The points are seen at once, on a phone, and may be appealed against."""
    sign_in(page, Role.INSTITUTE_CLERK, ground.institute)
    page.set_viewport_size(PHONE)
    page.goto("/deductions/")
    page.get_by_role("link", name=re.compile("变更时间、地点")).last.click()
    page.get_by_label("申诉理由").fill("停电，不可抗力")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.locator(".status-word")).to_have_text("申诉待处理")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Deduction.objects.get().state == "APPEALED"


def sign_in(page: Page, role: Role, home: Organisation) -> None:
    """By a session of the portal's own making."""
    client = Client()
    core.sign_in(client, role, home)
    page.goto("/sign-in/")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
