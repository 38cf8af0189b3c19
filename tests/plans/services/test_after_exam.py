"""After the exam: the sweep marks plans as held, misses have their consequence, work lists say whose turn it is."""

from datetime import datetime, timedelta

import pytest

from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.services.calendar import fill_calendar
from plans.models import Deduction, Plan, ScoreSheet
from plans.queries.work import work_items
from plans.rules.states import PlanState
from plans.services import after_exam
from plans.services.after_exam import hold_plans
from plans.services.sweep import sweep
from plans.tasks import SweepIncomplete
from plans.tasks import hold_plans as hold_plans_task
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.scores import MONDAY, NIGHT

pytestmark = pytest.mark.django_db
AFTER_REPORT = datetime(2026, 5, 20, 0, 5, tzinfo=BEIJING)  # the hand-in was due on the 19th
AFTER_ENTER = datetime(2026, 5, 21, 0, 5, tzinfo=BEIJING)  # handed in on the 18th, to be entered by the 20th


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


def state(plan: Plan) -> str:
    return Plan.objects.values_list("state", flat=True).get(pk=plan.pk)


def test_a_plan_is_held_when_its_last_day_is_over_and_once(ground):
    plan = given.arranged(ground)
    assert hold_plans(now=NIGHT - timedelta(minutes=6)).held == 0
    assert state(plan) == "ARRANGED"
    assert hold_plans(now=NIGHT).held == 1
    assert hold_plans(now=NIGHT).held == 0
    assert state(plan) == "HELD"
    assert ScoreSheet.objects.filter(sitting__plan=plan).count() == 2
    assert AuditEntry.objects.filter(action="plan.hold").count() == 1
    assert Notice.objects.filter(organisation=plan.institute, subject__contains="考试结束").count() == 1


def test_a_later_sitting_and_a_suspended_one_are_waited_for(ground):
    plan = given.arranged(ground)
    practical = given.sitting(plan, Subject.PRACTICAL)
    plan.sittings.filter(pk=practical.pk).update(date=given.EXAM_DAY + timedelta(days=3))
    assert hold_plans(now=NIGHT).held == 0
    plan.sittings.filter(pk=practical.pk).update(date=given.EXAM_DAY, suspended_at=make.NOW)
    assert hold_plans(now=NIGHT).held == 0
    plan.sittings.filter(pk=practical.pk).update(suspended_at=None)
    assert hold_plans(now=NIGHT).held == 1


def test_only_arranged_plans_are_held(ground):
    plan = given.arranged(ground)
    given.moved_to(plan, PlanState.PAID)
    assert hold_plans(now=NIGHT).held == 0


@pytest.mark.logs_errors(reason="one plan fails on purpose")
def test_one_that_fails_does_not_stop_the_others(ground, clock, monkeypatch):
    first, second = given.arranged(ground), given.arranged(ground)
    real = after_exam.open_sheets

    def fail_once(*, plan: Plan) -> None:
        if plan.pk == first.pk:
            raise ValueError("broken")
        real(plan=plan)

    monkeypatch.setattr(after_exam, "open_sheets", fail_once)
    clock.moment = NIGHT
    with pytest.raises(SweepIncomplete):
        hold_plans_task()
    assert (state(first), state(second)) == ("ARRANGED", "HELD")


def test_a_missed_hand_in_is_told_and_costs_points(ground):
    plan = given.held(ground)
    assert sweep(now=AFTER_REPORT).missed == 1
    assert plan.obligations.get(code="REPORT").state == "MISSED"
    letters = Notice.objects.filter(subject__contains="逾期", urgent=True)
    assert {letter.organisation_id for letter in letters} == {plan.institute_id, plan.district_id}
    deduction = Deduction.objects.get()
    assert (deduction.institute_id, deduction.code, deduction.plan_id) == (
        plan.institute_id, "OVERDUE_HAND_IN", plan.pk,
    )  # fmt: skip
    given.hand_in(ground, plan, now=AFTER_REPORT)  # late, but still possible
    report = plan.obligations.get(code="REPORT")
    assert (report.state, report.missed_at) == ("MET", AFTER_REPORT)
    assert state(plan) == "REPORTED"


def test_a_missed_entry_goes_to_the_city(ground):
    plan = given.held(ground)
    given.hand_in(ground, plan)
    assert sweep(now=AFTER_ENTER).missed == 1
    assert Notice.objects.filter(organisation=plan.district, subject__contains="逾期").exists()
    letter = Notice.objects.get(organisation_id=ground.officer.organisation_id, subject__contains="区县逾期")
    assert plan.district.name in letter.body
    assert not Deduction.objects.exists()


# --- the work list ----------------------------------------------------------------------------------------
def lines(actor, now=MONDAY) -> list[tuple[str, str]]:
    return [(item.section.value, item.what) for item in work_items(actor, now) if "首场" not in item.what]


def test_the_institute_hands_in_only_once_the_exam_is_over(ground):
    plan = given.arranged(ground)
    hand_in = ("TO_DO", "报送成绩花名册和执评表")
    assert hand_in not in lines(ground.clerk, MONDAY - timedelta(days=3))
    hold_plans(now=NIGHT)
    assert hand_in in lines(ground.clerk)
    given.hand_in(ground, plan)
    assert hand_in not in lines(ground.clerk)
    assert ("WAITING", "等区县中心录入成绩和执评情况") in lines(ground.clerk)


def test_the_district_sees_what_is_its_turn(ground):
    plan = given.held(ground)
    second = given.colleague(ground.district)
    enter, wait = ("TO_DO", "录入成绩"), ("WAITING", "等另一人录第二遍成绩")
    assert lines(ground.district) == [enter]
    given.enter(ground.district, plan, "80")
    assert (lines(ground.district), lines(second)) == ([wait], [enter])
    given.enter(second, plan, "80", "81")
    assert lines(ground.district) == lines(second) == [("TO_DO", "核定两遍不一致的成绩")]
    given.hand_in(ground, plan)
    assert ("TO_DO", "录入成绩和执评情况") in lines(second)


def test_the_committee_sees_its_reviews(ground):
    technicians = make.ground(level=2)
    _, clerk = given.reviewed(technicians)
    assert ("TO_DO", "录入成绩") in lines(clerk)
    assert lines(technicians.district) == [("TO_DO", "录入成绩")]  # theory; the review is the committee's
