"""An examiner on his phone, led there by the link of an SMS: wishes in order by buttons, keys and touch, a day off."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from appraisal.core import clock
from examiners.models import Examiner
from examiners.services import links
from tests.browser.conftest import accessibility_faults
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE, has_touch=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def wished(examiner: Examiner) -> list[int]:
    return list(examiner.preferences.order_by("order").values_list("district_id", flat=True))


def seen(page: Page, name: str) -> None:
    """What every page on a phone must be: no wider than it, nothing that axe finds."""
    assert fits(page), name
    assert not accessibility_faults(page), name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"examiner-{name}.png", full_page=True)


def test_wishes_and_days_off_on_a_phone(phone: Page) -> None:
    centres = make.districts(6)
    for number, centre in enumerate(centres):
        centre.short_name = f"样例{number}区"
        centre.save()
    examiner = make.examiner(registered_in=centres[0], name="何建国", districts=centres[:3])
    with transaction.atomic():
        address = links.path_of(links.open_link(examiner=examiner, now=clock.now()))

    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("我的任务")
    assert "/e/" not in phone.url  # the secret has left the address
    seen(phone, "overview")

    phone.get_by_role("navigation", name="我的").get_by_role("link", name="意愿区县").click()
    places = phone.locator(".order-list li .order-name")
    expect(places).to_have_text(["样例0区", "样例1区", "样例2区"])
    seen(phone, "wishes")
    phone.get_by_role("button", name="样例4区").click()
    phone.get_by_role("button", name="样例5区").click()
    phone.get_by_role("button", name="样例5区上移").click()
    phone.get_by_role("button", name="样例0区，第 1").press("ArrowDown")
    expect(places).to_have_text(["样例1区", "样例0区", "样例2区", "样例5区", "样例4区"])
    drag(phone, "样例4区", "样例1区")
    expect(places.first).to_have_text("样例4区")
    expect(phone.get_by_role("button", name="样例3区")).to_have_attribute("aria-disabled", "true")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_text("执评意愿区县已保存")).to_be_visible()
    assert wished(examiner) == [centres[place].pk for place in (4, 1, 0, 2, 5)]

    phone.get_by_role("navigation", name="我的").get_by_role("link", name="不能参加").click()
    phone.get_by_label("从哪天").fill("2099-04-01")
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_text("2099-04-01（周三）")).to_be_visible()
    seen(phone, "days")
    phone.get_by_role("button", name="取消 2099-04-01").click()
    expect(phone.get_by_text("登记的日子不会邀请您")).to_be_visible()
    assert not examiner.unavailable_days.exists()

    phone.goto("/me/entry/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("请用密码登录")
    seen(phone, "locked")


def drag(page: Page, name: str, onto: str) -> None:
    """Take a row by its handle and let it go on the upper half of another."""
    handle = page.locator(".order-list li", has_text=name).locator(".order-handle")
    start = handle.bounding_box()
    end = page.locator(".order-list li", has_text=onto).bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 4, steps=8)
    page.mouse.up()
