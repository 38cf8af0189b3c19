"""An institute arranges its paid plan, moves a candidate by keyboard and by mouse, and completes the arrangement."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan, Room, Seat
from tests.browser.clicks.common import follow
from tests.browser.conftest import accessibility_faults
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(clock: FrozenClock) -> Plan:
    """Paid, with a workshop and staff, but no classroom yet."""
    fill_calendar(now=make.NOW)
    clock.moment = rooms.NOW
    ground = make.ground()
    rooms.workshop(ground.site)
    rooms.staff(ground.institute)
    return rooms.paid(ground, 12)


def test_from_a_new_room_to_arranged(page: Page, plan: Plan) -> None:
    sign_in(page, plan)
    register_a_room(page)
    arrange(page, plan)
    move_by_keyboard(page, plan)
    move_by_mouse(page, plan)
    complete(page, plan)


def register_a_room(page: Page) -> None:
    """The picture follows what is typed; a click makes a gap."""
    page.goto("/rooms/new/")
    page.get_by_label("考场名称").fill("教学楼 201")
    page.get_by_label("所在区县").select_option(index=1)
    page.get_by_label("地址").fill("样例路 1 号")
    page.get_by_label("排数").fill("4")
    page.get_by_label("列数").fill("4")
    page.get_by_label("每场最多人数").fill("12")
    expect(page.locator(".room-picture button")).to_have_count(16)
    page.get_by_label("空位、过道").fill("*-3")
    expect(page.locator(".room-picture .is-gap")).to_have_count(4)
    page.get_by_role("button", name="1 排 1 列，1 号").click()
    page.get_by_role("button", name="1 排 1 列，空位").click()
    expect(page.get_by_label("空位、过道")).to_have_value("1-3 2-3 3-3 4-3")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main tbody")).to_contain_text("教学楼 201")
    assert Room.objects.get(name="教学楼 201").capacity == 12


def arrange(page: Page, plan: Plan) -> None:
    page.goto(f"/plans/{plan.number}/")
    follow(page, page.get_by_role("link", name="编排考场", exact=True))
    assert accessibility_faults(page) == []
    page.get_by_label("随机种子").fill("7")
    page.get_by_role("button", name="编排勾选的场次").click()
    expect(page.locator("main")).to_contain_text("已编排 24 个座位，用 2 个考场（至少要 2 个），随机种子 7")
    assert accessibility_faults(page) == []


def move_by_keyboard(page: Page, plan: Plan) -> None:
    """Arrows walk over the gap, space picks up and puts down, Escape gives back."""
    follow(page, page.get_by_role("link", name=re.compile("理论第 01 考场")))
    assert accessibility_faults(page) == []
    first, second = named(1), named(2)
    said = page.locator("[data-seats-said]")
    page.locator(".seat .seat-face").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(said).to_contain_text(f"拿起 01 号，{first}")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("放回原处")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("main")).to_contain_text(f"{first}与{second}已对换座位")
    expect(page.locator(".seat-face:focus")).to_contain_text(first)  # the reader goes on where he put him down
    assert (named(1), named(2)) == (second, first)


def move_by_mouse(page: Page, plan: Plan) -> None:
    """Dragged from one seat to another."""
    first, third = named(1), named(3)
    places = page.locator(".seat")
    places.filter(has_text=re.compile(r"^\s*01")).drag_to(places.filter(has_text=re.compile(r"^\s*03")))
    expect(page.locator("main")).to_contain_text(f"{first}与{third}已对换座位")
    assert named(3) == first


def complete(page: Page, plan: Plan) -> None:
    page.get_by_role("link", name="返回编排").click()
    expect(page.locator(".missing")).to_contain_text("还缺监考员")
    page.get_by_role("link", name="监考员", exact=True).last.click()
    page.get_by_role("button", name="自动安排").click()
    expect(page.locator("main")).to_contain_text("已安排 4 人次")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="回到编排").click()
    page.get_by_role("button", name="完成编排").click()
    page.get_by_role("dialog").get_by_role("button", name="完成编排").click()
    expect(page.locator(".status-word")).to_have_text("已编排")
    plan.refresh_from_db()
    assert plan.state == "ARRANGED"
    assert plan.tickets.count() == 12


def named(number: int) -> str:
    """Who sits at a number in the theory."""
    name: str = Seat.objects.get(sitting__subject="THEORY", number=number).candidate.name
    return name


def sign_in(page: Page, plan: Plan) -> None:
    """As a clerk of the plan's institute, by a session of the portal's own making."""
    client = Client()
    core.sign_in(client, Role.INSTITUTE_CLERK, plan.institute)
    page.goto("/sign-in/")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
