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
INVITED = """
    SELECT m.message_id, c.code FROM examiners_dispatchmessage m
      JOIN examiners_dispatch d ON d.id = m.dispatch_id
      JOIN examiners_replycode c ON c.invitation_id = m.invitation_id AND c.meaning = %s
     WHERE m.kind = 'INVITATION' AND m.copy = 1 AND d.id = %s ORDER BY m.id
"""


def test_request_dispatch_answers_and_team_notice(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as clerk, city_page(browser, live_city) as officer:
        sign_in(clerk, CLERK)
        into_hours(clerk)
        try:
            number = ask_for_examiners(clerk, live_city)
            sign_in(officer, OFFICER)
            dispatch_id = start(officer, number)
            for key, _ in live_city.rows(INVITED, "YES", dispatch_id):
                answer_twice(officer, key)
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
    return int(re.search(r"/dispatch/(\d+)/", page.url)[1])  # type: ignore[index]


def answer_twice(page: Page, key: int) -> None:
    """On his phone: yes to the invitation, then the confirmation, each by the button with the code."""
    page.goto(f"/phones/{key}/")
    own = page.locator(".sms-line.is-own")
    page.get_by_role("button", name=re.compile("^回复 ")).first.click(timeout=LONG)
    expect(own).to_have_count(1, timeout=LONG)
    expect(page.locator("#phone-screen")).to_contain_text("您已被选定为", timeout=LONG)
    page.get_by_role("button", name=re.compile("^回复 ")).last.click()
    expect(own).to_have_count(2, timeout=LONG)


def expect_the_team(page: Page, city: City, dispatch_id: int) -> None:
    """The board says so, and each of the three phones has the third message."""
    page.goto(f"/dispatch/{dispatch_id}/")
    expect(page.locator(".status-word")).to_have_text("考评组已组建")
    for key, _ in city.rows(INVITED, "YES", dispatch_id):
        page.goto(f"/phones/{key}/")
        expect(page.locator("#phone-screen")).to_contain_text("考评组组长", timeout=LONG)
