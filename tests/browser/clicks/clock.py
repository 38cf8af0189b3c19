"""The clock bar of training mode: time goes on by these clicks alone."""

from datetime import date, datetime

from playwright.sync_api import Page, expect

from tests.browser.clicks.common import LONG

FIRST_HOUR, LAST_HOUR = 9, 17  # people may be written to, and have time to answer


def now(page: Page) -> datetime:
    """What the bar says."""
    shown = page.locator(".clock-bar-now time").get_attribute("datetime")
    assert shown, "no clock on the page"
    return datetime.fromisoformat(shown)


def on_to(page: Page, day: date) -> None:
    """To a day at the same hour, if it is not today."""
    if now(page).date() < day:
        page.get_by_label("到哪一天").fill(day.isoformat())
        _move(page, "到这一天")
    assert now(page).date() == day, f"the clock is not at {day}: {now(page)}"


def into_hours(page: Page) -> None:
    """Hour after hour until people may be written to."""
    while not FIRST_HOUR <= now(page).hour < LAST_HOUR:
        _move(page, "加 1 小时")


def _move(page: Page, button: str) -> None:
    """One click on the bar; the page asks until the worker has acted on the new time, and says so."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#messages")).to_contain_text("后台处理完毕", timeout=LONG)
