"""The tour of docs/tour.md: one special session from its first date to its last payment, click by click.

Everybody sits at a machine of his own; nothing is done but on screens, and time goes on by the clock bar alone. The
roster is the first dozen of the clean one: each of them is decided on by hand at the district's desk, and a workshop
of 32 does not hold three hundred in a day.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import qr
from tests.browser.city import City, running_city
from tests.browser.clicks import after_exam, clock, dispatching, filing, money, reviewing, seating
from tests.browser.clicks.common import expect_state, open_plan
from tests.browser.company import Company, company
from tests.pdf import text_of

ROSTER = Path(__file__).resolve().parents[1] / "samples" / "roster-clean-12.xlsx"
PEOPLE, TEAM = 12, 3
TITLE, LEVEL = "京味员工中式烹调师专场", "中式烹调师 四级（中级）"
CLERK, SECOND_CLERK = "孙丽 · 朝阳京味鉴定所", "曹颖 · 朝阳京味鉴定所"
INSTITUTE, DISTRICT = "北京市朝阳区京味职业技能鉴定所", "朝阳区职业技能鉴定管理中心"
GUIDANCE = "周敏 · 鉴定指导科"
OFFICER, SECOND_OFFICER = "王芳 · 朝阳区", "李娜 · 朝阳区"
MAKER, CHECKER = "赵海燕 · 财务科", "韩雪 · 财务科"
THE_PUBLIC = ""
MARKS = {"理论": "78.5", "实操": "83.5"}
# Of the institute, handed in by the finance section when the city began; of the district, typed here.
ACCOUNTS = {INSTITUTE: "0109000000000900", DISTRICT: "0109777777770018"}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A city of its own: weeks pass in it, and every other plan misses its deadlines."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    with running_city(tmp_path, worker_name=f"tour_{worker}") as city:
        yield city


def test_from_filing_to_settled(browser: Browser, city: City, tmp_path: Path) -> None:
    with company(browser, city) as people:
        number, exam = file_and_accept(people)
        review(people, number)
        pay(people, number, tmp_path)
        arrange(people, number)
        team, leader = send_for_examiners(people, number)
        hold(people, number, exam, team)
        enter_and_publish(people, number, team, leader)
        pay_out(people, number, team, tmp_path)
        with people.chapter("the end"):
            clerk = people.page_of(CLERK)
            open_plan(clerk, number)
            expect_state(clerk, "已结算")


def file_and_accept(people: Company) -> tuple[str, date]:
    """The institute files 20 working days ahead, guidance accepts; number of the plan and day of its exam."""
    with people.chapter("filing"):
        clerk = people.page_of(CLERK)
        number = filing.begin_special_session(clerk)
        exam = filing.fill_in(clerk, title=TITLE, level=LEVEL, people=PEOPLE)
        filing.prove(clerk)
        filing.upload_roster(clerk, number, ROSTER, level=LEVEL, people=PEOPLE)
        filing.file(clerk, number)
        filing.accept(people.page_of(GUIDANCE), number, title=TITLE)
        open_plan(clerk, number)
        expect_state(clerk, "已受理")
        expect(clerk.locator(".history")).to_contain_text("周敏")
    return number, date.fromisoformat(exam)


def review(people: Company, number: str) -> None:
    """First review by the institute, re-review at the district's desk, papers in three copies."""
    with people.chapter("review"):
        clerk, officer = people.page_of(CLERK), people.page_of(OFFICER)
        filing.review_everybody(clerk, number, people=PEOPLE)
        filing.enrol(clerk, number)
        day = reviewing.book(clerk, number, people=PEOPLE)
        clock.on_to(clerk, day)
        reviewing.pass_everybody(officer, number, people=PEOPLE)
        reviewing.seal_papers(officer, number, receiver="孙丽")
        reviewing.qualify(officer, number)


def pay(people: Company, number: str, folder: Path) -> None:
    """Two clerks make the bill, the bank's statement pays it, the receipt is there."""
    with people.chapter("payment"):
        clerk, finance = people.page_of(CLERK), people.page_of(MAKER)
        bill = money.make_bill(clerk, number)
        amount = money.confirm_bill(people.page_of(SECOND_CLERK), bill)
        today = clock.now(finance).date()
        money.import_statement(finance, folder, day=today, amount=amount, payer=INSTITUTE, reference=bill)
        money.shown_until(clerk, f"/fees/bills/{bill}/", "已缴清")
        expect_state(clerk, "已缴清")
        clerk.get_by_role("link", name="R0").click()
        expect(clerk.get_by_text("元整")).to_be_visible()
        open_plan(clerk, number)
        expect_state(clerk, "已缴费")


def arrange(people: Company, number: str) -> None:
    """Rooms, seats, invigilators, and tickets that anybody can verify by their QR code."""
    with people.chapter("rooms and tickets"):
        clerk, anybody = people.page_of(CLERK), people.page_of(THE_PUBLIC)
        seating.arrange(clerk, number)
        seating.complete(clerk, number)
        tickets = seating.download_tickets(clerk, number, people=PEOPLE)
        assert text_of(tickets).count("张志明") == 1
        anybody.goto(qr.codes_of(tickets)[0])
        expect(anybody.locator("main")).to_contain_text("有效")
        expect(anybody.locator("main")).to_contain_text(number)
        expect(anybody.locator("main")).not_to_contain_text("张志明")


def send_for_examiners(people: Company, number: str) -> tuple[list[str], str]:
    """Asked for, dispatched, answered on the phones, met; who they are, and who leads them."""
    with people.chapter("examiners"):
        clerk, officer = people.page_of(CLERK), people.page_of(OFFICER)
        clock.into_hours(clerk)
        dispatching.ask_for_examiners(clerk, number, people=TEAM)
        team = dispatching.start(officer, number, people=TEAM)
        board = officer.url
        for name in team:
            dispatching.answer_twice(officer, name)
        officer.goto(board)
        leader = dispatching.expect_team(officer, team)
        open_plan(clerk, number)
        expect(clerk.get_by_text("（组长）")).to_be_visible()
        after_exam.open_duty(clerk, number)
        after_exam.hold_meeting(clerk, team, at=f"{clock.now(clerk):%Y-%m-%dT%H:%M}")
    return team, leader


def hold(people: Company, number: str, exam: date, team: list[str]) -> None:
    """The day comes and goes; the institute keeps the record and hands it in."""
    with people.chapter("exam"):
        clerk = people.page_of(CLERK)
        clock.on_to(clerk, exam)
        after_exam.open_duty(clerk, number)
        after_exam.state_attendance(clerk, team)
        clock.on_to(clerk, exam + timedelta(days=1))
        open_plan(clerk, number)
        expect_state(clerk, "已考试")
        after_exam.open_duty(clerk, number)
        after_exam.seal_and_wrap_up(clerk, day=exam.isoformat())
        after_exam.hand_in(clerk, receiver="王芳")


def enter_and_publish(people: Company, number: str, team: list[str], leader: str) -> None:
    """Two officers enter everything blind; the second publishes, and the institute sees it."""
    with people.chapter("scores"):
        for person, blind in ((OFFICER, False), (SECOND_OFFICER, True)):
            officer = people.page_of(person)
            for subject, mark in MARKS.items():
                after_exam.enter_scores(officer, number, subject, mark, blind=blind)
            after_exam.enter_duties(officer, number, team, leader=leader)
        for subject in MARKS:
            after_exam.publish(officer, number, subject)
        after_exam.confirm_duties(officer, number)
        clerk = people.page_of(CLERK)
        clerk.goto(f"/plans/{number}/results/")
        for mark in MARKS.values():
            expect(clerk.locator("main")).to_contain_text(mark)
        open_plan(clerk, number)
        expect_state(clerk, "成绩已录入")


def pay_out(people: Company, number: str, team: list[str], folder: Path) -> None:
    """Accounts and cards under two pairs of eyes, a batch, the bank's return file."""
    with people.chapter("payout"):
        maker, checker, officer = people.page_of(MAKER), people.page_of(CHECKER), people.page_of(OFFICER)
        money.shown_until(officer, "/fees/account/", number)
        money.hand_in_account(officer, ACCOUNTS[DISTRICT], bank="北京银行朝阳支行")
        for name, account in ACCOUNTS.items():
            money.approve_account(checker, name, account)
        money.approve_cards(maker, checker, team)
        batch = money.make_batch(maker, checker, [*team, *ACCOUNTS])
        money.exchange_files(maker, batch, folder)
