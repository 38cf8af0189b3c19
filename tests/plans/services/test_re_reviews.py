"""The desk, the papers, and qualifying: services on the real database."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.services.calendar import fill_calendar
from plans.models import Booking, Candidate, CandidateVerdict, PaperCopy, Plan, ReReview
from plans.queries.foretelling import foretold_counts
from plans.rules.enums import CandidateState
from plans.rules.re_review import foretold
from plans.rules.review_enums import BookingState, ReReviewOutcome
from plans.rules.states import PlanState
from plans.services import papers, qualifying, re_reviews
from tests.factories import filing as make
from tests.factories import re_review
from tests.factories.re_review import FAIL, MORE, NO_SHOW, NOW, PASS, REVIEW_DAY, decide, ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground):
    return re_review.enrolled(ground, 4)


@pytest.fixture
def booking(ground, plan):
    return re_review.booked(ground, plan)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def qualify(actor, plan):
    return qualifying.qualify_plan(actor=actor, plan_id=plan.pk, now=REVIEW_DAY)


# --- the desk ---------------------------------------------------------------------------------------------
def test_one_bad_candidate_does_not_sink_the_plan(ground, plan, booking):
    one, two, three, four = ids(plan)
    decide(ground, booking, one)
    decide(ground, booking, two, FAIL)
    decide(ground, booking, three, MORE)
    decide(ground, booking, four, NO_SHOW)
    plan.refresh_from_db()
    booking.refresh_from_db()
    failed = Candidate.objects.get(pk=two)
    assert failed.state == CandidateState.WITHDRAWN
    assert "证书查无此号" in failed.re_reviews.get().note
    assert plan.candidate_count == 3
    assert plan.state == PlanState.ENROLLED
    assert booking.state == BookingState.DONE
    letter = Notice.objects.get(organisation=ground.institute, subject__contains="复审结果")
    assert "合格 1 人，不合格 1 人，待补材料 1 人，未到场 1 人" in letter.body


def test_who_must_bring_more_or_did_not_come_books_again(ground, plan, booking):
    for key, verdict in zip(ids(plan), (PASS, PASS, MORE, NO_SHOW), strict=True):
        decide(ground, booking, key, verdict)
    again = re_review.slot(plan.district, at=REVIEW_DAY + timedelta(days=1))
    (second,) = re_review.bookings.book(
        actor=ground.clerk, plan_id=plan.pk, wishes={again.pk: ids(plan)[2:]}, now=REVIEW_DAY
    )
    for key in ids(plan)[2:]:
        decide(ground, second, key, now=again.starts_at)
    assert set(ReReview.objects.filter(booking=second).values_list("outcome", flat=True)) == {"PASSED"}


def test_who_comes_back_the_same_day_is_decided_on_in_the_same_booking(ground, plan, booking):
    decide(ground, booking, ids(plan)[0], MORE)
    decide(ground, booking, ids(plan)[0], PASS)
    assert [r.outcome for r in ReReview.objects.order_by("pk")] == ["MORE", "PASSED"]


def test_a_decided_candidate_is_not_decided_again(ground, plan, booking):
    decide(ground, booking, ids(plan)[0])
    with pytest.raises(Conflict):
        decide(ground, booking, ids(plan)[0], FAIL)


def test_the_slower_of_two_officers_hears_that_a_colleague_was_faster(ground, plan, booking):
    key = ids(plan)[0]
    decide(ground, booking, key, MORE)
    with pytest.raises(Conflict):
        re_reviews.give_verdict(
            actor=ground.district, booking_id=booking.pk, candidate_id=key, verdict=PASS, seen=None, now=REVIEW_DAY
        )


def test_undoing_brings_a_failed_candidate_back_and_keeps_both_lines(ground, plan, booking):
    key = ids(plan)[0]
    review = decide(ground, booking, key, FAIL)
    re_reviews.undo_verdict(actor=ground.district, review_id=review.pk, now=REVIEW_DAY)
    plan.refresh_from_db()
    assert Candidate.objects.get(pk=key).state == CandidateState.PENDING
    assert plan.candidate_count == 4
    assert [r.outcome for r in ReReview.objects.order_by("pk")] == ["FAILED", "UNDONE"]
    decide(ground, booking, key, PASS)
    with pytest.raises(Refused) as refused:
        re_reviews.undo_verdict(actor=ground.district, review_id=review.pk, now=REVIEW_DAY)
    assert codes(refused) == ["desk_undo_not_last"]


def test_the_desk_decides_on_the_day_and_says_all_that_is_missing(ground, plan, booking):
    with pytest.raises(Refused) as refused:
        decide(ground, booking, ids(plan)[0], re_review.Verdict(ReReviewOutcome.PASSED, {}), now=NOW)
    assert codes(refused) == ["desk_not_yet", "desk_items_unseen"]


def test_only_the_own_district_decides(ground, plan, booking):
    for actor in (make.ground().district, ground.clerk, ground.officer):
        with pytest.raises(NotPermitted):
            re_reviews.give_verdict(
                actor=actor, booking_id=booking.pk, candidate_id=ids(plan)[0], verdict=PASS, seen=None, now=REVIEW_DAY
            )


def test_a_candidate_of_another_booking_is_not_found(ground, plan, booking):
    stranger = make.candidate(plan, name="路人")
    with pytest.raises(Booking.DoesNotExist):
        decide(ground, booking, stranger.pk)


@pytest.mark.parametrize("statement", ["UPDATE plans_rereview SET note = 'x'", "DELETE FROM plans_rereview"])
def test_the_database_refuses_to_change_a_verdict(ground, plan, booking, statement):
    decide(ground, booking, ids(plan)[0])
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_pre_check_of_the_moment_is_kept(ground, plan, booking):
    for key, outcome in zip(ids(plan), ("MET", "MET", "UNMET", "EVIDENCE"), strict=True):
        CandidateVerdict.objects.create(
            candidate_id=key, outcome=outcome, clause="" if outcome == "UNMET" else "工作满 7 年",
            evaluated_on=NOW.date(), evaluated_at=NOW,
        )  # fmt: skip
    for key, verdict in zip(ids(plan), (PASS, FAIL, PASS, PASS), strict=True):
        decide(ground, booking, key, verdict)
    CandidateVerdict.objects.update(outcome="UNMET")  # later changes do not rewrite what was foretold
    seven, claimed = foretold(foretold_counts(ground.district))
    assert (seven.clause, seven.eligible_passed, seven.eligible_failed) == ("工作满 7 年", 2, 1)
    assert (claimed.clause, claimed.ineligible_passed) == ("连续从事本职业工作7年以上", 1)
    assert list(foretold_counts(make.ground().district)) == []


# --- papers -------------------------------------------------------------------------------------------------
def test_papers_wait_for_the_last_candidate_and_are_six_copies(ground, plan, booking):
    decide(ground, booking, ids(plan)[0])
    with pytest.raises(Refused) as refused:
        papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)
    assert codes(refused) == ["papers_unreviewed"]
    for key in ids(plan)[1:]:
        decide(ground, booking, key)
    made = papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)
    assert len({(one.paper.kind, one.holder) for one in made}) == 6
    with pytest.raises(Refused) as refused:
        papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)
    assert codes(refused) == ["papers_current"]


def test_a_copy_is_sealed_then_handed_over_and_each_is_on_record(ground):
    plan, _ = re_review.reviewed(ground)
    copy = papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)[0]

    def hand_over(to):
        return papers.hand_over(actor=ground.district, copy_id=copy.pk, to=to, now=REVIEW_DAY)

    with pytest.raises(Refused) as refused:
        hand_over("")
    assert codes(refused) == ["copy_unsealed", "receiver_missing"]
    papers.seal_copies(actor=ground.district, copy_ids=[copy.pk], now=REVIEW_DAY)
    assert hand_over(" 李娜 ").handed_to == "李娜"
    with pytest.raises(Refused) as refused:
        hand_over("李娜")
    assert codes(refused) == ["copy_handed_over"]
    actions = AuditEntry.objects.filter(action__startswith="paper.").values_list("action", flat=True)
    assert set(actions) == {"paper.issue", "paper.seal", "paper.hand_over"}


def test_a_change_supersedes_the_papers_and_the_next_version_follows(ground):
    plan = re_review.sealed(ground)
    last = ReReview.objects.order_by("-pk").first()
    re_reviews.undo_verdict(actor=ground.district, review_id=last.pk, now=REVIEW_DAY)
    assert not PaperCopy.objects.filter(paper__superseded_at=None).exists()
    decide(ground, last.booking, last.candidate_id)
    made = papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)
    assert {one.paper.version for one in made} == {2}
    with pytest.raises(Refused) as refused:
        papers.print_copies(actor=ground.district, copy_ids=[re_review.copies(plan)[0].pk], now=REVIEW_DAY)
    assert codes(refused) == ["copy_superseded"]


def test_printing_is_on_record_before_anything_is_handed_out(ground):
    plan = re_review.sealed(ground)
    keys = [one.pk for one in re_review.copies(plan)][:3]
    papers.print_copies(actor=ground.district, copy_ids=keys, now=REVIEW_DAY)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.details["copies"]) == ("paper.print", keys)
    assert "证件号码" in entry.summary
    with pytest.raises(NotPermitted):
        papers.print_copies(actor=ground.clerk, copy_ids=keys, now=REVIEW_DAY)


# --- qualifying -----------------------------------------------------------------------------------------------
def test_the_district_qualifies_a_plan_with_sealed_papers(ground):
    plan = re_review.sealed(ground)
    assert qualify(ground.district, plan).state == PlanState.QUALIFIED
    assert Notice.objects.filter(organisation=ground.institute, subject__startswith="资格审查通过").exists()


def test_everything_open_is_said_at_once(ground, plan, booking):
    decide(ground, booking, ids(plan)[0], MORE)
    with pytest.raises(Refused) as refused:
        qualify(ground.clerk, plan)
    assert codes(refused)[:4] == [
        "qualify_by_district",
        "qualify_unreviewed",
        "qualify_more",
        "qualify_papers_missing",
    ]
    assert Plan.objects.get(pk=plan.pk).state == PlanState.ENROLLED


def test_the_institute_qualifies_a_plan_without_re_review(ground):
    plan = re_review.enrolled(ground, re_review=False)
    with pytest.raises(Refused) as refused:
        qualify(ground.district, plan)
    assert "qualify_by_institute" in codes(refused)
    assert qualify(ground.clerk, plan).state == PlanState.QUALIFIED
