"""Opening every page that a role can reach: it answers, runs without fault, and everybody can use it."""

import gzip

from playwright.sync_api import Browser, Page

from tests.browser.city import City
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.crawl import KIND_OF_PLANS, Visit, sign_in, walk
from tests.browser.faults import Faults

# pretix's order list needs 110 KB for 25 rows, 652 KB for 250: a page of ours with at most 50 rows stays below.
MOST_HTML = 110 * 1024
MOST_SENT = 24 * 1024  # compressed, as it goes over the wire
FEWEST_PAGES = 4
ROWS_ONLY = {"sort", "before", "after"}  # parameters that choose and order rows


def open_every_page(browser: Browser, city: City, person: str) -> None:
    """Walk the portal as `person`. Raises `AssertionError` with all that is wrong with its pages."""
    with city_page(browser, city) as page:
        faults = Faults(page)
        sign_in(page, person)
        visited, judged = 0, set[str]()
        for visit in walk(page):
            visited += 1
            page.wait_for_load_state()
            if visit.response.status != 200:
                faults.add(f"{visit} answered {visit.response.status}")
                continue
            if not visit.is_html:
                continue
            html = visit.response.body()
            if len(html) > MOST_HTML or len(gzip.compress(html, 6)) > MOST_SENT:
                faults.add(f"{visit} is too heavy: {len(html)} bytes, {len(gzip.compress(html, 6))} compressed")
            if (build := build_of(page, visit)) not in judged:
                judged.add(build)
                for fault in accessibility_faults(page):
                    faults.add(f"{visit.address}: {fault}")
    assert visited >= FEWEST_PAGES
    assert not faults.found, "\n".join(faults.found)


def build_of(page: Page, visit: Visit) -> str:
    """Pages of one build differ in their rows only; a plan's page is built by its state."""
    if visit.kind == KIND_OF_PLANS:
        return f"{visit.kind} {page.locator('.status-word').first.inner_text()}"
    path, _, names = visit.kind.partition("?")
    return f"{path}?{'&'.join(name for name in names.split('&') if name not in ROWS_ONLY)}"
