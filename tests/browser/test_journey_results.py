"""From the hand-in to the results: two officers enter blind, a difference is decided, scores are published."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from appraisal.core.rules.roles import Actor
from appraisal.core.services.calendar import fill_calendar
from examiners.models import Duty
from plans.models import Plan, PublishedResult
from tests.browser.clicks import after_exam
from tests.browser.clicks.common import follow
from tests.browser.conftest import accessibility_faults
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.scores import MONDAY
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)
TEAM = ("何组长", "罗组员", "梁组员")


@pytest.fixture(autouse=True)
def documents(settings, tmp_path) -> Iterator[None]:
    settings.DOCUMENT_ROOT = tmp_path
    yield


def test_from_the_hand_in_to_the_results(page: Page, clock: FrozenClock) -> None:
    fill_calendar(now=make.NOW)
    clock.moment = MONDAY
    ground = make.ground()
    second = given.colleague(ground.district)
    plan = given.held(ground)
    duties.team(plan, *TEAM)

    become(page, ground.clerk)
    hand_in(page, plan)
    become(page, ground.district)
    enter_scores(page, ("85", "59.5", "Q"))
    after_exam.enter_duties(page, plan.number, TEAM, leader=TEAM[0])
    become(page, second)
    enter_scores(page, ("85", "95.5", "Q"), hidden="59.5")
    after_exam.enter_duties(page, plan.number, TEAM, leader=TEAM[0])
    become(page, ground.district)
    decide(page, "59.5")
    become(page, second)
    publish(page, plan)
    become(page, ground.clerk)
    page.goto(f"/plans/{plan.number}/results/")
    expect(page.locator("main")).to_contain_text("59.5")
    expect(page.locator("tbody .badge", has_text="不合格")).to_have_count(2)
    assert accessibility_faults(page) == []
    assert [one.grade.text for one in PublishedResult.objects.order_by("candidate_id")] == ["85", "59.5", "缺考"]
    assert Duty.objects.count() == 3


def become(page: Page, actor: Actor) -> None:
    """Another person at the same machine, by a session of the portal's own making."""
    client = core.client_of(actor)
    page.goto("/sign-in/")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])


def hand_in(page: Page, plan: Plan) -> None:
    """The checklist, part by part, from the plan's page."""
    after_exam.open_duty(page, plan.number)
    assert accessibility_faults(page) == []
    after_exam.hold_meeting(page, TEAM, at="2026-05-11T14:00")
    after_exam.state_attendance(page, TEAM)
    after_exam.seal_and_wrap_up(page, day="2026-05-16")
    after_exam.hand_in(page, receiver="王芳")


def enter_scores(page: Page, typed: tuple[str, ...], hidden: str = "") -> None:
    """The practical's grid by keyboard alone; the tally counts along, nothing of the other entry is there."""
    page.goto("/scores/?subject=PRACTICAL")
    follow(page, page.locator("main tbody").get_by_role("link", name=re.compile("实操")))
    if hidden:
        expect(page.locator("main")).not_to_contain_text(hidden)
    assert accessibility_faults(page) == []
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("[data-score-tally]")).to_contain_text("缺考 1")
    expect(page.locator(".score-field").nth(2)).to_have_value("缺考")
    page.get_by_role("button", name=re.compile("提交第")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("提交|确定")).first.click()
    expect(page.get_by_role("status").or_(page.locator("main")).first).to_contain_text(re.compile("已提交|核对"))


def decide(page: Page, text: str) -> None:
    """The paper decides where the two differ."""
    page.goto("/scores/?state=DIFFERING")
    follow(page, page.locator("main tbody").get_by_role("link", name=re.compile("实操")))
    expect(page.locator(".row-soon")).to_have_count(1)
    assert accessibility_faults(page) == []
    page.locator(".score-field").fill(text)
    page.get_by_role("button", name="记下核定的成绩").click()
    expect(page.locator(".why-not")).to_contain_text("请让另一名工作人员")


def publish(page: Page, plan: Plan) -> None:
    """The other officer publishes the scores and confirms the duties."""
    page.goto("/scores/?state=AGREED")
    follow(page, page.locator("main tbody").get_by_role("link", name=re.compile("实操")))
    page.get_by_role("button", name="发布成绩").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("发布|确定")).first.click()
    expect(page.locator("main")).to_contain_text("已发布")
    after_exam.confirm_duties(page, plan.number)
