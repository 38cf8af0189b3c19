"""From request to team notice: the institute asks, the district dispatches, the examiners answer on their phones."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in

CLERK, OFFICER = "吴涛 · 海淀启信鉴定所", "张伟 · 海淀区"
TITLE = "样例保险公司计算机操作员专场"
TEAM = 3
LONG = 60_000  # ms, for what the worker does in its own time
INVITED = "SELECT id FROM examiners_invitation WHERE dispatch_id = %s ORDER BY id"
PHONE = "SELECT min(message_id) FROM examiners_dispatchmessage WHERE invitation_id = %s"
CODE = "SELECT code FROM examiners_replycode WHERE invitation_id = %s AND meaning = %s"


def test_request_dispatch_answers_and_team_notice(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as clerk, city_page(browser, live_city) as officer:
        sign_in(clerk, CLERK)
        into_hours(clerk)
        try:
            number = ask_for_examiners(clerk, live_city)
            sign_in(officer, OFFICER)
            dispatch_id = start(officer, number)
            for (invitation,) in live_city.rows(INVITED, dispatch_id):
                answer_twice(officer, live_city, invitation)
            expect_the_team(officer, live_city, dispatch_id)
            clerk.goto(f"/plans/{number}/")
            expect(clerk.get_by_text("（组长）")).to_be_visible()
        finally:
            clerk.goto("/")
            clerk.get_by_role("button", name="回到真实时间").click()


def into_hours(page: Page) -> None:
    """Let time pass until people may be written to, and at least for an hour, so that the clock is moved."""
    while True:
        page.get_by_role("button", name="加 1 小时").click()
        page.wait_for_load_state()
        now = page.locator(".clock-bar-now time").get_attribute("datetime") or ""
        if 9 <= int(now[11:13]) < 17:
            return


def ask_for_examiners(page: Page, city: City) -> str:
    """The institute's request for the practical; returns the number of the plan."""
    ((number,),) = city.rows("SELECT number FROM plans_plan WHERE title = %s", TITLE)
    page.goto(f"/plans/{number}/examiners/")
    page.get_by_label("需求人数").fill(str(TEAM))
    page.get_by_label("考点联系人").fill("吴涛")
    page.get_by_label("联系电话").fill("010-65001234")
    page.get_by_role("button", name="提出需求").click()
    expect(page.locator("#messages")).to_contain_text("需求")
    return str(number)


def start(page: Page, number: str) -> int:
    """The district finds the practical on its board and starts; returns the key of the dispatch."""
    page.get_by_role("link", name="派遣看板").click()
    page.locator("tr", has_text=number).get_by_role("link").click()
    expect(page.locator(".status-word")).to_have_text("待派遣")
    page.get_by_role("button", name="开始派遣").click()
    expect(page.locator(".status-word")).to_have_text("派遣中")
    return int(re.search(r"/dispatch/(\d+)/", page.url)[1])


def answer_twice(page: Page, city: City, invitation: int) -> None:
    """On his phone: yes to the invitation, then the confirmation, each by the button with the code of the message."""
    ((phone,),) = city.rows(PHONE, invitation)
    page.goto(f"/phones/{phone}/")
    screen = page.locator("#phone-screen")
    reply(page, city, invitation, "YES")
    expect(screen).to_contain_text("您已被选定为", timeout=LONG)
    reply(page, city, invitation, "CONFIRM")


def reply(page: Page, city: City, invitation: int, meaning: str) -> None:
    """Press the button with the code for `meaning`; the answer stands on the screen."""
    ((code,),) = city.rows(CODE, invitation, meaning)
    page.get_by_role("button", name=f"回复 {code}", exact=True).click(timeout=LONG)
    expect(page.locator(".sms-line.is-own", has_text=code)).to_be_visible(timeout=LONG)


def expect_the_team(page: Page, city: City, dispatch_id: int) -> None:
    """The board says so, and each of the three phones has the third message."""
    page.goto(f"/dispatch/{dispatch_id}/")
    expect(page.locator(".status-word")).to_have_text("考评组已组建")
    for (invitation,) in city.rows(INVITED, dispatch_id):
        ((phone,),) = city.rows(PHONE, invitation)
        page.goto(f"/phones/{phone}/")
        expect(page.locator("#phone-screen")).to_contain_text("考评组组长", timeout=LONG)
