"""Money to the end, by hand, in a browser: bill, statement, receipt, duty, batch, two failed payments, settled."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from appraisal.config.local.processes import ROOT
from appraisal.core.exporters import xlsx_table
from fees.importers.sheets import read_cells
from tests.browser.city import City, _environment
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.crawl import sign_in

TITLE = "样例供电公司维修电工专场"
SECOND, DISTRICT = "卢敏 · 亦庄精工鉴定所", "陈静 · 亦庄"
MAKER, CHECKER = "赵海燕 · 财务科", "韩雪 · 财务科"
HEADINGS = "交易日期,借方发生额,贷方发生额,余额,对方户名,摘要,交易流水号"
LONG = 90_000  # ms, for what the worker does in its own time


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
        pay_by_transfer(maker, bill, amount, tmp_path)
        wait_for_the_receipt(clerk, bill)
        happens_elsewhere(live_city, plan)
        approve_cards(maker, checker)
        first = make_batch(maker, checker)
        fail_two(maker, first, tmp_path)
        for page, serial in ((clerk, 7), (district, 8)):
            hand_in_account(page, f"010977777777{serial:04}")
        approve_accounts(checker, ("0109777777770007", "0109777777770008"))
        second = make_batch(maker, checker)
        answer(maker, second, tmp_path, failing=0)
    assert live_city.rows("SELECT state FROM plans_plan WHERE number = %s", plan) == [("SETTLED",)]
    assert live_city.rows("SELECT coalesce(sum(amount), 0) FROM fees_ledgerleg") == [(0,)]


def confirm_the_bill(page: Page) -> tuple[str, str, str]:
    """The second clerk looks at the bill that waits for him and confirms it; bill, plan, amount."""
    page.get_by_role("link", name="确认缴费单").first.click()
    expect(page.locator(".page-subtitle")).to_contain_text(TITLE)
    assert not accessibility_faults(page)
    bill = page.locator("h1 .number").inner_text()
    plan = page.locator(".page-subtitle a").inner_text().split()[0]
    page.get_by_role("button", name="确认缴费单").click()
    page.get_by_role("dialog").get_by_role("button", name="确认缴费单").click()
    expect(page.locator(".status-word")).to_have_text("待缴费")
    return bill, plan, page.locator(".status-next strong").inner_text().replace(",", "")


def pay_by_transfer(page: Page, bill: str, amount: str, folder: Path) -> None:
    """The finance section uploads the bank's statement; its columns are known."""
    file = folder / "北京银行.csv"
    file.write_text(f"{HEADINGS}\n2026-11-25,,{amount},,亦庄精工,鉴定费 {bill},J0001\n", encoding="utf-8-sig")
    page.goto("/fees/statements/")
    page.get_by_label("银行流水").set_input_files(file)
    page.get_by_role("button", name="上传流水").click()
    expect(page.get_by_text("新入账 1 笔")).to_be_visible()


def wait_for_the_receipt(page: Page, bill: str) -> None:
    """The worker matches the line; the institute reads its receipt."""
    for _ in range(60):
        page.goto(f"/fees/bills/{bill}/")
        if page.locator(".status-word").inner_text().strip() == "已缴清":
            break
        page.wait_for_timeout(1500)  # the worker's sweep comes every half minute
    expect(page.locator(".status-word")).to_have_text("已缴清")
    page.get_by_role("link", name="R0").click()
    expect(page.get_by_text("元整")).to_be_visible()


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
    for _ in range(60):
        maker.goto("/fees/batches/")
        if maker.get_by_text("何组长").count():
            break
        maker.wait_for_timeout(1500)  # what is due is accrued by the worker
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


def make_batch(maker: Page, checker: Page) -> str:
    """One makes the batch of everything that can be paid, the other approves it; its number."""
    maker.goto("/fees/batches/")
    maker.get_by_role("button", name="用勾选的制作批次").click()
    expect(maker.locator(".status-word")).to_have_text("待审批")
    assert not accessibility_faults(maker)
    number = maker.locator("h1 .number").inner_text()
    checker.goto(f"/fees/batches/{number}/")
    checker.get_by_role("button", name="批准").click()
    checker.get_by_role("dialog").get_by_role("button", name="批准").click()
    expect(checker.locator(".status-word")).to_have_text("已批准，待送银行")
    return number


def answer(page: Page, number: str, folder: Path, *, failing: int) -> list[str]:
    """The file goes to the bank and comes back: organisations among the first `failing` fail. Who failed."""
    page.goto(f"/fees/batches/{number}/")
    with page.expect_download() as sent:
        page.get_by_role("button", name="送银行：下载文件").click()
    rows = read_cells("x.xlsx", Path(sent.value.path()).read_bytes())
    failed = [row[2] for row in rows[1:] if "中心" in row[2] or "鉴定所" in row[2]][:failing]
    results = [[*row[:8], *(("失败", "账号已销户") if row[2] in failed else ("成功", ""))] for row in rows[1:]]
    file = folder / f"{number}.xlsx"
    file.write_bytes(xlsx_table("回盘", rows[0], results))
    page.goto(f"/fees/batches/{number}/")
    page.get_by_label("银行回盘文件").set_input_files(file)
    page.get_by_role("button", name="上传回盘").click()
    expect(page.get_by_text(f"失败 {len(failed)} 笔")).to_be_visible()
    return failed


def fail_two(page: Page, number: str, folder: Path) -> None:
    """The bank sends the payments to institute and district back."""
    failed = answer(page, number, folder, failing=2)
    assert len(failed) == 2
    assert page.get_by_text("账号已销户").count() == 2


def hand_in_account(page: Page, number: str) -> None:
    """Whoever was not paid sees why, and hands in another account."""
    page.goto("/fees/account/")
    expect(page.get_by_text("账号已销户").first).to_be_visible()
    page.get_by_label("账号", exact=True).fill(number)
    page.get_by_label("开户行", exact=True).fill("北京银行亦庄支行")
    page.get_by_label("联行号", exact=True).fill("313100000013")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("待第二人核准")).to_be_visible()


def approve_accounts(page: Page, numbers: tuple[str, str]) -> None:
    """The finance section types each number again from paper."""
    for _ in numbers:
        page.goto("/fees/payees/?state=PROPOSED")
        link = page.locator("tbody th a").filter(has_text="北京经济技术开发区").first
        name = link.inner_text()
        link.click()
        page.get_by_label("对照原件再输一遍账号").fill(numbers["管理中心" in name])
        page.get_by_role("button", name="核准", exact=True).click()
        expect(page.get_by_text("已核准").first).to_be_visible()
