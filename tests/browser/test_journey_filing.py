"""An institute files a real plan with a real roster, on time or not at all: by hand, in a browser, to the end."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from appraisal.config.demo.papers import proof_document
from tests.browser.city import City
from tests.browser.conftest import city_page
from tests.browser.crawl import sign_in

ROSTER = Path(__file__).resolve().parents[1] / "samples" / "roster-clean-300.xlsx"
CLERK, OFFICER = "孙丽 · 朝阳京味鉴定所", "周敏 · 鉴定指导科"
TITLE = "旅途职工中式烹调师专场"
LEVEL = "中式烹调师 四级（中级）"
NUMBER = re.compile(r"\d{4}Z\d{6}")
LONG = 60_000  # ms, for what the worker does in its own time


def test_an_institute_files_a_special_session_and_the_city_accepts_it(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as clerk, city_page(browser, live_city) as officer:
        sign_in(clerk, CLERK)
        number = plan_a_special_session(clerk)
        fill_in(clerk)
        prove(clerk)
        upload_the_roster(clerk, number)
        file(clerk, number)
        expect(clerk.locator(".status-word")).to_have_text("已上报")

        sign_in(officer, OFFICER)
        officer.goto(f"/plans/?q={number}")
        officer.get_by_role("link", name=re.compile(number)).first.click()
        expect(officer.get_by_role("heading", level=1)).to_contain_text(TITLE)
        accept(officer)
        expect(officer.locator(".status-word")).to_have_text("已受理")

        clerk.reload()
        expect(clerk.locator(".status-word")).to_have_text("已受理")
        expect(clerk.locator(".history")).to_contain_text("周敏")
    assert live_city.rows("SELECT state, candidate_count FROM plans_plan WHERE number = %s", number) == [
        ("ACCEPTED", 300)
    ]


def test_too_late_is_refused_without_a_worker_and_lapsed_by_the_worker(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as page:
        sign_in(page, CLERK)
        number = begin_at_the_earliest_date(page)
        last_day = live_city.rows(
            "SELECT o.last_day FROM plans_obligation o JOIN plans_plan p ON p.id = o.plan_id"
            " WHERE p.number = %s AND o.code = 'FILE'",
            number,
        )[0][0]

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


# --- what a clerk does ----------------------------------------------------------------------------
def plan_a_special_session(page: Page) -> str:
    """From the list to a draft, by the reverse planner; returns the number of the plan."""
    page.get_by_role("link", name="鉴定计划").first.click()
    page.get_by_role("link", name="新建计划").first.click()
    page.wait_for_load_state()  # the scripts run last, and the choice is sent by one
    page.get_by_label("专场对象").select_option("成建制企业在职人员")
    expect(page).to_have_url(re.compile("category=ENTERPRISE_STAFF"))
    page.locator(".pday.is-impossible").first.hover()
    expect(page.locator("#planner-reason")).to_contain_text("不能选")
    month = page.locator(".planner-month caption").first
    shown = month.inner_text()
    page.get_by_role("link", name="后两个月").click()
    expect(month).not_to_have_text(shown)
    page.locator("a.pday").nth(20).click()
    ladder = page.locator(".ladder > li")
    expect(ladder.first).to_contain_text("申报（执行）鉴定计划")
    ladder.first.get_by_text("怎么算的").click()
    expect(ladder.first).to_contain_text("20 个工作日")
    page.locator("#planner form .btn-primary").click()
    expect(page.locator(".wizard")).to_contain_text("计划")
    found = NUMBER.search(page.locator(".wizard .number").inner_text())
    assert found
    return found.group()


def fill_in(page: Page) -> None:
    """Occupation, level, sittings, people; then on to the proofs."""
    page.get_by_role("button", name=f"加入 {LEVEL}").click()
    page.get_by_label("计划名称").or_(page.get_by_label("名称")).first.fill(TITLE)
    card = page.locator(".item-card")
    exam = re.search(r"\d{4}-\d{2}-\d{2}", page.locator(".page-subtitle").inner_text())
    assert exam
    theory, practical = card.locator(".sitting-row").nth(0), card.locator(".sitting-row").nth(1)
    for row, hour in ((theory, "09:00"), (practical, "13:30")):
        row.locator("input[type=date]").fill(exam.group())
        row.locator("input[type=time]").fill(hour)
    theory.locator("input[type=text]").fill("京味理论考场")
    practical.locator("select").select_option(index=1)
    card.locator("input[type=number]").fill("300")
    page.get_by_role("button", name="保存，下一步").click()
    expect(page.get_by_role("heading", name="上传材料")).to_be_visible()


def prove(page: Page) -> None:
    """The employer's certificate 一（二）."""
    paper = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": proof_document()}
    page.locator("input[type=file]").set_input_files([paper])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".documents")).to_contain_text("证明.pdf")


def upload_the_roster(page: Page, number: str) -> None:
    """300 candidates, checked by the worker while the page waits."""
    page.goto(f"/plans/{number}/")
    page.get_by_role("link", name="花名册").first.click()
    expect(page.locator(".page-subtitle")).to_contain_text(LEVEL)
    page.locator("input[type=file]").set_input_files(ROSTER)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator(".status-bar")).to_contain_text("全部 300 行合格", timeout=LONG)


def file(page: Page, number: str) -> None:
    """Look everything through once more, and file."""
    page.goto(f"/plans/{number}/")
    page.get_by_role("link", name="核对并上报").click()
    expect(page.get_by_text("都齐了，可以上报")).to_be_visible()
    agree(page, "上报计划")


def accept(page: Page) -> None:
    """The officer looks at each proof, ticks it, and accepts."""
    page.get_by_role("link", name="受理").click()
    page.get_by_label("已打开核对，材料符合要求").check()
    page.get_by_role("button", name="受理", exact=True).click()


def agree(page: Page, action: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=action, exact=True).click()
    page.locator("dialog[open]").get_by_role("button", name=action, exact=True).click()


def begin_at_the_earliest_date(page: Page) -> str:
    """A draft whose last day to file is the nearest there is."""
    page.goto("/plans/new/")
    page.get_by_role("link", name="最早可选").click()
    page.locator("#planner form .btn-primary").click()
    found = NUMBER.search(page.locator(".wizard .number").inner_text())
    assert found
    return found.group()


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
