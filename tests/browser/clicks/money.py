"""What a plan costs and brings 二（五）: bill by two clerks, bank statement, receipt, accounts, batch, return file."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from appraisal.core.exporters import xlsx_table
from fees.importers.sheets import read_cells
from tests.browser.clicks.common import LONG, agree, expect_state, open_plan

CLOSED = "账号已销户"
ASK_AGAIN = """async ([address, words, most]) => {
  for (const end = Date.now() + most; Date.now() < end; await new Promise(next => setTimeout(next, 500))) {
    const answer = await fetch(address, {headers: {"X-Background": "1"}});
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (found.querySelector("main").textContent.includes(words)) return true;
  }
  return false;
}"""
HEADINGS = "交易日期,借方发生额,贷方发生额,余额,对方户名,摘要,交易流水号"


def make_bill(page: Page, number: str) -> str:
    """The preview shows what looks wrong; the clerk ticks it and makes the bill. Its number."""
    open_plan(page, number)
    page.get_by_role("link", name="缴费预览、制作缴费单").click()
    make = page.get_by_role("button", name=re.compile("制作缴费单"))
    expect(make).to_be_visible()
    page.wait_for_load_state()  # all boxes are there
    for box in page.get_by_label(re.compile("已核对，按此计费")).all():
        box.check()
    make.click()
    expect(page.locator(".status-next")).to_contain_text("等本机构另一名经办人确认")
    return page.locator("h1 .number").inner_text()


def confirm_bill(page: Page, bill: str) -> str:
    """A second clerk of the institute confirms; the amount that is owed, in yuan."""
    page.goto(f"/fees/bills/{bill}/")
    agree(page, "确认缴费单")
    expect_state(page, "待缴费")
    return page.locator(".status-next strong").inner_text().replace(",", "")


def import_statement(page: Page, folder: Path, *, day: date, amount: str, payer: str, reference: str) -> None:
    """The finance section uploads the bank's statement; its columns are known."""
    file = folder / "北京银行.csv"
    line = f"{day},,{amount},,{payer},鉴定费 {reference},J0001"
    file.write_text(f"{HEADINGS}\n{line}\n", encoding="utf-8-sig")
    page.goto("/fees/statements/")
    page.get_by_label("银行流水").set_input_files(file)
    page.get_by_role("button", name="上传流水").click()
    expect(page.get_by_text("新入账 1 笔")).to_be_visible()


def hand_in_account(page: Page, number: str, *, bank: str) -> None:
    """An organisation says where it is paid."""
    page.goto("/fees/account/")
    page.get_by_label("账号", exact=True).fill(number)
    page.get_by_label("开户行", exact=True).fill(bank)
    page.get_by_label("联行号", exact=True).fill("313100000013")
    page.get_by_role("button", name="报送").click()
    expect(page.locator("#messages")).to_contain_text("已报送")
    expect(page.get_by_text("待第二人核准")).to_be_visible()


def approve_account(page: Page, name: str, number: str) -> None:
    """The finance section types the number again from paper."""
    page.goto("/fees/payees/?state=PROPOSED")
    page.locator("tbody th a").filter(has_text=name).first.click()
    page.get_by_label("对照原件再输一遍账号").fill(number)
    page.get_by_role("button", name="核准", exact=True).click()
    expect(page.get_by_text("已核准").first).to_be_visible()


def approve_cards(maker: Page, checker: Page, names: Sequence[str]) -> None:
    """The examiners' cards are adopted from the register by one, and approved by the other."""
    maker.goto("/fees/payees/")
    maker.get_by_role("button", name="采用考评员登记的银行卡").click()
    maker.wait_for_load_state()
    for name in names:
        checker.goto("/fees/payees/?kind=EXAMINER&state=PROPOSED")
        checker.locator("tbody th a").filter(has_text=name).first.click()
        checker.get_by_role("button", name="核准", exact=True).click()
        expect(checker.get_by_text("已核准").first).to_be_visible()


def make_batch(maker: Page, checker: Page, payees: Sequence[str] = ()) -> str:
    """One makes the batch of everybody who can be paid, `payees` among them; the other approves it. Its number."""
    maker.goto("/fees/batches/")
    for name in payees:
        expect(maker.get_by_label(f"支付给{name}")).to_be_checked()
    maker.get_by_role("button", name="用勾选的制作批次").click()
    expect_state(maker, "待审批")
    number = maker.locator("h1 .number").inner_text()
    checker.goto(f"/fees/batches/{number}/")
    agree(checker, "批准")
    expect_state(checker, "已批准，待送银行")
    return number


def exchange_files(page: Page, batch: str, folder: Path, *, failing: int = 0) -> list[str]:
    """The file goes to the bank and comes back: the first `failing` organisations were not paid. Who they are."""
    page.goto(f"/fees/batches/{batch}/")
    with page.expect_download() as sent:
        page.get_by_role("button", name="送银行：下载文件").click()
    rows = read_cells("x.xlsx", Path(sent.value.path()).read_bytes())
    file = folder / f"{batch}.xlsx"
    failed = [row[2] for row in rows[1:] if "中心" in row[2] or "鉴定所" in row[2]][:failing]
    results = [[*row[:8], *(("失败", CLOSED) if row[2] in failed else ("成功", ""))] for row in rows[1:]]
    file.write_bytes(xlsx_table("回盘", rows[0], results))
    page.goto(f"/fees/batches/{batch}/")
    page.get_by_label("银行回盘文件").set_input_files(file)
    page.get_by_role("button", name="上传回盘").click()
    expect(page.get_by_text(f"失败 {len(failed)} 笔")).to_be_visible()
    return failed


def shown_until(page: Page, address: str, words: str) -> None:
    """Ask for a page again until its content says what the worker has to do first."""
    page.goto(address)
    said = page.evaluate(ASK_AGAIN, [address, words, LONG])
    page.goto(address)
    assert said, f"{address} did not say {words!r} within {LONG} ms"
