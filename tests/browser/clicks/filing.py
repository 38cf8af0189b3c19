"""From an empty form to a plan that the city has accepted and whose candidates are reviewed for the first time."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from appraisal.config.demo.papers import proof_document
from tests.browser.clicks.common import LONG, agree, expect_state, open_plan

NUMBER = re.compile(r"\d{4}Z\d{6}")
EXAM = re.compile(r"\d{4}-\d{2}-\d{2}")


def begin_special_session(page: Page) -> str:
    """A draft for in-service staff of one enterprise, on the earliest date there is; its number."""
    page.get_by_role("link", name="鉴定计划").first.click()
    page.get_by_role("link", name="新建计划").first.click()
    page.wait_for_load_state()  # the scripts run last, and the choice is sent by one
    page.get_by_label("专场对象").select_option("成建制企业在职人员")
    expect(page).to_have_url(re.compile("category=ENTERPRISE_STAFF"))
    look_around(page)
    page.get_by_role("link", name="最早可选").click()
    return keep_date(page)


def look_around(page: Page) -> None:
    """Grey days say why they cannot be chosen; later months are a click away."""
    page.locator(".pday.is-impossible").first.hover()
    expect(page.locator("#planner-reason")).to_contain_text("不能选")
    month = page.locator(".planner-month caption").first
    shown = month.inner_text()
    page.get_by_role("link", name="后两个月").click()
    expect(month).not_to_have_text(shown)


def keep_date(page: Page) -> str:
    """Every step has its last day and its proof; on to the draft. Returns its number."""
    ladder = page.locator(".ladder > li")
    expect(ladder.first).to_contain_text("申报（执行）鉴定计划")
    ladder.first.get_by_text("怎么算的").click()
    expect(ladder.first).to_contain_text("20 个工作日")
    page.locator("#planner form .btn-primary").click()
    expect(page.locator(".wizard")).to_contain_text("计划")
    found = NUMBER.search(page.locator(".wizard .number").inner_text())
    assert found, "no number of a plan on the page"
    return found.group()


def fill_in(page: Page, *, title: str, level: str, people: int) -> str:
    """Occupation, level, both sittings on the day of the exam; returns that day, e.g. "2026-05-16"."""
    page.get_by_role("button", name=f"加入 {level}").click()
    page.get_by_label("计划名称").or_(page.get_by_label("名称")).first.fill(title)
    card = page.locator(".item-card")
    exam = EXAM.search(page.locator(".page-subtitle").inner_text())
    assert exam, "no date of the exam on the page"
    theory, practical = card.locator(".sitting-row").nth(0), card.locator(".sitting-row").nth(1)
    for row, hour in ((theory, "09:00"), (practical, "13:30")):
        row.locator("input[type=date]").fill(exam.group())
        row.locator("input[type=time]").fill(hour)
    theory.locator("input[type=text]").fill("京味理论考场")
    practical.locator("select").select_option(index=1)
    card.locator("input[type=number]").fill(str(people))
    page.get_by_role("button", name="保存，下一步").click()
    expect(page.get_by_role("heading", name="上传材料")).to_be_visible()
    return exam.group()


def prove(page: Page) -> None:
    """The employer's certificate 一（二）."""
    paper = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": proof_document()}
    page.locator("input[type=file]").set_input_files([paper])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".documents")).to_contain_text("证明.pdf")


def upload_roster(page: Page, number: str, roster: Path, *, level: str, people: int) -> None:
    """Checked by the worker while the page waits; every row is fit."""
    page.goto(f"/plans/{number}/")
    page.get_by_role("link", name="花名册").first.click()
    expect(page.locator(".page-subtitle")).to_contain_text(level)
    page.locator("input[type=file]").set_input_files(roster)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator(".status-bar")).to_contain_text(f"全部 {people} 行合格", timeout=LONG)


def file(page: Page, number: str) -> None:
    """Look everything through once more, and file."""
    page.goto(f"/plans/{number}/")
    page.get_by_role("link", name="核对并上报").click()
    expect(page.get_by_text("都齐了，可以上报")).to_be_visible()
    agree(page, "上报计划")
    expect_state(page, "已上报")


def accept(page: Page, number: str, *, title: str) -> None:
    """The officer looks at each proof, ticks it, and accepts."""
    open_plan(page, number)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.get_by_role("link", name="受理").click()
    page.get_by_label("已打开核对，材料符合要求").check()
    page.get_by_role("button", name="受理", exact=True).click()
    expect_state(page, "已受理")


def review_everybody(page: Page, number: str, *, people: int) -> None:
    """The first review 一（三）: those whose row says it all together, the others with a document each."""
    open_plan(page, number)
    page.get_by_role("link", name="资格初审", exact=True).click()
    agree(page, re.compile("所有符合的一并通过"))
    expect(page.locator("main")).to_contain_text("已一并通过")
    while (waiting := page.locator("tbody tr", has_text="未初审")).count():
        waiting.first.get_by_role("link").first.click()
        page.get_by_label("文件（PDF、JPG、PNG）").set_input_files(
            {"name": "劳动合同.pdf", "mimeType": "application/pdf", "buffer": proof_document()}
        )
        page.get_by_role("button", name="上传材料").click()
        expect(page.locator(".documents")).to_contain_text("劳动合同.pdf")
        page.get_by_role("button", name="初审合格").click()
        expect(page.locator(".history")).to_contain_text("初审合格")
        page.goto(f"/plans/{number}/first-review/")
    expect(page.locator("tbody .badge", has_text="初审合格")).to_have_count(people)


def enrol(page: Page, number: str) -> None:
    """The list of candidates is complete."""
    open_plan(page, number)
    expect(page.locator(".missing")).to_have_count(0)
    agree(page, "完成报名")
    expect_state(page, "报名完成")
