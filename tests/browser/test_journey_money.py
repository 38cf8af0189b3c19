"""Money to the end, by hand, in a browser: bill, statement, receipt, duty, batch, two failed payments, settled."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from appraisal.config.local.processes import ROOT
from tests.browser.city import City, _environment
from tests.browser.clicks import clock, money
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.crawl import sign_in

TITLE = "样例供电公司维修电工专场"
SECOND, DISTRICT = "卢敏 · 亦庄精工鉴定所", "陈静 · 亦庄"
MAKER, CHECKER = "赵海燕 · 财务科", "韩雪 · 财务科"
ACCOUNTS = {
    "北京经济技术开发区精工职业技能鉴定所": "0109777777770007",
    "开发区职业技能鉴定管理中心": "0109777777770008",
}


def test_from_the_bill_to_the_settled_plan(browser: Browser, live_city: City, tmp_path: Path) -> None:
    with (
        city_page(browser, live_city) as clerk,
        city_page(browser, live_city) as maker,
        city_page(browser, live_city) as checker,
        city_page(browser, live_city) as district,
    ):
        for page, person in ((clerk, SECOND), (maker, MAKER), (checker, CHECKER), (district, DISTRICT)):
            sign_in(page, person)
        bill, plan, amount = confirm_the_bill(clerk)
        money.import_statement(
            maker, tmp_path, day=clock.now(maker).date(), amount=amount, payer="亦庄精工", reference=bill
        )
        money.shown_until(clerk, f"/fees/bills/{bill}/", "已缴清")
        clerk.get_by_role("link", name="R0").click()
        expect(clerk.get_by_text("元整")).to_be_visible()
        happens_elsewhere(live_city, plan)
        approve_cards(maker, checker)
        first = money.make_batch(maker, checker)
        assert len(money.exchange_files(maker, first, tmp_path, failing=2)) == 2
        expect(maker.get_by_text(money.CLOSED)).to_have_count(2)
        for page, (name, account) in zip((clerk, district), ACCOUNTS.items(), strict=True):
            page.goto("/fees/account/")
            expect(page.get_by_text(money.CLOSED).first).to_be_visible()  # whoever was not paid sees why
            money.hand_in_account(page, account, bank="北京银行亦庄支行")
            money.approve_account(checker, name, account)
        second = money.make_batch(maker, checker)
        assert money.exchange_files(maker, second, tmp_path) == []
    assert live_city.rows("SELECT state FROM plans_plan WHERE number = %s", plan) == [("SETTLED",)]
    assert live_city.rows("SELECT coalesce(sum(amount), 0) FROM fees_ledgerleg") == [(0,)]


def confirm_the_bill(page: Page) -> tuple[str, str, str]:
    """The second clerk looks at the bill that waits for him and confirms it; bill, plan, amount."""
    page.get_by_role("link", name="确认缴费单").first.click()
    expect(page.locator(".page-subtitle")).to_contain_text(TITLE)
    assert not accessibility_faults(page)
    bill = page.locator("h1 .number").inner_text()
    plan = page.locator(".page-subtitle a").inner_text().split()[0]
    return bill, plan, money.confirm_bill(page, bill)


def happens_elsewhere(city: City, plan: str) -> None:
    """Seats, exam, duty and scores, through the services, in a process of the city's."""
    environment = {**_environment(city.database, city.folder, city.folder / "documents")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.after_exam", plan],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def approve_cards(maker: Page, checker: Page) -> None:
    """The examiners' cards are adopted from the register and approved by the second person, once they are owed."""
    money.shown_until(maker, "/fees/batches/", "何组长")  # what is due is accrued by the worker
    maker.goto("/fees/payees/")
    maker.get_by_role("button", name="采用考评员登记的银行卡").click()
    while True:
        checker.goto("/fees/payees/?kind=EXAMINER&state=PROPOSED")
        waiting = checker.locator("tbody th a")
        if not waiting.count():
            return
        waiting.first.click()
        checker.get_by_role("button", name="核准", exact=True).click()
        expect(checker.get_by_text("已核准").first).to_be_visible()
