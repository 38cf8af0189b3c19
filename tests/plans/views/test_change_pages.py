"""Pages of changes of time and place 一（二） per role: asking with the impact, deciding, telling districts."""

from datetime import date

import pytest
from django.test import Client

from appraisal.core.models import Organisation
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import ChangeRequest, DistrictNotice, Plan
from plans.rules.change_enums import ChangeState
from plans.rules.quality import Measure
from plans.services.change_decisions import decide_change
from tests.factories import catalogue, core, rooms
from tests.factories import changes as ask_for
from tests.factories import filing as make
from tests.factories.filing import NOW
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(clock: FrozenClock) -> None:
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=NOW)


@pytest.fixture
def ground() -> make.Ground:
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    return make.accepted(ground)


@pytest.fixture
def haidian() -> Organisation:
    return core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")


def as_role(role: Role, home: Organisation | None = None) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


def as_clerk(ground: make.Ground) -> Client:
    return as_role(Role.INSTITUTE_CLERK, ground.institute)


def as_officer() -> Client:
    return as_role(Role.GUIDANCE_OFFICER, make.guidance_section())


def wanted(plan: Plan, day: str = "2026-05-23", **more: object) -> dict[str, object]:
    return {f"day-{ask_for.sitting(plan).pk}": day, "reason": "场地检修", "document": catalogue.pdf(), **more}


def approved(ground: make.Ground, plan: Plan, haidian: Organisation) -> ChangeRequest:
    wishes = [ask_for.wish(plan, day=None, place="海淀教室", district_id=haidian.pk)]
    change = ask_for.ask(ground, plan, wishes)
    return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)


# --- asking -----------------------------------------------------------------------------------------
def test_the_plans_page_leads_to_the_form_which_shows_what_stands_and_until_when(
    ground: make.Ground, plan: Plan
) -> None:
    clerk = as_clerk(ground)
    assert f"/plans/{plan.number}/changes/new/" in clerk.get(f"/plans/{plan.number}/").content.decode()
    page = clerk.get(f"/plans/{plan.number}/changes/new/").content.decode()
    assert "按时申请到 2026-05-11（周一）" in page
    assert "2026-05-16（周六） 09:00" in page


def test_the_impact_is_shown_before_anything_is_sent(ground: make.Ground, plan: Plan) -> None:
    make.candidate(plan, theory="NEW")
    clerk = as_clerk(ground)
    fragment = clerk.post(f"/plans/{plan.number}/changes/impact/", wanted(plan)).content.decode()
    assert "<html" not in fragment
    for words in ("符合一（二）的规定", "1 名考生的考试时间或地点变更", "减 1 分（系统默认分值（未见于文件））"):
        assert words in fragment
    early = clerk.post(f"/plans/{plan.number}/changes/impact/", wanted(plan, "2026-05-15")).content.decode()
    assert "变更的时间须在原鉴定时间之后" in early
    whole = clerk.post(f"/plans/{plan.number}/changes/new/", wanted(plan, look="1")).content.decode()
    assert "符合一（二）的规定" in whole
    assert ChangeRequest.objects.count() == 0


def test_all_reasons_at_once_and_then_it_is_sent(ground: make.Ground, plan: Plan) -> None:
    clerk, address = as_clerk(ground), f"/plans/{plan.number}/changes/new/"
    refused = clerk.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "共 3 个原因" in refused.content.decode()
    wrong = clerk.post(address, wanted(plan, document=catalogue.pdf("证.pdf", b"MZ not a document")))
    assert wrong.status_code == 422
    done = clerk.post(address, wanted(plan), follow=True).content.decode()
    assert "变更申请已提交" in done
    assert "2026-05-23（周六）09:00" in done
    assert "撤回申请" in done


def test_where_seats_are_arranged_a_new_place_names_its_rooms(ground: make.Ground, clock: FrozenClock) -> None:
    clock.moment = rooms.NOW
    plan = rooms.complete(ground, 3)
    there = rooms.room(ground.institute, name="南楼 301")
    clerk, address = as_clerk(ground), f"/plans/{plan.number}/changes/new/"
    key = ask_for.sitting(plan).pk
    page = clerk.get(address).content.decode()
    assert "南楼 301（北京市，30 座）" in page
    assert f"room_ids-{ask_for.sitting(plan, 'PRACTICAL').pk}" not in page
    refused = clerk.post(address, wanted(plan, "", **{f"place-{key}": "南楼三层"}))
    assert "改到新地点却没有写明新地点的考场" in refused.content.decode()
    given = wanted(plan, "", **{f"place-{key}": "南楼三层", f"room_ids-{key}": [there.pk]})
    assert "新地点的考场：南楼 301" in clerk.post(address, {**given, "look": "1"}).content.decode()
    assert "变更申请已提交" in clerk.post(address, given | {"document": catalogue.pdf()}, follow=True).content.decode()
    assert ChangeRequest.objects.get().lines.get().new_room_ids == [there.pk]


def test_a_plan_that_is_not_accepted_leads_back_with_the_reason(ground: make.Ground) -> None:
    plan = make.filed(ground)
    page = as_clerk(ground).get(f"/plans/{plan.number}/changes/new/", follow=True)
    assert page.redirect_chain[-1][0] == f"/plans/{plan.number}/"
    assert "受理以后、考试以前才能申请变更" in page.content.decode()


# --- deciding ---------------------------------------------------------------------------------------
def test_the_city_sees_the_impact_and_approves(ground: make.Ground, plan: Plan) -> None:
    change, officer = ask_for.ask(ground, plan), as_officer()
    assert plan.title in officer.get("/changes/").content.decode()
    page = officer.get(f"/changes/{change.pk}/").content.decode()
    assert "符合一（二）的规定" in page
    lacking = officer.post(f"/changes/{change.pk}/decide/", {"note": ""})
    assert lacking.status_code == 422
    done = officer.post(f"/changes/{change.pk}/decide/", {"approved": "yes", "note": ""}, follow=True)
    assert "已审核，并通知有关各方" in done.content.decode()
    assert "同意时办理的事项" in done.content.decode()
    again = officer.post(f"/changes/{change.pk}/decide/", {"approved": "no", "note": "x"}, follow=True)
    assert "不能再办理" in again.content.decode()
    assert ask_for.sitting(plan).date == date(2026, 5, 23)


def test_who_may_not_decide_gets_no_further(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    clerk = as_clerk(ground)
    assert "提交审核结果" not in clerk.get(f"/changes/{change.pk}/").content.decode()
    assert clerk.post(f"/changes/{change.pk}/decide/", {"approved": "yes"}).status_code == 403
    assert as_clerk(make.ground()).get(f"/changes/{change.pk}/").status_code == 404


def test_taken_back_from_its_page(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    page = as_clerk(ground).post(f"/changes/{change.pk}/withdraw/", follow=True)
    assert "变更申请已撤回" in page.content.decode()
    assert ChangeRequest.objects.get().state == ChangeState.WITHDRAWN


# --- districts --------------------------------------------------------------------------------------
def test_the_district_sees_what_moves_in_and_confirms_the_institutes_notice(
    ground: make.Ground, plan: Plan, haidian: Organisation
) -> None:
    change = approved(ground, plan, haidian)
    notice, clerk = DistrictNotice.objects.get(), as_clerk(ground)
    telephone = {"manner": "PHONE", "note": ""}
    lacking = clerk.post(f"/changes/notices/{notice.pk}/tell/", telephone)
    assert "没有写明通知了谁" in lacking.content.decode()
    clerk.post(f"/changes/notices/{notice.pk}/tell/", {"manner": "PORTAL"})
    there = as_role(Role.DISTRICT_OFFICER, haidian)
    listed = there.get("/changes/").content.decode()
    assert "移入移出本区" in listed
    assert plan.title in listed
    page = there.get(f"/changes/{change.pk}/").content.decode()
    assert f'href="/plans/{plan.number}/"' not in page  # the plan itself is another district's
    confirmed = there.post(f"/changes/notices/{notice.pk}/receive/", follow=True).content.decode()
    assert "已确认收到通知" in confirmed
    assert as_role(Role.DISTRICT_OFFICER).get(f"/changes/{change.pk}/").status_code == 404
    assert clerk.post("/changes/notices/99999/tell/", telephone).status_code == 404


# --- around -----------------------------------------------------------------------------------------
def test_the_plans_page_tells_of_its_changes_and_the_work_lists_too(
    ground: make.Ground, plan: Plan, haidian: Organisation
) -> None:
    waiting = ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL")])
    approved(ground, plan, haidian)
    clerk = as_clerk(ground)
    page = clerk.get(f"/plans/{plan.number}/").content.decode()
    assert f'href="/changes/{waiting.pk}/"' in page
    home = clerk.get("/").content.decode()
    for words in ("变更申请等市中心审核", "考前通知移入的区县中心", "核对减分，有异议的申诉"):
        assert words in home
    assert "审核时间、地点变更" in as_officer().get("/").content.decode()


def test_the_right_to_change_stands_on_the_ladder_but_is_not_the_next_step(ground: make.Ground, plan: Plan) -> None:
    page = as_clerk(ground).get(f"/plans/{plan.number}/").content.decode()
    assert page.count("申请变更时间、地点") >= 2
    assert "下一步：申请变更" not in page


def test_approved_changes_count_in_the_statistics(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    make.candidate(plan)
    Plan.objects.filter(pk=plan.pk).update(candidate_count=1)
    plan.steps.create(action="ENROL", from_state="ACCEPTED", to_state="ENROLLED", at=NOW, actor_label="系统")
    approved(ground, plan, haidian)
    ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL")])
    page = as_officer().get(f"/statistics/quality/?view={Measure.CHANGES}").content.decode()
    assert 'data-label="变更">1</td>' in page.replace("\n", "")


def test_the_pages_cost_a_constant_number_of_queries(
    ground: make.Ground, plan: Plan, django_assert_max_num_queries: object
) -> None:
    for subject in ("THEORY", "PRACTICAL"):
        ask_for.ask(ground, plan, [ask_for.wish(plan, subject)])
    officer = as_officer()
    officer.get("/changes/")
    with django_assert_max_num_queries(9):
        officer.get("/changes/")
