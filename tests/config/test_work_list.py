"""The work list: what each role must do, in the right order, at a constant cost."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.config.worklist import Line, work_list
from appraisal.core.clock import today
from appraisal.core.models import CalendarYear, Notice, Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section
from appraisal.core.services import notices
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate, Plan
from plans.queries.review_work import NO_SLOTS
from plans.rules.obligations import ObligationCode
from plans.rules.review_enums import CopyHolder
from plans.rules.states import PlanState
from plans.services import papers
from plans.services.obligations import lay_obligations
from plans.services.public_notices import close_notices, publish_notice
from plans.services.qualifying import qualify_plan
from plans.services.sweep import sweep
from tests.factories import core, filing, re_review, technicians
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


def test_the_committee_sees_when_the_plans_that_chose_it_have_their_review() -> None:
    ground = filing.ground(level=2)
    plan = technicians.accepted(ground)
    clerk = core.actor(Role.COMMITTEE_CLERK, technicians.chosen(ground, plan))
    (part,) = work_list(clerk, NOW)
    (line,) = part.lines
    assert (part.section, line.item.what, line.item.key) == (Section.COMING, "综合评审", plan.number)
    assert line.item.last_day == plan.sittings.get(subject="REVIEW").date
    assert work_list(core.actor(Role.COMMITTEE_CLERK), NOW) == []


def test_finance_is_told_why_there_is_nothing(client: Client, section: Organisation) -> None:
    core.sign_in(client, Role.FINANCE_OFFICER, section)
    assert "要审批的支付批次" in client.get("/").content.decode()


# --- first review, re-review, qualifying --------------------------------------------------------------
def lines(actor: Actor, now: datetime = re_review.NOW) -> dict[str, Line]:
    """The lines of all sections by what is to be done."""
    return {line.item.what: line for part in work_list(actor, now) for line in part.lines}


def todo(actor: Actor, now: datetime = re_review.NOW) -> set[str]:
    return set(lines(actor, now)) - {"首场考试", "缴纳鉴定费", "完成考场编排", "完成报名"}


@pytest.fixture
def ground() -> filing.Ground:
    fill_calendar(now=filing.NOW)
    return filing.ground()


def test_candidates_wait_for_their_first_review_until_they_stand_as_reviewed(ground: filing.Ground) -> None:
    plan = filing.accepted(ground)
    one, other = filing.candidate(plan), filing.candidate(plan)
    line = lines(ground.clerk)["资格初审"]
    assert line.item.about.endswith("2 名考生")
    assert line.item.last_day == plan.obligations.get(code="ENROL").last_day
    assert line.path == f"/plans/{plan.number}/first-review/"
    for candidate in (one, other):
        candidate.first_reviews.create(outcome="PASSED", reviewed_by_id=ground.clerk.user_id, reviewed_at=re_review.NOW)
    assert "资格初审" not in lines(ground.clerk)
    Candidate.objects.filter(pk=one.pk).update(updated_at=re_review.NOW + timedelta(hours=1))
    assert lines(ground.clerk)["资格初审"].item.about.endswith("1 名考生")


def test_the_institute_books_and_the_district_publishes_slots(ground: filing.Ground) -> None:
    plan = re_review.enrolled(ground, 3)
    book = lines(ground.clerk)["预约资格复审"]
    assert book.item.about.endswith("3 名考生")
    assert book.item.last_day == plan.obligations.get(code="PAY").last_day
    missing = lines(ground.district)["发布复审时段"]
    assert (missing.path, missing.item.about) == ("/re-review/slots/new/", f"{NO_SLOTS} · 3 名考生")

    slot = re_review.slot(plan.district, 100)
    assert todo(ground.district) == set()
    booking = re_review.booked(ground, plan, slot)
    assert todo(ground.clerk) == {"提出考评人数需求"}
    coming = lines(ground.district)["已预约的资格复审"]
    assert (coming.item.section, coming.item.last_day) == (Section.COMING, today(slot.starts_at))
    assert coming.path == f"/re-review/desk/{booking.pk}/"
    assert todo(core.actor(Role.DISTRICT_OFFICER)) == set()


def test_a_slot_that_is_full_is_none_for_those_who_wait(ground: filing.Ground) -> None:
    plan = re_review.enrolled(ground, 3)
    re_review.booked(ground, plan, re_review.slot(plan.district, 1), 1)
    assert lines(ground.district)["发布复审时段"].item.about.endswith("2 名考生")


def test_the_desk_has_todays_bookings_and_those_not_finished(ground: filing.Ground) -> None:
    plan = re_review.enrolled(ground, 2)
    booking = re_review.booked(ground, plan)
    first, second = re_review.ids(plan)
    line = lines(ground.district, re_review.REVIEW_DAY)["今天的资格复审"]
    at = f"{booking.slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    assert line.item.about == f"{plan.number} {plan.title} · {at} · 2 名考生"

    re_review.decide(ground, booking, first, re_review.MORE)
    assert lines(ground.district, re_review.REVIEW_DAY)["今天的资格复审"].item.about.endswith("1 名考生")
    assert lines(ground.clerk, re_review.REVIEW_DAY)["补齐复审材料"].item.about.endswith("1 名考生")
    next_day = re_review.REVIEW_DAY + timedelta(days=1)
    assert "补办以前没有审完的复审" in todo(ground.district, next_day)
    re_review.decide(ground, booking, second)
    assert not {"今天的资格复审", "补办以前没有审完的复审"} & todo(ground.district, next_day)


def test_papers_are_made_sealed_and_handed_over_and_the_plan_is_qualified(ground: filing.Ground) -> None:
    now = re_review.REVIEW_DAY
    plan, _ = re_review.reviewed(ground)
    assert todo(ground.district, now) == {"制作复审表和花名册"}
    made = papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=now)
    assert todo(ground.district, now) == {"复审表、花名册盖章"}
    papers.seal_copies(actor=ground.district, copy_ids=[one.pk for one in made], now=now)
    assert todo(ground.district, now) == {"移交复审表、花名册", "办理资格审查通过"}
    assert todo(ground.clerk, now) == {"提出考评人数需求"}
    qualify_plan(actor=ground.district, plan_id=plan.pk, now=now)
    for copy in made:
        if copy.holder != CopyHolder.DISTRICT:
            assert todo(ground.district, now) == {"移交复审表、花名册"}
            papers.hand_over(actor=ground.district, copy_id=copy.pk, to="王某", now=now)
    assert todo(ground.district, now) == set()


def test_the_institute_qualifies_plans_without_re_review_once_their_notice_has_ended() -> None:
    fill_calendar(now=filing.NOW)
    fourth, second = filing.ground(level=4), filing.ground(level=2)
    technicians.enrolled(fourth)
    assert todo(fourth.clerk) == {"办理资格审查通过", "提出考评人数需求"}
    assert todo(fourth.district) == set()
    technicians.enrolled(second)
    assert "办理资格审查通过" not in todo(second.clerk)
    plan = second.institute.plans.get()
    notice = publish_notice(actor=second.officer, plan_id=plan.pk, now=NOW)
    assert "办理资格审查通过" not in todo(second.clerk)
    ended = datetime.combine(notice.closes_on + timedelta(days=1), datetime.min.time(), BEIJING)
    close_notices(now=ended)
    assert "办理资格审查通过" in todo(second.clerk, ended)
    qualify_plan(actor=second.clerk, plan_id=plan.pk, now=ended)
    assert "办理资格审查通过" not in todo(second.clerk, ended)


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
