"""Each role signs in and opens every page it can reach: it answers, runs without fault, and everybody can use it."""

import gzip

import pytest
from playwright.sync_api import Browser

from appraisal.core.rules.roles import Role
from tests.browser.city import City
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.crawl import sign_in, walk
from tests.browser.faults import Faults
from tests.browser.people import PEOPLE

# pretix's order list needs 110 KB for 25 rows, 652 KB for 250: a page of ours with at most 50 rows stays below.
MOST_HTML = 110 * 1024
MOST_SENT = 24 * 1024  # compressed, as it goes over the wire
PHONE = {"width": 390, "height": 844}


def test_every_role_is_walked() -> None:
    assert {role for role, _ in PEOPLE.values()} == set(Role)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_opens_for_its_role(name: str, browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as page:
        faults = Faults(page)
        sign_in(page, PEOPLE[name][1])
        visited = 0
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
            for fault in accessibility_faults(page):
                faults.add(f"{visit.address}: {fault}")
    assert visited >= 4
    assert not faults.found, "\n".join(faults.found)


@pytest.mark.parametrize("name", ["examiner", "institute"])
def test_pages_fit_a_phone(name: str, browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city, viewport=PHONE) as page:
        sign_in(page, PEOPLE[name][1])
        wide = []
        for visit in walk(page):
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                wide.append(f"{visit.address} is {overflow} px too wide")
    assert not wide, "\n".join(wide)
