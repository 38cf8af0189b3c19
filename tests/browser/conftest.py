"""A real Chromium for the journeys through the portal."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.city import City, running_city

# Playwright keeps an event loop in this thread, in which Django's ORM would refuse to work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=15_000)  # milliseconds; the whole city runs on the machine of the tests

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--lang=zh-CN",
)
CHINESE = {**os.environ, "LANGUAGE": "zh_CN"}  # what the browser itself says: dates, file fields
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """async tags => {
    // What passes is not told in full: on a long page that would be megabytes.
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
    const lines = violation => violation.nodes.map(node => `${violation.id}: ${violation.help}: ${node.target}`);
    return found.violations.flatMap(lines);
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or the one that Playwright brought.

    Django keeps other connections while Playwright's loop is there than before and after. Those of the other side are
    closed each time, or the test database could not be dropped in the end.
    """
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS), env=CHINESE)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="session")
def live_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The demo city with its web server, worker and beat. Shared by the tests of one process: leave no mess in it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    with running_city(tmp_path_factory.mktemp("city"), worker_name=worker) as city:
        yield city


@contextmanager
def city_page(browser: Browser, city: City, *, viewport: ViewportSize | None = None) -> Iterator[Page]:
    """A page in a fresh profile: one person at one machine in the city."""
    context = browser.new_context(
        base_url=city.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=viewport or {"width": 1366, "height": 900},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:
    """A fresh profile on the live portal: one person at one machine."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": 900},
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when a script on it raised or a request to the portal failed with a 5xx."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("response", lambda answer: answer.status >= 500 and faults.append(f"{answer.status} {answer.url}"))
    yield page
    assert not faults, faults


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands, one line per rule and element."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    return page.evaluate(FAULTS, WCAG)
