"""The first review: one by one, all at once, and as the condition of completing enrolment."""

from datetime import date, timedelta

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Document
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.transactions import use_case
from plans.models import Candidate, FirstReview, RecordedResult, RosterUpload
from plans.queries.eligibility import proposed_in, retake_proposals
from plans.rules.enums import CandidateState
from plans.rules.review_enums import Basis, EvidenceKind, FirstReviewOutcome
from plans.rules.states import PlanState
from plans.services import evaluation_runs, filing
from plans.services.backgrounds import save_background
from plans.services.candidates import withdraw_candidate
from plans.services.evidence import add_evidence
from plans.services.first_reviews import pass_all_met, review_candidate
from tests.factories import core, eligibility
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
LATER = NOW + timedelta(hours=1)
SEVEN_YEARS = "连续从事本职业工作7年以上"


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    eligibility.standard(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground):
    return make.accepted(ground)


def person(plan, name: str, years: int | None) -> Candidate:
    one = make.candidate(plan, name=name, condition=SEVEN_YEARS, years_in_occupation=years)
    eligibility.evaluate(one, now=NOW)
    return one


def refused_codes(ground, plan, now=LATER) -> set[str]:
    with pytest.raises(Refused) as refused:
        filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=now)
    return {refusal.code for refusal in refused.value.refusals}


def give(ground, candidate) -> None:
    add_evidence(
        actor=ground.clerk, candidate_id=candidate.pk, kind=EvidenceKind.EMPLOYMENT, name="证明.pdf", content=make.PDF,
        now=NOW,
    )  # fmt: skip


def review(ground, candidate, outcome=FirstReviewOutcome.PASSED, now=NOW) -> FirstReview:
    return review_candidate(actor=ground.clerk, candidate_id=candidate.pk, outcome=outcome, note="年限不足", now=now)


def test_enrolment_says_everything_that_is_left_at_once_and_then_succeeds(ground, plan):
    fits, late, failed = person(plan, "甲", 8), person(plan, "乙", 3), person(plan, "丙", 9)
    waits = make.candidate(plan, name="丁")  # no verdict yet
    review(ground, failed, FirstReviewOutcome.FAILED)
    with pytest.raises(Refused) as refused:
        filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=LATER)
    said = {refusal.code: (refusal.params["count"], refusal.params["names"]) for refusal in refused.value.refusals}
    assert said == {
        "verdicts_pending": (1, "丁"),
        "first_review_missing": (3, "甲、乙、丁"),
        "first_review_failed": (1, "丙"),
        "conditions_unproven": (1, "乙"),
    }
    withdraw_candidate(actor=ground.clerk, candidate_id=waits.pk, now=NOW)
    withdraw_candidate(actor=ground.clerk, candidate_id=failed.pk, now=NOW)
    give(ground, late)
    review(ground, late)
    assert pass_all_met(actor=ground.clerk, plan_id=plan.pk, now=NOW) == 1
    assert FirstReview.objects.get(candidate=fits).outcome == FirstReviewOutcome.PASSED
    done = filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=LATER)
    assert (done.state, done.candidate_count) == (PlanState.ENROLLED, 2)


def test_a_change_after_the_review_asks_for_another(ground, plan):
    one = person(plan, "甲", 8)
    review(ground, one)
    save_background(
        actor=ground.clerk, candidate_id=one.pk, basis=Basis.NORMAL, facts={"work": [["2010-01-01", None]]}, now=LATER
    )
    assert refused_codes(ground, plan, LATER) == {"first_review_missing"}
    assert pass_all_met(actor=ground.clerk, plan_id=plan.pk, now=LATER) == 1
    assert filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=LATER).state == PlanState.ENROLLED


def test_enrolment_waits_for_a_run_that_is_under_way(ground, plan):
    review(ground, person(plan, "甲", 8))
    use_case(evaluation_runs.request_for_item)(item_id=plan.items.get().pk, now=NOW)
    assert refused_codes(ground, plan) == {"verdicts_pending"}
    evaluation_runs.finish_all(now=NOW)
    assert filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=LATER).state == PlanState.ENROLLED


def test_passing_all_leaves_alone_who_is_doubtful_failed_gone_or_elsewhere(ground, plan):
    fits, failed, gone = person(plan, "甲", 8), person(plan, "乙", 9), person(plan, "丙", 9)
    person(plan, "丁", 3)
    person(make.accepted(ground), "戊", 9)
    review(ground, failed, FirstReviewOutcome.FAILED)
    Candidate.objects.filter(pk=gone.pk).update(state=CandidateState.WITHDRAWN)
    assert pass_all_met(actor=ground.clerk, plan_id=plan.pk, now=NOW) == 1
    assert pass_all_met(actor=ground.clerk, plan_id=plan.pk, now=NOW) == 0
    assert set(FirstReview.objects.values_list("candidate_id", "outcome")) == {
        (fits.pk, FirstReviewOutcome.PASSED),
        (failed.pk, FirstReviewOutcome.FAILED),
    }
    assert AuditEntry.objects.filter(action="plan.first_review").count() == 2


def test_a_failure_needs_its_reason(ground, plan):
    one = person(plan, "甲", 3)
    with pytest.raises(Refused):
        review_candidate(actor=ground.clerk, candidate_id=one.pk, outcome=FirstReviewOutcome.FAILED, note="  ", now=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSTITUTE_CLERK}))
def test_only_the_institute_reviews(ground, plan, role):
    one = person(plan, "甲", 8)
    actor = core.actor(role)
    for act in (
        lambda: review_candidate(actor=actor, candidate_id=one.pk, outcome=FirstReviewOutcome.PASSED, now=NOW),
        lambda: pass_all_met(actor=actor, plan_id=plan.pk, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert not FirstReview.objects.exists()


def test_nobody_reviews_after_enrolment_nor_for_another_institute(ground, plan):
    one = person(plan, "甲", 8)
    with pytest.raises(NotPermitted):
        review_candidate(
            actor=core.actor(Role.INSTITUTE_CLERK), candidate_id=one.pk, outcome=FirstReviewOutcome.PASSED, now=NOW
        )
    review(ground, one)
    filing.enrol(actor=ground.clerk, plan_id=plan.pk, now=LATER)
    with pytest.raises(Conflict):
        review(ground, one, now=LATER)
    give(ground, one)  # documents may still come


# --- retakes --------------------------------------------------------------------------------------
def record(candidate, subject, score, day) -> None:
    level = candidate.item.occupation_level
    RecordedResult.objects.create(
        document_index=candidate.document_index, occupation_level=level, subject=subject, score=score, exam_date=day
    )


@pytest.mark.parametrize(
    ("theory", "practical", "day", "expected"),
    [
        (72, 41, date(2025, 6, 1), {"THEORY": "", "PRACTICAL": "RETAKE"}),
        (60, None, date(2025, 3, 2), {"THEORY": "", "PRACTICAL": "NEW"}),  # the last day on which it counts
        (60, None, date(2025, 3, 1), None),
        (59.5, 41, date(2025, 6, 1), None),
    ],
)
def test_subjects_are_proposed_from_the_record(plan, theory, practical, day, expected):
    one = make.candidate(plan, theory="NEW", practical="NEW")
    record(one, Subject.THEORY, theory, day)
    if practical is not None:
        record(one, Subject.PRACTICAL, practical, day)
    found = retake_proposals([one], NOW.date()).get(one.pk)
    assert (dict(found.attempts) if found else None) == expected
    if found:
        assert "有效至" in found.text


def test_nothing_is_proposed_where_the_roster_says_so_already(plan):
    one = make.candidate(plan, theory="", practical="RETAKE")
    record(one, Subject.THEORY, 72, date(2025, 6, 1))
    record(one, Subject.PRACTICAL, 41, date(2025, 6, 1))
    assert retake_proposals([one], NOW.date()) == {}


def test_an_import_shows_who_could_sit_less(plan):
    upload = RosterUpload.objects.create(
        item=plan.items.get(),
        document=Document.objects.create(
            organisation=plan.institute, name="a", size=1, storage_key="k", uploaded_at=NOW, content_type="x"
        ),
        uploaded_by=core.user(),
        uploaded_at=NOW,
    )
    passed, new = (make.candidate(plan, upload=upload, theory="NEW", practical="NEW") for _ in range(2))
    elsewhere = make.candidate(plan, theory="NEW", practical="NEW")
    for one in (passed, elsewhere):
        record(one, Subject.THEORY, 72, date(2025, 6, 1))
    assert [one.pk for one in proposed_in(upload, NOW.date())] == [passed.pk] != [new.pk]
