"""From the request for examiners to a team: the institute asks, the district dispatches, phones are answered 三."""

import re

from playwright.sync_api import Page, expect

from appraisal.core.rules.sms_texts import reply_codes
from tests.browser.clicks.common import LONG, expect_state

INVITED, CHOSEN, TEAM = "邀请您参加", "您已被选定为", "考评组组长"


def ask_for_examiners(page: Page, number: str, *, people: int) -> None:
    """The institute's request for its practical."""
    page.goto(f"/plans/{number}/examiners/")
    page.get_by_label("需求人数").fill(str(people))
    page.get_by_label("考点联系人").fill("孙丽")
    page.get_by_label("联系电话").fill("010-65001234")
    page.get_by_role("button", name="提出需求").click()
    expect(page.locator("#messages")).to_contain_text("需求")


def start(page: Page, number: str, *, people: int) -> list[str]:
    """The district finds the practical on its board and starts; the names of those who were asked, `people` of them."""
    page.goto("/")
    page.get_by_role("link", name="派遣看板").click()
    page.locator("tr", has_text=number).get_by_role("link").click()
    expect_state(page, "待派遣")
    page.get_by_role("button", name="开始派遣").click()
    expect_state(page, "派遣中")
    asked = page.locator("main tbody th[scope=row]")
    expect(asked).to_have_count(people)
    return [one.inner_text().split()[0] for one in asked.all()]


def answer_twice(page: Page, name: str) -> None:
    """On his phone: yes to the invitation, then the confirmation, each by the button with the code of the message."""
    open_phone(page, name)
    reply(page, INVITED)
    reply(page, CHOSEN)


def reply(page: Page, words: str) -> None:
    """Press the button with the first code of the message that says `words`; the answer stands on the screen."""
    question = page.locator(".sms-line", has_text=words).last
    expect(question).to_be_visible(timeout=LONG)
    code = reply_codes(question.inner_text())[0]
    page.get_by_role("button", name=f"回复 {code}", exact=True).click()
    expect(page.locator(".sms-line.is-own", has_text=code)).to_be_visible(timeout=LONG)


def expect_team(page: Page, names: list[str]) -> str:
    """The dispatch on the screen says so, and everybody's phone has the third message; who leads."""
    expect_state(page, "考评组已组建")
    leader = page.locator("main tbody tr").filter(has=page.locator(".badge", has_text="组长"))
    name = leader.locator("th[scope=row]").inner_text().split()[0]
    for one in names:
        open_phone(page, one)
        expect(page.locator("#phone-screen")).to_contain_text(TEAM, timeout=LONG)
    return name


def open_phone(page: Page, name: str) -> None:
    """Somebody's phone, from the list of those that got a message."""
    page.goto("/phones/")
    page.locator("#phone-list").get_by_role("link", name=re.compile(f"^{name}")).click(timeout=LONG)
