"""Clicks of every chapter."""

import re

from playwright.sync_api import Locator, Page, expect

LONG = 60_000  # ms, for what the worker does in its own time


def agree(page: Page, action: str | re.Pattern[str]) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=action, exact=isinstance(action, str)).first.click()
    page.locator("dialog[open]").get_by_role("button", name=action, exact=isinstance(action, str)).click()


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait until that page is whole.

    For whoever reads the page without waiting for words on it: axe, the keyboard, a count.
    """
    with page.expect_navigation():
        link.click()


def open_plan(page: Page, number: str) -> None:
    """The plan's page, from the list of plans."""
    page.goto(f"/plans/?view=all&q={number}")
    page.get_by_role("link", name=re.compile(number)).first.click()
    expect(page.locator(".status-word")).to_be_visible()


def expect_state(page: Page, words: str) -> None:
    """What the page says about its plan, bill, batch."""
    expect(page.locator(".status-word").first).to_have_text(words)
