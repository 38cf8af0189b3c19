"""The work list: what each role must do, in the right order, at a constant cost."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.config.worklist import work_list
from appraisal.core.models import CalendarYear, Notice, Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section
from appraisal.core.services import notices
from plans.models import Plan
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services.obligations import lay_obligations
from plans.services.sweep import sweep
from tests.factories import core
from tests.factories import plans as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
EXAM = date(2026, 6, 13)


@pytest.fixture(autouse=True)
def section(clock: FrozenClock) -> Organisation:
    return core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")


@pytest.fixture
def institute() -> Organisation:
    return core.organisation(OrganisationKind.INSTITUTE)


@pytest.fixture
def clerk(institute: Organisation) -> Actor:
    return core.actor(Role.INSTITUTE_CLERK, institute)


@pytest.fixture
def officer(section: Organisation) -> Actor:
    return core.actor(Role.GUIDANCE_OFFICER, section)


def plan_in(state: PlanState, institute: Organisation, exam: date | None = EXAM) -> Plan:
    filed_at = None if state == PlanState.DRAFT else NOW
    plan = make.plan(institute, state=state, first_exam_date=exam, state_since=NOW, filed_at=filed_at)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=NOW)
    return plan


def found(actor: Actor, section: Section, now: datetime = NOW) -> list[tuple[str, str]]:
    for part in work_list(actor, now):
        if part.section is section:
            return [(line.item.what, line.item.about.split()[0]) for line in part.lines]
    return []


def test_the_institute_sees_what_it_can_do_now_nearest_first(clerk: Actor, institute: Organisation) -> None:
    later = plan_in(PlanState.DRAFT, institute, date(2026, 8, 1))
    sooner = plan_in(PlanState.RETURNED, institute)
    accepted = plan_in(PlanState.ACCEPTED, institute)
    dateless = plan_in(PlanState.DRAFT, institute, None)
    filed = plan_in(PlanState.FILED, institute)
    plan_in(PlanState.DRAFT, core.organisation(OrganisationKind.INSTITUTE))  # somebody else's

    assert found(clerk, Section.TO_DO) == [
        ("上报计划", sooner.number),
        ("完成报名", accepted.number),
        ("上报计划", later.number),
        ("选定考试日期", dateless.number),
    ]
    assert found(clerk, Section.WAITING) == [("等市中心答复", filed.number)]


def test_the_city_sees_plans_to_answer_and_what_is_suspended_or_late(officer: Actor, institute: Organisation) -> None:
    filed = plan_in(PlanState.FILED, institute)
    plan_in(PlanState.DRAFT, institute)
    assert found(officer, Section.TO_DO) == [("答复计划", filed.number)]

    paid = plan_in(PlanState.PAID, institute, date(2026, 3, 20))
    enrolling = plan_in(PlanState.ACCEPTED, institute, date(2026, 3, 30))
    now = enrolling.obligations.get(code="ENROL").due_at
    sweep(now=now)
    assert ("处理已暂停的计划", paid.number) in found(officer, Section.TO_DO, now)
    assert ("逾期未办，等对方补办", enrolling.number) in found(officer, Section.WAITING, now)


def test_what_is_late_comes_first_and_is_marked(officer: Actor, institute: Organisation) -> None:
    late = plan_in(PlanState.FILED, institute)
    now = late.obligations.get(code="ANSWER").due_at
    sweep(now=now)
    fresh = make.plan(institute, state=PlanState.FILED, first_exam_date=EXAM, state_since=now, filed_at=now)
    with transaction.atomic():
        lay_obligations(plan=fresh, calendar=load_calendar(), now=now)

    part = work_list(officer, now)[0]
    assert [(line.item.about.split()[0], line.item.is_late) for line in part.lines] == [
        (late.number, True),
        (fresh.number, False),
    ]
    assert part.late == 1


def test_districts_and_committees_see_exams_to_come(institute: Organisation) -> None:
    district = core.actor(Role.DISTRICT_OFFICER, institute.district)
    accepted = plan_in(PlanState.ACCEPTED, institute)
    plan_in(PlanState.FILED, institute)
    plan_in(PlanState.ACCEPTED, core.organisation(OrganisationKind.INSTITUTE))
    assert found(district, Section.COMING) == [("首场考试", accepted.number)]
    assert work_list(core.actor(Role.COMMITTEE_CLERK), NOW) == []


def test_a_year_without_notice_is_the_citys_work(officer: Actor, clerk: Actor) -> None:
    CalendarYear.objects.update_or_create(year=2027, defaults={"provisional": True})
    assert ("发布放假安排", "2027") in found(officer, Section.TO_DO)
    assert ("发布放假安排", "2027") not in found(clerk, Section.TO_DO)


@pytest.mark.parametrize("role", Role)
def test_home_costs_the_same_for_one_plan_and_for_many(client: Client, role: Role, section: Organisation) -> None:
    institute = core.organisation(OrganisationKind.INSTITUTE)
    homes = {
        Role.INSTITUTE_CLERK: institute,
        Role.DISTRICT_OFFICER: institute.district,
        Role.GUIDANCE_OFFICER: section,
    }
    core.sign_in(client, role, homes.get(role))
    client.get("/")  # the session is written once

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    before = cost()
    for state in (PlanState.DRAFT, PlanState.FILED, PlanState.ACCEPTED, PlanState.PAID):
        for _ in range(3):
            plan_in(state, institute)
    assert cost() == before <= 8


def test_an_examiner_without_task_is_told_so(client: Client) -> None:
    core.sign_in(client, Role.EXAMINER)
    assert "现在没有派遣任务" in client.get("/").content.decode()


# --- letters --------------------------------------------------------------------------------------
@pytest.fixture
def letter(institute: Organisation) -> Notice:
    with transaction.atomic():
        notices.post(
            organisation_ids=[institute.pk], subject="计划已受理", body="内容", key="k", now=NOW, path="/plans/"
        )
    return Notice.objects.get()


def test_a_letter_is_unread_until_marked(client: Client, institute: Organisation, letter: Notice) -> None:
    core.sign_in(client, Role.INSTITUTE_CLERK, institute)
    assert "计划已受理" in client.get("/").content.decode()
    answer = client.post("/letters/", {"letter": letter.pk})
    assert answer.url == "/"
    letter.refresh_from_db()
    assert letter.read_at is not None
    assert "计划已受理" not in client.get("/").content.decode()
    assert "计划已受理" in client.get("/letters/").content.decode()


def test_nobody_marks_the_letters_of_others(client: Client, letter: Notice) -> None:
    core.sign_in(client, Role.INSTITUTE_CLERK)
    client.post("/letters/", {"letter": letter.pk})
    letter.refresh_from_db()
    assert letter.read_at is None
    assert "计划已受理" not in client.get("/letters/").content.decode()


def test_marking_leads_nowhere_outside(client: Client, institute: Organisation, letter: Notice) -> None:
    core.sign_in(client, Role.INSTITUTE_CLERK, institute)
    answer = client.post("/letters/", {"letter": letter.pk, "next": "https://elsewhere.example/"})
    assert answer.url == "/"
    assert client.post("/letters/", {"letter": "x", "next": "/letters/"}).url == "/letters/"


def test_an_obligation_made_by_hand_is_nearest_first(clerk: Actor, institute: Organisation) -> None:
    plan = make.plan(institute, state=PlanState.ACCEPTED, first_exam_date=EXAM)
    make.obligation(ObligationCode.ENROL, plan, EXAM, due_at=NOW + timedelta(days=1))
    assert found(clerk, Section.TO_DO) == [("完成报名", plan.number)]
