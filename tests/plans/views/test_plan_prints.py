"""The page 文书: versions and validity per role, printing at once and by the worker, strangers see nothing."""

import pytest
from django.test import Client

from appraisal.core.models import Paper, PrintJob
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.typesetting import FontMissing
from plans.models import Candidate, Plan, Ticket
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.frozen_clock import FrozenClock
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
PEOPLE = 6


@pytest.fixture(autouse=True)
def today(clock: FrozenClock) -> FrozenClock:
    clock.moment = rooms.NOW
    return clock


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    return rooms.complete(ground, PEOPLE)


@pytest.fixture
def clerk(ground) -> Client:
    return client_of(Role.INSTITUTE_CLERK, ground.institute)


def client_of(role: Role, home) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


def text(response) -> str:
    return response.content.decode()


def test_what_there_is_in_which_version(plan, clerk):
    address = f"/plans/{plan.number}/prints/"
    assert address in text(clerk.get(f"/plans/{plan.number}/"))
    page = text(clerk.get(address))
    assert f"打印全部 {PEOPLE} 张" in page and "还没有打印过" in page
    for word in ("座次表", "考场门贴", "考生签到表", "成绩花名册", "执评情况表", "鉴定申请表"):
        assert word in page
    answer = clerk.post(f"{address}ticket/")
    assert answer["Content-Type"] == "application/pdf"
    assert text_of(answer.content).count("北京市职业技能鉴定准考证") == PEOPLE
    assert f"有效 {PEOPLE} 张" in text(clerk.get(address))
    Paper.objects.filter(part=f"candidate:{Candidate.objects.first().pk}").update(superseded_at=rooms.NOW)
    page = text(clerk.get(address))
    assert f"有效 {PEOPLE - 1} 张" in page and "要重打 1 张" in page


def test_one_ticket_again_by_number_or_name(plan, clerk):
    ticket = Ticket.objects.filter(plan=plan).select_related("candidate").first()
    for words in (f" {ticket.number} ", ticket.candidate.name):
        answer = clerk.post(f"/plans/{plan.number}/prints/ticket/", {"ticket": words})
        assert text_of(answer.content).count("北京市职业技能鉴定准考证") == 1
        assert ticket.number in text_of(answer.content)
    answer = clerk.post(f"/plans/{plan.number}/prints/ticket/", {"ticket": "没有这个人"})
    assert answer.status_code == 422
    assert "没有找到对应的考生" in text(answer)


def test_one_room_alone(plan, clerk):
    use = rooms.uses(plan)[0]
    answer = clerk.post(f"/plans/{plan.number}/prints/door-sheet/", {"part": f"use:{use.pk}"})
    assert f"第{use.number:02}考场" in "".join(text_of(answer.content).split())
    page = text(clerk.get(f"/plans/{plan.number}/prints/"))
    assert f"/verify/{Paper.objects.get().token}/" in page


def test_many_lead_to_the_print(plan, clerk, settings):
    settings.KAOWU = {**settings.KAOWU, "PRINT_AT_ONCE": 1}
    answer = clerk.post(f"/plans/{plan.number}/prints/ticket/", follow=True)
    assert answer.redirect_chain == [(f"/prints/{PrintJob.objects.get().pk}/", 302)]
    assert "正在等待制作" in text(answer)


def test_who_may_see_and_print(ground, plan, clerk):
    address = f"/plans/{plan.number}/prints/"
    district = client_of(Role.DISTRICT_OFFICER, ground.institute.district)
    page = text(district.get(address))
    assert "座次表" in page and "补打" not in page
    assert district.post(f"{address}ticket/").status_code == 403
    assert district.post(f"{address}sign-in-sheet/")["Content-Type"] == "application/pdf"
    finance = client_of(Role.FINANCE_OFFICER, None)
    assert finance.get(address).status_code == 200
    assert finance.post(f"{address}plan-form/").status_code == 403
    other = make.ground()
    for stranger in (
        client_of(Role.INSTITUTE_CLERK, other.institute),
        client_of(Role.DISTRICT_OFFICER, other.institute.district),
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}plan-form/").status_code == 404
    assert client_of(Role.EXAMINER, None).get(address).status_code == 403
    assert clerk.post(f"{address}bill/").status_code == 404
    assert clerk.post(f"{address}nonsense/").status_code == 404


def test_too_early_says_when(ground):
    plan = rooms.paid(ground, 2)
    clerk = client_of(Role.INSTITUTE_CLERK, ground.institute)
    page = text(clerk.get(f"/plans/{plan.number}/prints/"))
    assert "完成考场编排以后、考试以前才能打印" in page
    answer = clerk.post(f"/plans/{plan.number}/prints/ticket/")
    assert answer.status_code == 422
    assert "完成考场编排以后" in text(answer)


@pytest.mark.logs_errors(reason="an answer of 503 is logged")
def test_without_a_chinese_font_the_page_says_whom_to_ask(plan, clerk, monkeypatch):
    def missing(*_: object, **__: object) -> bytes:
        raise FontMissing

    monkeypatch.setattr("plans.views.plan_papers.set_papers", missing)
    answer = clerk.post(f"/plans/{plan.number}/prints/plan-form/")
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in text(answer)


def test_the_page_costs_the_same_for_any_number_of_papers(ground, clerk, django_assert_max_num_queries):
    plan = rooms.complete(ground, 35)
    for kind in ("ticket", "door-sheet", "seat-chart"):
        clerk.post(f"/plans/{plan.number}/prints/{kind}/")
    with django_assert_max_num_queries(16):
        assert clerk.get(f"/plans/{plan.number}/prints/").status_code == 200
