"""Too late is too late: filing is refused by the clock alone, and the worker lapses the draft when it is back."""

import re
from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect

from appraisal.config.celery import app
from tests.browser.city import City
from tests.browser.clicks import filing
from tests.browser.clicks.common import LONG, agree
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in

CLERK = "孙丽 · 朝阳京味鉴定所"


def test_too_late_is_refused_without_a_worker_and_lapsed_by_the_worker(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as page:
        sign_in(page, CLERK)
        number = begin_at_the_earliest_date(page)
        last_day = live_city.rows(
            "SELECT o.last_day FROM plans_obligation o JOIN plans_plan p ON p.id = o.plan_id"
            " WHERE p.number = %s AND o.code = 'FILE'",
            number,
        )[0][0]

        assert not app.control.ping(timeout=0.5), "no worker of the city's listens where tests send their tasks"
        live_city.stop_background()
        page.get_by_role("button", name=re.compile(f"到下一个时限之后：申报.*{number}")).click()
        expect(page.locator("#worker-report")).to_contain_text("后台正在处理")
        page.goto(f"/plans/{number}/review/")
        refused_late(page, last_day)
        assert state_of(live_city, number) == "DRAFT"

        page.goto(f"/plans/{number}/")
        live_city.start_background()
        expect(page.locator("#messages")).to_contain_text(f"{number} 已失效", timeout=LONG)
        expect(page.locator(".status-word")).to_have_text("已失效")
        expect(page.locator(".history")).to_contain_text("系统")
        page.get_by_role("button", name="回到真实时间").click()
    assert state_of(live_city, number) == "LAPSED"


def begin_at_the_earliest_date(page: Page) -> str:
    """A draft whose last day to file is the nearest there is."""
    page.goto("/plans/new/")
    page.get_by_role("link", name="最早可选").click()
    return filing.keep_date(page)


def refused_late(page: Page, last_day: date) -> None:
    """Filing says the date, the rule and what to do; it does not wait for any worker to know."""
    agree(page, "上报计划")
    refusals = page.locator(".refusals")
    expect(refusals).to_contain_text(last_day.isoformat())
    expect(refusals).to_contain_text("二（二）执行与申报鉴定计划")
    expect(refusals).to_contain_text("怎么办")
    earliest = [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d{2}-\d{2}", refusals.inner_text())]
    assert max(earliest) > last_day + timedelta(days=20)


def state_of(city: City, number: str) -> str:
    state: str = city.rows("SELECT state FROM plans_plan WHERE number = %s", number)[0][0]
    return state
