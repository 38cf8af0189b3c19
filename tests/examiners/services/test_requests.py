"""The institute asks for examiners until seven working days before; then the sitting stands still."""

from datetime import datetime, timedelta

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.deadlines import BEIJING
from examiners.models import ExaminerRequest
from examiners.services.requests import request_examiners, withdraw_request
from plans.models import Plan, Sitting
from plans.rules.states import PlanState
from plans.services.overrides import grant_override
from plans.services.sweep import sweep
from tests.factories import core, filing
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> filing.Ground:
    return filing.ground()


@pytest.fixture
def sitting(ground: filing.Ground) -> Sitting:
    return make.practical(ground)


def obligation(sitting: Sitting, code: str):
    return sitting.obligations.get(code=code)


def at(moment: datetime, **delta: int) -> datetime:
    return moment + timedelta(**delta)


def test_asking_meets_the_obligation_and_tells_the_district(ground, sitting):
    request = make.asked(ground, sitting)
    assert (request.number, request.state, request.contact_phone) == (3, "OPEN", "13800000001")
    owed = obligation(sitting, "REQUEST")
    assert (owed.state, owed.met_at) == ("MET", filing.NOW)
    letter = Notice.objects.get(subject__startswith="考评人数需求")
    assert letter.organisation_id == sitting.plan.district_id
    assert "3 名考评员" in letter.body
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.details["number"]) == ("examiners.request", 3)
    assert "13800000001" not in str(entry.details)


def test_a_change_of_the_number_is_told_once_more_and_a_change_of_the_contact_is_not(ground, sitting):
    make.asked(ground, sitting)
    make.asked(ground, sitting, at(filing.NOW, hours=1), contact_name="王主任")
    assert Notice.objects.filter(subject__contains="考评人数需求").count() == 1
    make.asked(ground, sitting, at(filing.NOW, hours=2), number=5)
    assert Notice.objects.get(subject__contains="有变化").organisation_id == sitting.plan.district_id
    assert ExaminerRequest.objects.get().number == 5


def test_everything_that_is_wrong_is_said_at_once(ground, sitting):
    with pytest.raises(Refused) as refused:
        make.asked(ground, sitting, number=1, contact_name=" ", contact_phone="12")
    assert {one.code for one in refused.value.refusals} == {"request_number", "missing", "request_phone"}


def test_the_last_day_counts_until_midnight_and_a_late_request_is_refused_with_its_proof(ground, sitting):
    end = obligation(sitting, "REQUEST").due_at
    with pytest.raises(Refused) as refused:
        make.asked(ground, sitting, end)
    (refusal,) = refused.value.refusals
    assert refusal.code == "request_too_late"
    assert "往前数 7 个工作日" in refusal.params["proof"]
    assert not ExaminerRequest.objects.exists()
    make.asked(ground, sitting, at(end, seconds=-1))
    assert obligation(sitting, "REQUEST").state == "MET"


def test_the_refusal_needs_no_worker_and_the_sweep_suspends_the_sitting_once(ground, sitting):
    end = obligation(sitting, "REQUEST").due_at
    assert sweep(now=at(end, seconds=-1)).missed == 0
    assert sweep(now=end).missed == 1
    assert sweep(now=at(end, minutes=1)).missed == 0

    sitting.refresh_from_db()
    assert sitting.suspended_at == end
    assert "提出考评人数需求" in sitting.suspended_reason
    assert [obligation(sitting, code).state for code in ("REQUEST", "BRIEF")] == ["MISSED", "CLOSED"]
    told = set(Notice.objects.filter(subject__contains="实操已暂停").values_list("organisation_id", flat=True))
    city = Notice.objects.get(subject__contains="请处理")
    assert {sitting.plan.institute_id, sitting.plan.district_id} <= told
    assert (city.organisation_id, city.urgent) == (ground.officer.organisation_id, True)
    step = sitting.plan.steps.last()
    assert (step.action, step.to_state) == ("SUSPEND_SITTING", PlanState.ARRANGED)
    assert "往前数 7 个工作日" in step.proof


def test_other_sittings_and_the_plan_go_on(ground, sitting):
    sweep(now=obligation(sitting, "REQUEST").due_at)
    plan = Plan.objects.get(pk=sitting.plan_id)
    assert plan.state == PlanState.ARRANGED
    assert not plan.sittings.exclude(pk=sitting.pk).exclude(suspended_at=None).exists()


def test_the_city_opens_it_again_by_an_override_and_the_institute_asks(ground, sitting):
    owed = obligation(sitting, "REQUEST")
    sweep(now=owed.due_at)
    now = at(owed.due_at, hours=9)
    with pytest.raises(Refused) as refused:
        make.asked(ground, sitting, now)
    assert [one.code for one in refused.value.refusals] == ["request_too_late"]

    new = now.date() + timedelta(days=1)
    grant_override(actor=ground.officer, obligation_id=owed.pk, new_last_day=new, reason="考点停电（测试）", now=now)

    sitting.refresh_from_db()
    assert (sitting.suspended_at, sitting.suspended_reason) == (None, "")
    assert [obligation(sitting, code).state for code in ("REQUEST", "BRIEF")] == ["OPEN", "OPEN"]
    assert "本场已恢复" in Notice.objects.filter(subject__startswith="特批").first().body
    make.asked(ground, sitting, now)
    assert obligation(sitting, "REQUEST").state == "MET"


def test_an_override_that_is_missed_again_suspends_again(ground, sitting):
    owed = obligation(sitting, "REQUEST")
    sweep(now=owed.due_at)
    now = at(owed.due_at, hours=9)
    grant_override(actor=ground.officer, obligation_id=owed.pk, new_last_day=now.date(), reason="再给一天", now=now)
    sweep(now=at(owed.due_at, days=1))
    sitting.refresh_from_db()
    assert sitting.suspended_at == at(owed.due_at, days=1)


def test_a_request_taken_back_is_owed_again_and_missed_in_its_time(ground, sitting):
    make.asked(ground, sitting)
    end = obligation(sitting, "REQUEST").due_at
    withdraw_request(actor=ground.clerk, sitting_id=sitting.pk, reason="改由统考安排", now=at(filing.NOW, days=1))
    assert obligation(sitting, "REQUEST").state == "OPEN"
    assert ExaminerRequest.objects.get().state == "WITHDRAWN"
    sweep(now=end)
    sitting.refresh_from_db()
    assert sitting.suspended_at == end
    with pytest.raises(Conflict):
        withdraw_request(actor=ground.clerk, sitting_id=sitting.pk, reason="再撤", now=at(filing.NOW, days=2))


def test_a_sweep_that_comes_weeks_late_brings_about_one_consequence_not_two(ground, sitting):
    """REQUEST and BRIEF are both past due; the suspended sitting owes no meeting any more."""
    assert sweep(now=obligation(sitting, "BRIEF").due_at).missed == 1
    assert obligation(sitting, "BRIEF").state == "CLOSED"
    assert not Notice.objects.filter(subject__contains="考前会").exists()


def test_a_team_that_has_not_met_is_told_to_the_city_and_the_sitting_goes_on(ground, sitting):
    make.asked(ground, sitting)
    end = obligation(sitting, "BRIEF").due_at
    assert sweep(now=end).missed == 1
    sitting.refresh_from_db()
    assert sitting.suspended_at is None
    assert obligation(sitting, "BRIEF").state == "MISSED"
    letters = Notice.objects.filter(key__startswith="brief_missed")
    assert set(letters.values_list("organisation_id", flat=True)) == {
        ground.officer.organisation_id,
        sitting.plan.district_id,
        sitting.plan.institute_id,
    }
    assert "手动派遣" in letters.get(organisation=sitting.plan.district).body
    assert AuditEntry.objects.filter(action="plan.escalated").count() == 1


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.FILED, PlanState.SUSPENDED, PlanState.HELD])
def test_only_an_accepted_plan_with_exams_ahead_may_ask(ground, sitting, state):
    Plan.objects.filter(pk=sitting.plan_id).update(state=state)
    with pytest.raises(Conflict):
        make.asked(ground, sitting)


def test_only_the_institute_of_the_plan_asks_and_only_for_a_practical(ground, sitting):
    theory = Sitting.objects.get(plan=sitting.plan, subject="THEORY")
    with pytest.raises(Refused) as refused:
        make.asked(ground, theory)
    assert [one.code for one in refused.value.refusals] == ["request_not_practical"]
    with pytest.raises(NotPermitted):
        request_examiners(actor=ground.district, sitting_id=sitting.pk, entry=make.wanted(), now=filing.NOW)
    stranger = core.actor(ground.clerk.role)
    with pytest.raises(Sitting.DoesNotExist):
        request_examiners(actor=stranger, sitting_id=sitting.pk, entry=make.wanted(), now=filing.NOW)


def test_on_the_day_itself_nothing_can_be_asked_even_under_an_override(ground, sitting):
    sitting.obligations.filter(code="REQUEST").update(overridden=True, last_day=sitting.date)
    with pytest.raises(Refused) as refused:
        make.asked(ground, sitting, datetime(2026, 5, 16, 8, tzinfo=BEIJING))
    assert [one.code for one in refused.value.refusals] == ["request_held"]
