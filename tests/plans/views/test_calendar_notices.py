"""Publishing a notice through the pages: enter, preview, confirm."""

import re
from datetime import date

import pytest

from appraisal.core import clock as portal_clock
from appraisal.core.models import CalendarYear
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import DayKind
from appraisal.core.services.calendar import fill_calendar
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from tests.factories.core import sign_in
from tests.factories.plans import obligation, plan
from tests.plans.services.test_calendar_notices import EXAM, IMAGINED_2027, NEW_LAST_DAY, NUMBER, OLD_LAST_DAY

pytestmark = pytest.mark.django_db
PAGE = "/calendar/2027/notice/"
NOTICE = {"notice_number": NUMBER, "text": IMAGINED_2027}


@pytest.fixture(autouse=True)
def officer(client, clock):
    clock.set(2026, 12, 1, 10)
    fill_calendar(now=portal_clock.now())
    return sign_in(client, Role.GUIDANCE_OFFICER)


def digest_in(page) -> str:
    return re.search(r'name="digest"\s+value="([0-9a-f]{64})"', page.content.decode())[1]


def test_enter_preview_publish(client):
    filed = obligation(ObligationCode.ARRANGE, plan(state=PlanState.FILED, first_exam_date=EXAM), date(2027, 2, 22))
    draft = obligation(ObligationCode.FILE, plan(), EXAM)
    assert client.get(PAGE).status_code == 200

    preview = client.post(PAGE, NOTICE)
    text = preview.content.decode()
    assert filed.plan.number in text and filed.plan.title in text
    assert draft.plan.number not in text and "1 项属于起草中的计划" in text
    assert CalendarYear.objects.get(pk=2027).provisional

    published = client.post(PAGE, {**NOTICE, "digest": digest_in(preview)}, follow=True)
    assert published.redirect_chain == [("/calendar/2027/", 302)]
    assert "2027 年放假通知已发布" in published.content.decode()
    draft.refresh_from_db()
    assert (draft.last_day, draft.provisional) == (NEW_LAST_DAY, False)


def test_a_stale_preview_is_shown_again_instead_of_published(client):
    preview = client.post(PAGE, NOTICE)
    late_comer = obligation(ObligationCode.FILE, plan(), EXAM)
    again = client.post(PAGE, {**NOTICE, "digest": digest_in(preview)})
    assert again.status_code == 200
    assert "请重新预览" in again.content.decode()
    assert digest_in(again) != digest_in(preview)
    late_comer.refresh_from_db()
    assert late_comer.last_day == OLD_LAST_DAY


def test_every_reason_against_a_notice_is_on_the_page(client):
    page = client.post(PAGE, {"notice_number": NUMBER, "text": "元旦：1月1日（周一）放假。"})
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("写作周一，实为周五", "春节 2027-02-05 是法定节假日", "与法定 13 天加调休上班 0 天"):
        assert words in text
    assert "元旦：1月1日（周一）放假。" in text  # what was typed is not lost


def test_back_from_the_preview_keeps_what_was_typed(client):
    page = client.post(PAGE, {**NOTICE, "edit": "yes"})
    assert "预览影响" in page.content.decode() and NUMBER in page.content.decode()


def test_a_published_year_opens_with_its_days(client):
    page = client.get("/calendar/2026/notice/").content.decode()
    assert "2026-02-14 上班 春节" in page and "国办发明电〔2025〕7号" in page


def test_a_published_year_opened_and_sent_unchanged_changes_nothing(client):
    form = client.get("/calendar/2026/notice/").context["form"]
    preview = client.post("/calendar/2026/notice/", form.initial)
    assert preview.context["preview"].changed_days == ()


def test_a_single_day(client):
    question = {"date": "2026-12-16", "kind": "HOLIDAY", "name": "停课", "notice_number": "京〔2026〕1号"}
    preview = client.post("/calendar/day/", question)
    client.post("/calendar/day/", {**question, "digest": digest_in(preview)})
    assert load_calendar().kind_of(date(2026, 12, 16)) is DayKind.HOLIDAY
    question = {"date": "2026-12-16", "kind": "BY_WEEKDAY", "name": "", "notice_number": "京〔2026〕2号"}
    preview = client.post("/calendar/day/", question)
    client.post("/calendar/day/", {**question, "digest": digest_in(preview)})
    assert load_calendar().kind_of(date(2026, 12, 16)) is DayKind.WORKING


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GUIDANCE_OFFICER}))
def test_nobody_else_opens_or_sends_these_pages(client, role):
    sign_in(client, Role(role))
    for path in (PAGE, "/calendar/day/"):
        assert client.get(path).status_code == 403
        assert client.post(path, NOTICE).status_code == 403
    assert CalendarYear.objects.get(pk=2027).provisional


@pytest.mark.parametrize("year", [1900, 2100])
def test_years_out_of_reach_are_not_found(client, year):
    assert client.get(f"/calendar/{year}/notice/").status_code == 404
