"""Duty: kept and handed in by the institute, entered twice blind by the district, confirmed, paid by."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import Document, Notice
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from examiners.models import Duty, DutyLine, DutyMember, ProblemReport
from examiners.queries.duty import duties_of_plan
from examiners.rules.duty import DutyRole, ScanKind
from examiners.services import duty_entries, duty_hand_ins, duty_sheets
from examiners.services.duty_entries import Entered
from examiners.services.duty_sheets import Meeting
from plans.models import Plan
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.duties import ABSENT, LEADER, MEMBER
from tests.factories.scores import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    return given.held(ground)


def refusals_of(action) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.code for refusal in refused.value.refusals]


def state(plan: Plan) -> str:
    return Plan.objects.values_list("state", flat=True).get(pk=plan.pk)


# --- the institute --------------------------------------------------------------------------------------
def test_a_bare_hand_in_hears_everything_that_is_missing(ground, plan):
    where = {"actor": ground.clerk, "sitting_id": duties.practical(plan), "now": MONDAY}
    assert refusals_of(lambda: duty_hand_ins.hand_in(handed_to="", **where)) == [
        "duty_no_meeting", "duty_no_team", "duty_not_sealed", "duty_scan_missing", "duty_scan_missing",
        "duty_no_wrap_up", "duty_handed_to_missing",
    ]  # fmt: skip


def test_handed_in_whole_the_district_is_told_and_nothing_changes_any_more(ground, plan):
    people = duties.handed_in(ground, plan)
    assert state(plan) == "REPORTED"
    assert plan.obligations.get(code="REPORT").state == "MET"
    assert Notice.objects.filter(organisation=plan.district, subject__contains="已报送").exists()
    assert Document.objects.filter(name="扫描件.pdf").count() == 2
    with pytest.raises(Conflict):
        duties.keep_all(ground, plan, people)


def test_only_the_own_institute_keeps_the_sheet(ground, plan):
    meeting = Meeting(duties.MEETING_AT, "", "")
    for actor in (core.actor(Role.INSTITUTE_CLERK), ground.district, ground.officer):
        with pytest.raises(NotPermitted):
            duty_sheets.record_meeting(actor=actor, sitting_id=duties.practical(plan), meeting=meeting, now=MONDAY)


def test_a_meeting_names_who_was_there_and_keeps_the_briefing(ground):
    plan = given.arranged(ground)
    people = duties.team(plan)
    assert plan.obligations.get(code="BRIEF").state == "OPEN"

    def record(at, *present):
        meeting = Meeting(at, "二层会议室", "学习考务要求", frozenset(present))
        duty_sheets.record_meeting(
            actor=ground.clerk, sitting_id=duties.practical(plan), meeting=meeting, now=duties.MEETING_AT
        )

    assert refusals_of(lambda: record(None)) == ["missing", "duty_meeting_empty"]
    assert refusals_of(lambda: record(duties.MEETING_AT + timedelta(days=1), people[0])) == ["duty_time_ahead"]
    record(duties.MEETING_AT, *people[:2])
    assert [one.met for one in DutyMember.objects.order_by("pk")] == [True, True, False]
    assert plan.obligations.get(code="BRIEF").state == "MET"


def test_problems_go_to_the_district_in_writing_and_are_answered(ground, plan):
    duties.team(plan)
    where = duties.practical(plan)
    problem = duty_hand_ins.report_problem(
        actor=ground.clerk, sitting_id=where, text="三号工位电源跳闸", attachment=duties.PDF, now=MONDAY
    )
    assert Notice.objects.filter(organisation=plan.district, subject__contains="问题报告", urgent=True).exists()
    with pytest.raises(NotPermitted):
        duty_hand_ins.answer_problem(
            actor=core.actor(Role.DISTRICT_OFFICER), problem_id=problem.pk, reply="已阅", now=MONDAY
        )

    def answer(reply):
        duty_hand_ins.answer_problem(actor=ground.district, problem_id=problem.pk, reply=reply, now=MONDAY)

    assert refusals_of(lambda: answer(" ")) == ["missing"]
    answer("请在下次考试前检修")
    assert ProblemReport.objects.get().reply == "请在下次考试前检修"
    with pytest.raises(Conflict):
        answer("再答一次")


def test_a_stand_in_is_named_by_the_district_with_a_reason(ground, plan):
    people = duties.team(plan)
    newcomer = duties.examiner("临时替补")
    Plan.objects.filter(pk=plan.pk).update(state="HELD")
    where = {"actor": ground.officer, "sitting_id": duties.practical(plan), "role": DutyRole.MEMBER, "now": MONDAY}
    assert refusals_of(lambda: duty_sheets.name_stand_in(examiner_id=people[0], reason="", **where)) == [
        "reason_missing", "duty_member_already",
    ]  # fmt: skip
    made = duty_sheets.name_stand_in(examiner_id=newcomer.pk, reason="原考评员突发疾病", **where)
    assert (made.name, made.stand_in) == ("临时替补", "原考评员突发疾病")


def test_a_scan_is_taken_off_and_missed_again(ground, plan):
    people = duties.team(plan)
    duties.keep_all(ground, plan, people)
    scan = duties.sheet_of(plan).scans.get(kind=ScanKind.DUTY_SHEET)
    duty_sheets.remove_scan(actor=ground.clerk, scan_id=scan.pk, now=MONDAY)
    where = {"actor": ground.clerk, "sitting_id": duties.practical(plan), "now": MONDAY}
    assert refusals_of(lambda: duty_hand_ins.hand_in(handed_to="王芳", **where)) == ["duty_scan_missing"]


def test_what_follows_the_exam_was_not_before_its_day(ground, plan):
    duties.team(plan)
    where = {"actor": ground.clerk, "sitting_id": duties.practical(plan), "now": MONDAY}
    early = duties.EVENING - timedelta(days=1)
    seal = duty_sheets.record_sealing
    wrap_up = Meeting(early, "", "考试顺利")
    assert refusals_of(lambda: seal(sealed_at=early, envelopes=1, **where)) == ["duty_time_before_exam"]
    assert refusals_of(lambda: seal(sealed_at=MONDAY + timedelta(days=1), envelopes=1, **where)) == ["duty_time_ahead"]
    assert refusals_of(lambda: duty_sheets.record_wrap_up(meeting=wrap_up, has_problems=False, **where)) == [
        "duty_time_before_exam"
    ]


# --- the district ---------------------------------------------------------------------------------------
def test_two_officers_enter_blind(ground, plan):
    people = duties.handed_in(ground, plan)
    second = given.colleague(ground.district)
    duties.enter(ground.district, plan, duties.usual(people))

    def read(actor) -> set[int]:
        return set(DutyLine.objects.visible_to(actor).values_list("entry__person_id", flat=True))

    assert read(ground.district) == {ground.district.user_id}
    assert read(second) == read(ground.officer) == read(ground.clerk) == set()
    assert refusals_of(lambda: duties.enter(ground.district, plan, duties.usual(people))) == ["entry_own_already"]
    duties.enter(second, plan, duties.usual(people))
    assert read(second) == {ground.district.user_id, second.user_id}
    assert read(ground.clerk) == set()
    assert duties.sheet_of(plan).state == "AGREED"


def test_differences_are_decided_by_one_and_confirmed_by_another(ground, plan):
    people = duties.handed_in(ground, plan)
    second, where = given.colleague(ground.district), duties.practical(plan)
    duties.enter(ground.district, plan, duties.usual(people))
    duties.enter(second, plan, {**duties.usual(people), people[2]: ABSENT})
    assert duties.sheet_of(plan).state == "DIFFERING"

    def resolve(said):
        entered = {key: Entered(one) for key, one in said.items()}
        duty_entries.resolve_duties(actor=ground.district, sitting_id=where, entered=entered, now=MONDAY)

    def confirm(actor):
        duty_entries.confirm_duties(actor=actor, sitting_id=where, now=MONDAY)

    assert refusals_of(lambda: confirm(second)) == ["entry_unresolved"]
    assert refusals_of(lambda: resolve({people[0]: LEADER})) == ["duty_resolution_stranger"]
    resolve({people[2]: MEMBER})
    assert refusals_of(lambda: confirm(ground.district)) == ["entry_own_resolution"]
    assert [(one.role, one.half_days, one.confirmed) for one in duties_of_plan(plan)][2] == ("MEMBER", 1, False)
    confirm(second)
    assert [(one.examiner_id, one.role, one.half_days, one.confirmed) for one in duties_of_plan(plan)] == [
        (people[0], "LEADER", 2, True), (people[1], "MEMBER", 1, True), (people[2], "MEMBER", 1, True),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        confirm(second)


def test_nothing_is_entered_before_the_hand_in_or_by_another_district(ground, plan):
    people = duties.team(plan)
    assert refusals_of(lambda: duties.enter(ground.district, plan, duties.usual(people))) == ["score_not_handed_in"]
    for actor in (core.actor(Role.DISTRICT_OFFICER), ground.clerk, core.actor(Role.COMMITTEE_CLERK)):
        with pytest.raises(NotPermitted):
            duties.enter(actor, plan, duties.usual(people))


def test_a_confirmed_duty_never_changes(ground, plan):
    duties.confirmed(ground, plan, duties.handed_in(ground, plan))
    with pytest.raises(DatabaseError), transaction.atomic():
        Duty.objects.update(half_days=1)


def test_from_hand_in_to_scored(ground, plan):
    people = duties.handed_in(ground, plan)
    duties.confirmed(ground, plan, people)
    given.published(ground, plan, "80")
    assert state(plan) == "REPORTED"
    given.published(ground, plan, "70", subject=given.Subject.PRACTICAL)
    assert state(plan) == "SCORED"
    assert plan.obligations.get(code="ENTER").state == "MET"
