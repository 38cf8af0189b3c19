"""After the exam: the institute's record and hand-in, scores and duties entered twice blind, published 三."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from appraisal.config.demo.papers import proof_document
from tests.browser.clicks.common import agree, follow, open_plan

SURE = re.compile("报送|确定|提交|发布|确认")


def open_duty(page: Page, number: str) -> None:
    """The practical's record, from the plan's page."""
    open_plan(page, number)
    follow(page, page.get_by_role("link", name=re.compile("登记、报送|查看.*实操执评")))


def hold_meeting(page: Page, team: Sequence[str], *, at: str) -> None:
    """The meeting before the exam; everybody came."""
    meeting = page.locator("#meeting")
    meeting.get_by_label("时间").fill(at)
    for name in team:
        meeting.get_by_label(re.compile(name)).check()
    meeting.get_by_role("button").click()
    _expect_kept(page, "meeting")


def state_attendance(page: Page, team: Sequence[str]) -> None:
    """Everybody was there for half a day, and signed roster and seal."""
    attendance = page.locator("#attendance")
    for name in team:
        attendance.get_by_label(f"出勤：{name}").select_option(label="1 个半天")
        attendance.get_by_label(f"花名册：{name}").check()
        attendance.get_by_label(f"封条：{name}").check()
    attendance.get_by_role("button").click()
    _expect_kept(page, "attendance")


def seal_and_wrap_up(page: Page, *, day: str) -> None:
    """Sealing and wrap-up meeting in the evening of the day, and both scans."""
    page.locator("#sealing").get_by_label("封装时间").fill(f"{day}T17:00")
    page.locator("#sealing").get_by_role("button").click()
    _expect_kept(page, "sealing")
    wrap_up = page.locator("#wrap-up")
    wrap_up.get_by_label("时间").fill(f"{day}T17:30")
    wrap_up.get_by_label("小结", exact=True).fill("考试顺利")
    wrap_up.get_by_label("没有发现问题").check()
    wrap_up.get_by_role("button").click()
    _expect_kept(page, "wrap-up")
    for kind in ("操作技能成绩花名册", "执评情况表"):
        scans = page.locator("#scan")
        scans.get_by_label("材料").select_option(label=kind)
        scans.get_by_label(re.compile("扫描件")).set_input_files(
            {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": proof_document()}
        )
        scans.get_by_role("button", name="上传扫描件").click()
        expect(scans).to_contain_text(f"{kind}：")


def _expect_kept(page: Page, part: str) -> None:
    """The checklist says that nothing lacks in a part of the record."""
    line = page.locator("ol.turns li").filter(has=page.locator(f'a[href="#{part}"]'))
    expect(line).to_contain_text("齐全")


def hand_in(page: Page, *, receiver: str) -> None:
    """Everything goes to the district centre."""
    expect(page.locator(".status-next")).to_contain_text("材料齐全")
    page.get_by_label("区县中心接收人").fill(receiver)
    page.get_by_role("button", name="报送区县中心").click()
    page.get_by_role("dialog").get_by_role("button", name=SURE).first.click()
    expect(page.locator(".status-next")).to_contain_text(f"接收人 {receiver}")


def open_sheet(page: Page, number: str, subject: str) -> None:
    """The sheet of a plan's sitting in a subject, from the list of sheets."""
    page.goto("/scores/")
    row = page.locator("main tbody tr", has_text=number)
    row.get_by_role("link", name=re.compile(subject)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(subject)


def enter_scores(page: Page, number: str, subject: str, mark: str, *, blind: bool = False) -> None:
    """One sheet by keyboard alone; with `blind`, the other entry's marks are nowhere on the page."""
    open_sheet(page, number, subject)
    if blind:
        expect(page.locator("main")).not_to_contain_text(mark)
    fields = page.locator(".score-field")
    expect(fields.first).to_have_value("")
    page.wait_for_load_state()  # all fields are there, and what listens to the keys
    for _ in range(fields.count()):
        page.keyboard.type(mark)
        page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("提交第")).click()
    page.get_by_role("dialog").get_by_role("button", name=SURE).first.click()
    expect(page.locator("main")).to_contain_text(re.compile("已提交|核对"))


def publish(page: Page, number: str, subject: str) -> None:
    """Both entries agree: the results are there for the institute."""
    open_sheet(page, number, subject)
    page.get_by_role("button", name="发布成绩").click()
    page.get_by_role("dialog").get_by_role("button", name=SURE).first.click()
    expect(page.locator("main")).to_contain_text("已发布")


def enter_duties(page: Page, number: str, team: Sequence[str], *, leader: str) -> None:
    """Every member of the team from the paper."""
    open_duty(page, number)
    page.get_by_role("link", name="录入执评情况").click()
    for name in team:
        page.get_by_label(f"职责：{name}").select_option(label="组长" if name == leader else "组员")
        page.get_by_label(f"出勤：{name}").select_option(label="1 个半天")
    page.get_by_role("button", name=re.compile("提交第")).click()
    page.get_by_role("dialog").get_by_role("button", name=SURE).first.click()
    expect(page.locator("main")).to_contain_text(re.compile("已经录过|两遍|核对"))


def confirm_duties(page: Page, number: str) -> None:
    """Both entries agree: examiners are paid by them."""
    open_duty(page, number)
    page.get_by_role("link", name="核对执评情况").click()
    agree(page, "确认执评情况")
    expect(page.locator(".status-word")).to_have_text("已确认")
