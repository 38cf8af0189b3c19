"""The re-review at the district centre 二（四）: booked by the institute, decided one by one, papers, qualified."""

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.browser.clicks.common import agree, expect_state, open_plan


def book(page: Page, number: str, *, people: int) -> date:
    """All candidates into the earliest slot that holds them; its day."""
    open_plan(page, number)
    page.get_by_role("link", name="预约资格复审").click()
    offers = page.get_by_role("table", name="可选的时段").locator("tbody tr")
    expect(offers.last).to_be_visible()
    page.wait_for_load_state()  # all offers are there
    roomy = [row for row in offers.all() if _free(row) >= people]
    assert roomy, "no slot holds all candidates"
    roomy[0].get_by_role("button", name="约这段").click()
    expect(page.locator("main")).to_contain_text(f"已预约 {people} 名考生")
    booked = page.get_by_role("table", name="已有的预约").locator("tbody tr")
    expect(booked).to_have_count(1)
    return date.fromisoformat(booked.inner_text().split()[0])


def _free(offer: Locator) -> int:
    """Places that a row of the slots still has; 0 where there is no button to take one."""
    if not offer.get_by_role("button", name="约这段").count():
        return 0
    return int(offer.locator("td.num").inner_text().split("/")[0])


def pass_everybody(page: Page, number: str, *, people: int) -> None:
    """By keyboard: A says that everything is in order, P passes; the next candidate comes by itself."""
    page.goto("/re-review/desk/")
    page.get_by_role("link", name=re.compile(f"开始复审.*{number}")).click()
    for place in range(1, people + 1):
        expect(page.locator(".desk-count")).to_contain_text(f"第 {place} 名 / 共 {people} 名")
        expect(page.locator("#desk-name")).to_be_focused()
        page.keyboard.press("a")
        page.keyboard.press("p")
    expect(page.locator("#desk-name")).to_have_text("这个预约已全部办完")


def seal_papers(page: Page, number: str, *, receiver: str) -> None:
    """Form and roster in three copies each: made, sealed, handed over."""
    page.get_by_role("link", name="复审表和花名册").first.click()
    page.get_by_role("button", name="制作").click()
    agree(page, re.compile("份都已盖章"))
    waiting = page.locator("form.hand-over")
    expect(waiting.first).to_be_visible()
    page.wait_for_load_state()  # all of them are there
    for left in range(waiting.count(), 0, -1):
        waiting.first.get_by_label("接收人").fill(receiver)
        waiting.first.get_by_role("button", name="移交").click()
        expect(waiting).to_have_count(left - 1)
    expect(page.get_by_text("未盖章")).to_have_count(0)


def qualify(page: Page, number: str) -> None:
    """Whoever may pass the plan's candidates on does."""
    open_plan(page, number)
    agree(page, "资格审查通过")
    expect_state(page, "资格审查通过")
