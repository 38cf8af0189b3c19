"""Institutes, committees and examiners open every page they can reach, and use it on a phone."""

import pytest
from playwright.sync_api import Browser

from appraisal.core.rules.roles import Role
from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in, walk
from tests.browser.every_page import open_every_page
from tests.browser.people import OFFICIALS, PEOPLE

PHONE = {"width": 390, "height": 844}


def test_every_role_is_walked() -> None:
    assert {role for role, _ in PEOPLE.values()} == set(Role)


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in OFFICIALS])
def test_every_page_opens(name: str, browser: Browser, live_city: City) -> None:
    open_every_page(browser, live_city, PEOPLE[name][1])


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
