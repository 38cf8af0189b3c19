"""Officials open every page they can reach. The walk is long: two files share it, for two processes."""

import pytest
from playwright.sync_api import Browser

from tests.browser.city import City
from tests.browser.every_page import open_every_page
from tests.browser.people import OFFICIALS, PEOPLE


@pytest.mark.parametrize("name", OFFICIALS)
def test_every_page_opens(name: str, browser: Browser, live_city: City) -> None:
    open_every_page(browser, live_city, PEOPLE[name][1])
