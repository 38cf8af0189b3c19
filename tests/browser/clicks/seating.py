"""Rooms, seats, invigilators and admission tickets."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.clicks.common import agree, expect_state, open_plan


def arrange(page: Page, number: str) -> None:
    """Everybody gets a seat."""
    open_plan(page, number)
    page.get_by_role("link", name="编排考场", exact=True).click()
    page.get_by_label("随机种子").fill("7")
    page.get_by_role("button", name="编排勾选的场次").click()
    expect(page.locator("main")).to_contain_text("个座位，用 2 个考场（至少要 2 个），随机种子 7")


def complete(page: Page, number: str) -> None:
    """Invigilators by themselves, then done."""
    page.goto(f"/plans/{number}/seating/")
    page.get_by_role("link", name="监考员", exact=True).last.click()
    page.get_by_role("button", name="自动安排").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"已安排 \d+ 人次"))
    page.get_by_role("link", name="回到编排").click()
    agree(page, "完成编排")
    expect_state(page, "已编排")


def download_tickets(page: Page, number: str, *, people: int) -> bytes:
    """All admission tickets in one PDF."""
    open_plan(page, number)
    page.get_by_role("link", name="文书", exact=True).click()
    with page.expect_download() as printed:
        page.get_by_role("button", name=f"打印全部 {people} 张").click()
    return Path(printed.value.path()).read_bytes()
