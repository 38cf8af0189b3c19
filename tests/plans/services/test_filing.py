"""Filing: what a plan goes through at the institute, and that lateness is decided by the clock alone."""

from datetime import date, datetime

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AppraisalMode, AuditEntry, Licence, Notice
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate
from plans.rules.enums import ObligationState
from plans.rules.states import PlanState
from plans.services import decisions, drafts, filing, proofs
from tests.factories import eligibility
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW, EXAM = make.NOW, make.EXAM
LAST_MOMENT = datetime(2026, 4, 16, 23, 59, 59, tzinfo=BEIJING)
TOO_LATE = datetime(2026, 4, 17, tzinfo=BEIJING)


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground()


def codes(refused):
    return sorted(refusal.code for refusal in refused.value.refusals)


def open_codes(plan):
    return set(plan.obligations.filter(state=ObligationState.OPEN).values_list("code", flat=True))


def test_a_complete_plan_is_filed_with_proof_obligations_letter_and_record(ground):
    plan = make.drafted(ground)
    plan = filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=LAST_MOMENT)
    plan.refresh_from_db()
    assert (plan.state, plan.filed_at, plan.state_since) == (PlanState.FILED, LAST_MOMENT, LAST_MOMENT)
    step = plan.steps.last()
    assert (step.action, step.from_state, step.to_state) == ("FILE", "DRAFT", "FILED")
    assert "最后一天为 2026-04-16（周四）24:00" in step.proof
    assert open_codes(plan) == {"ANSWER", "ENROL", "PAY", "ARRANGE", "REQUEST", "BRIEF"}
    assert plan.obligations.get(code="FILE").state == ObligationState.MET
    letter = Notice.objects.get(organisation_id=ground.officer.organisation_id)
    assert plan.number in letter.subject
    assert letter.path == f"/plans/{plan.number}/"
    entry = AuditEntry.objects.get(action="plan.file")
    assert (entry.target, entry.user_id) == (f"plan:{plan.pk}", ground.clerk.user_id)


def test_filing_keeps_the_modes_in_force(ground):
    plan = make.filed(ground)
    AppraisalMode.objects.update(practical="WRITTEN")
    assert plan.items.get().practical_mode == "HANDS_ON"


def test_one_moment_after_the_last_day_it_is_too_late_although_no_worker_ran(ground):
    plan = make.drafted(ground)
    with pytest.raises(Refused) as refused:
        filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=TOO_LATE)
    assert codes(refused) == ["filing_too_late"]
    (refusal,) = refused.value.refusals
    assert refusal.date == date(2026, 4, 16)
    assert refusal.rule.startswith("二（二）")
    assert refusal.params["earliest"] == date(2026, 5, 19)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_everything_that_is_missing_is_said_at_once(ground):
    plan = make.drafted(ground)
    proofs.remove_proof(actor=ground.clerk, proof_id=plan.proofs.get().pk, now=NOW)
    AppraisalMode.objects.all().delete()
    Licence.objects.update(valid_until=date(2026, 5, 1))
    ground.site.occupations.clear()
    plan.sittings.filter(subject="THEORY").update(place="")
    with pytest.raises(Refused) as refused:
        filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=TOO_LATE)
    assert codes(refused) == [
        "filing_too_late",
        "licence_expires",
        "mode_missing",
        "place_missing",
        "proof_missing",
        "site_scope",
    ]


def test_another_institute_may_not_file_it(ground):
    plan = make.drafted(ground)
    with pytest.raises(NotPermitted):
        filing.file_plan(actor=make.ground().clerk, plan_id=plan.pk, now=NOW)


# --- returned -------------------------------------------------------------------------------------
def returned(ground, at):
    plan = make.filed(ground)
    return decisions.return_plan(actor=ground.officer, plan_id=plan.pk, reason="证明没有盖章", now=at)


RETURNED_AT = datetime(2026, 4, 20, 10, tzinfo=BEIJING)  # a Monday, after the last day to file


def test_a_returned_plan_filed_again_within_the_grace_keeps_its_filing_time(ground):
    plan = returned(ground, RETURNED_AT)
    assert plan.obligations.get(code="FILE").last_day == date(2026, 4, 22)
    again = filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=datetime(2026, 4, 22, 23, tzinfo=BEIJING))
    assert (again.state, again.filed_at) == (PlanState.FILED, NOW)


def test_a_returned_plan_is_too_late_after_the_grace(ground):
    plan = returned(ground, RETURNED_AT)
    with pytest.raises(Refused) as refused:
        filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=datetime(2026, 4, 23, tzinfo=BEIJING))
    assert codes(refused) == ["filing_too_late"]


def test_a_returned_plan_filed_after_the_grace_but_in_time_counts_anew(ground):
    plan = returned(ground, datetime(2026, 3, 4, 10, tzinfo=BEIJING))
    moment = datetime(2026, 4, 10, 10, tzinfo=BEIJING)
    assert filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=moment).filed_at == moment


# --- take back ------------------------------------------------------------------------------------
def test_a_filed_plan_taken_back_is_a_draft_without_filing_time(ground):
    plan = filing.take_back(actor=ground.clerk, plan_id=make.filed(ground).pk, now=NOW)
    assert (plan.state, plan.filed_at) == (PlanState.DRAFT, None)
    assert open_codes(plan) == {"FILE"}


def test_a_plan_is_not_taken_back_when_it_could_not_be_filed_again(ground):
    plan = make.filed(ground)
    with pytest.raises(Refused) as refused:
        filing.take_back(actor=ground.clerk, plan_id=plan.pk, now=TOO_LATE)
    assert codes(refused) == ["take_back_late"]


# --- candidates -----------------------------------------------------------------------------------
def test_enrolment_needs_candidates_for_every_item(ground):
    plan = make.accepted(ground)
    with pytest.raises(Refused) as refused:
        filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=NOW)
    assert codes(refused) == ["candidates_missing"]
    make.candidate(plan)
    make.candidate(plan, state="WITHDRAWN")
    eligibility.review_all(plan, ground.clerk, NOW)
    plan = filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=NOW)
    assert (plan.state, plan.candidate_count) == (PlanState.ENROLLED, 1)
    assert open_codes(plan) == {"PAY", "ARRANGE", "REQUEST", "BRIEF", "CHANGE"}


# --- drafts ---------------------------------------------------------------------------------------
def test_a_draft_for_a_date_that_is_too_late_is_refused_at_once(ground):
    with pytest.raises(Refused) as refused:
        drafts.draft_plan(actor=ground.clerk, draft=make.draft(ground, exam=date(2026, 3, 20)), now=NOW)
    assert codes(refused) == ["filing_too_late"]


def test_the_log_tells_a_new_draft_from_a_changed_one(ground):
    plan = make.drafted(ground, items=())
    drafts.change_draft(actor=ground.clerk, plan_id=plan.pk, draft=make.draft(ground), now=NOW)
    entries = AuditEntry.objects.filter(action="plan.edit").order_by("pk")
    assert [entry.summary for entry in entries] == [f"起草计划：计划 {plan.number}，起草中", f"修改计划 {plan.number}"]


def test_changing_a_draft_keeps_what_stays_and_moves_its_last_day(ground):
    plan = make.drafted(ground)
    sitting = plan.sittings.get(subject="PRACTICAL")
    other = make.occupation_level(5)
    later = date(2026, 6, 27)
    items = (make.item(ground, later), make.item(ground, later, other))
    drafts.change_draft(actor=ground.clerk, plan_id=plan.pk, draft=make.draft(ground, items=items), now=NOW)
    plan.refresh_from_db()
    assert plan.first_exam_date == later
    assert plan.items.count() == 2
    assert plan.sittings.get(pk=sitting.pk).date == later
    assert plan.obligations.get(code="FILE").last_day == date(2026, 5, 29)


def test_an_item_with_candidates_does_not_disappear(ground):
    plan = make.drafted(ground)
    make.candidate(plan)
    with pytest.raises(Refused) as refused:
        drafts.change_draft(actor=ground.clerk, plan_id=plan.pk, draft=make.draft(ground, items=()), now=NOW)
    assert codes(refused) == ["item_has_candidates"]
    assert Candidate.objects.filter(plan=plan).exists()


def test_a_copy_has_all_but_candidates_on_the_new_date(ground):
    plan = make.drafted(ground)
    make.candidate(plan)
    copy = drafts.copy_plan(actor=ground.clerk, plan_id=plan.pk, first_exam_date=date(2026, 6, 6), now=NOW)
    assert copy.number != plan.number
    assert (copy.state, copy.first_exam_date) == (PlanState.DRAFT, date(2026, 6, 6))
    assert [s.date for s in copy.sittings.all()] == [date(2026, 6, 6)] * 2
    assert copy.proofs.count() == 1
    assert not copy.candidates.exists()


def test_discarding_needs_a_reason_and_ends_the_obligations(ground):
    plan = make.drafted(ground)
    with pytest.raises(Refused) as refused:
        drafts.discard(actor=ground.clerk, plan_id=plan.pk, reason="  ", now=NOW)
    assert codes(refused) == ["reason_missing"]
    plan = drafts.discard(actor=ground.clerk, plan_id=plan.pk, reason="企业改期", now=NOW)
    assert plan.state == PlanState.CANCELLED
    assert open_codes(plan) == set()
    with pytest.raises(Conflict):
        drafts.discard(actor=ground.clerk, plan_id=plan.pk, reason="再一次", now=NOW)


# --- the city -------------------------------------------------------------------------------------
def test_acceptance_tells_institute_and_district(ground):
    plan = make.accepted(ground)
    assert plan.state == PlanState.ACCEPTED
    told = set(Notice.objects.filter(path=f"/plans/{plan.number}/").values_list("organisation_id", flat=True))
    assert {ground.institute.pk, ground.institute.district_id} <= told
    assert plan.obligations.get(code="ANSWER").state == ObligationState.MET


def test_a_plan_is_accepted_only_with_its_proofs_ticked_and_the_record_names_them(ground):
    plan = make.filed(ground)
    proof = plan.proofs.get()
    for ticked in ([], [proof.pk + 1]):
        with pytest.raises(Refused) as refused:
            decisions.accept_plan(actor=ground.officer, plan_id=plan.pk, now=NOW, checked_proofs=ticked)
        assert codes(refused) == ["proof_unchecked"]
    plan.refresh_from_db()
    assert plan.state == PlanState.FILED
    accepted = decisions.accept_plan(actor=ground.officer, plan_id=plan.pk, now=NOW, checked_proofs=[proof.pk])
    assert accepted.state == PlanState.ACCEPTED
    assert AuditEntry.objects.get(action="plan.accept").details["checked_proofs"] == [proof.pk]


def test_a_plan_whose_licence_was_revoked_since_is_not_accepted(ground):
    plan = make.filed(ground)
    Licence.objects.update(state="REVOKED")
    with pytest.raises(Refused) as refused:
        make.accept(ground.officer, plan)
    assert codes(refused) == ["licence_missing"]


def test_cancelling_tells_both_sides_why(ground):
    plan = decisions.cancel_plan(actor=ground.officer, plan_id=make.accepted(ground).pk, reason="场地停用", now=NOW)
    assert plan.state == PlanState.CANCELLED
    assert open_codes(plan) == set()
    assert Notice.objects.filter(subject__startswith="已取消", body__contains="场地停用").count() == 2
