"""`make shots`: a picture of every page for every role in var/shots/<role>/, on a desk's screen and on a phone's."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in, walk
from tests.browser.people import PEOPLE

FOLDER = Path(__file__).resolve().parents[2] / "var" / "shots"
DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
UNSAFE = re.compile(r"[^\w.=&-]+")


def test_shots_before_sign_in(browser: Browser, live_city: City) -> None:
    folder = _folder("nobody")
    for size, prefix in ((DESK, ""), (PHONE, "phone-")):
        with city_page(browser, live_city, viewport=size) as page:
            page.goto("/sign-in/")
            page.screenshot(path=folder / f"{prefix}sign-in.png", full_page=True)


@pytest.mark.parametrize("name", PEOPLE)
def test_shots_on_a_desk(name: str, browser: Browser, live_city: City) -> None:
    folder = _folder(name)
    with city_page(browser, live_city, viewport=DESK) as page:
        sign_in(page, PEOPLE[name][1])
        for visit in walk(page):
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{_name(visit.address)}.png", full_page=True)
    assert any(folder.iterdir())


@pytest.mark.parametrize("name", ["examiner", "institute", "district"])
def test_shots_on_a_phone(name: str, browser: Browser, live_city: City) -> None:
    folder = _folder(f"{name}-phone")
    with city_page(browser, live_city, viewport=PHONE) as page:
        sign_in(page, PEOPLE[name][1])
        for visit in walk(page):
            page.screenshot(path=folder / f"{_name(visit.address)}.png", full_page=True)
    assert any(folder.iterdir())


def _folder(name: str) -> Path:
    """An empty folder of that name."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _name(address: str) -> str:
    return UNSAFE.sub("_", address).strip("_")[:120] or "home"
