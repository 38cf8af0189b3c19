"""A district officer reviews twenty candidates without touching the mouse."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.city import City
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.people import PEOPLE

PEOPLE_IN_BOOKING = 20
PLAN = "样例饭庄中式烹调师四级专场"
REVIEWS = """
    SELECT r.outcome, c.name FROM plans_rereview r JOIN plans_candidate c ON c.id = r.candidate_id
      JOIN plans_plan p ON p.id = c.plan_id WHERE p.title = %s ORDER BY r.id
"""


def reach(page: Page, name: str | re.Pattern[str], role: str) -> None:
    """Press Tab until the focus is on what is called `name`."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_twenty_candidates_by_keyboard_alone(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as page:
        page.goto("/sign-in/")
        reach(page, PEOPLE["district"][1], "button")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r":\d+/$"))
        page.goto("/re-review/desk/")
        number = live_city.rows("SELECT number FROM plans_plan WHERE title = %s", PLAN)[0][0]
        reach(page, re.compile(f"复审 {number}"), "link")
        page.keyboard.press("Enter")
        for place in range(1, PEOPLE_IN_BOOKING + 1):
            heading = page.locator("#desk-name")
            expect(page.locator(".desk-count")).to_contain_text(f"第 {place} 名 / 共 {PEOPLE_IN_BOOKING} 名")
            expect(heading).to_be_focused()
            if place == 1:
                assert not accessibility_faults(page)
                heading.evaluate("element => element.focus()")
            decide(page, place)
        expect(page.locator("#desk-name")).to_have_text("这个预约已全部办完")
        page.keyboard.press("u")  # the last one was a slip
        expect(page.locator(".desk-count")).to_contain_text(f"第 {PEOPLE_IN_BOOKING} 名")
        expect(page.locator("#desk-name")).to_be_focused()
        page.keyboard.press("a")
        page.keyboard.press("p")
        expect(page.locator("#desk-name")).to_have_text("这个预约已全部办完")
    outcomes = [outcome for outcome, _ in live_city.rows(REVIEWS, PLAN)]
    assert outcomes == [*expected(), "UNDONE", "PASSED"]


def expected() -> list[str]:
    special = {3: "FAILED", 5: "MORE", 7: "NO_SHOW", 20: "NO_SHOW"}
    return [special.get(place, "PASSED") for place in range(1, PEOPLE_IN_BOOKING + 1)]


def decide(page: Page, place: int) -> None:
    """Most pass by A and P, some item by item; one fails, one is to bring more, two did not come."""
    match place:
        case 1:
            page.keyboard.press("p")  # too early: nothing has been looked at
            expect(page.locator(".refusals")).to_be_focused()
            for key in "123456":
                page.keyboard.press(key)
            page.keyboard.press("p")
        case 3:
            for key in ("3", "3", "f"):  # in order, not in order
                page.keyboard.press(key)
        case 5:
            page.keyboard.press("r")
            page.keyboard.type("缺劳动合同 pfm")  # letters in a note decide nothing
            page.keyboard.press("Escape")
            page.keyboard.press("m")
        case 7 | 20:
            page.keyboard.press("n")
        case _:
            page.keyboard.press("a")
            page.keyboard.press("p")
