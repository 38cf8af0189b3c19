"""The year page and the calculator, as each role sees them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.core import clock as portal_clock
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from tests.factories.core import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def filled(db, clock):
    fill_calendar(now=portal_clock.now())


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_the_calendar_and_one_may_change_it(client, role):
    sign_in(client, role)
    page = client.get("/calendar/2026/")
    assert page.status_code == 200
    assert ("重新录入 2026 年通知" in page.content.decode()) == (role is Role.GUIDANCE_OFFICER)


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/calendar/").status_code == 302
    assert client.get("/calendar/calculator/").status_code == 302


def test_a_day_is_told_by_sign_and_words(client):
    sign_in(client, Role.INSTITUTE_CLERK)
    page = client.get("/calendar/2026/").content.decode()
    assert re.search(r'<td class="day is-make_up"\s+title="调休上班 春节">14<b aria-hidden="true">班</b>', page)
    assert '<span class="visually-hidden">放假 春节</span>' in page
    assert "国办发明电〔2025〕7号" in page
    assert "全年 248 个工作日" in page
    assert "2026-02-15（周日） 至 2026-02-23（周一）" in page


def test_a_year_without_notice_says_so(client):
    sign_in(client, Role.INSTITUTE_CLERK)
    page = client.get("/calendar/2027/").content.decode()
    assert "放假通知尚未录入" in page
    assert 'class="day is-working is-provisional"' in page


def test_the_calendar_opens_with_this_year_and_marks_today(client):
    sign_in(client, Role.EXAMINER)
    page = client.get("/calendar/")
    assert "2026 年工作日历" in page.content.decode()
    assert 'aria-current="date"' in page.content.decode()


@pytest.mark.parametrize("year", [1899, 2100, 9999])
def test_years_out_of_reach_are_not_found(client, year):
    sign_in(client, Role.EXAMINER)
    assert client.get(f"/calendar/{year}/").status_code == 404


def test_the_year_page_costs_few_queries(client):
    sign_in(client, Role.GUIDANCE_OFFICER)
    client.get("/calendar/2026/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/calendar/2026/")
    assert len(queries) <= 8, [query["sql"] for query in queries]


# --- calculator ------------------------------------------------------------------------------------
def test_the_calculator_answers_with_its_proof(client):
    sign_in(client, Role.INSTITUTE_CLERK)
    page = client.get("/calendar/calculator/", {"date": "2026-02-28", "working_days": 20, "direction": "BEFORE"})
    text = page.content.decode()
    assert page.context["answer"].last_day == date(2026, 1, 26)
    assert (
        "起算日 2026-02-28（周六，调休上班日）往前数 20 个工作日（当天不计），最后一天为 2026-01-26（周一）24:00。"
        in text
    )
    assert text.count("<li>2026-0") == 20


def test_the_calculator_starts_with_today_and_no_answer(client):
    sign_in(client, Role.INSTITUTE_CLERK)
    page = client.get("/calendar/calculator/")
    assert page.context["answer"] is None
    assert 'value="2026-03-02"' in page.content.decode()


@pytest.mark.parametrize(
    "question",
    [
        {"date": "2026-02-30", "working_days": 20, "direction": "BEFORE"},
        {"date": "2026-02-28", "working_days": 0, "direction": "BEFORE"},
        {"date": "2026-02-28", "working_days": 501, "direction": "BEFORE"},
        {"date": "0001-01-05", "working_days": 20, "direction": "BEFORE"},
        {"date": "2026-02-28", "working_days": 20, "direction": "UP"},
    ],
)
def test_the_calculator_says_what_is_wrong_with_a_question(client, question):
    sign_in(client, Role.INSTITUTE_CLERK)
    page = client.get("/calendar/calculator/", question)
    assert page.status_code == 200
    assert page.context["form"].errors and page.context["answer"] is None
