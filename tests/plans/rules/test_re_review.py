"""The desk's verdicts item by item, precision and recall of the pre-check, and when a plan is qualified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.eligibility.evaluate import Outcome
from plans.rules.first_review import Standing
from plans.rules.qualifying import CHECKS, ItemReviews, PaperFacts, QualifyingFacts, qualifying_refusals
from plans.rules.re_review import DECIDED, Verdict, foretold, is_waiting, total_of, verdict_refusals
from plans.rules.review_enums import ReReviewOutcome, ReviewItem

OUTCOMES = [outcome for outcome in ReReviewOutcome if outcome is not ReReviewOutcome.UNDONE]
answers = st.dictionaries(st.sampled_from(list(ReviewItem)), st.booleans())


@given(answers, st.text(max_size=20))
def test_passing_asks_that_every_item_is_in_order(items, note):
    refused = bool(verdict_refusals(Verdict(ReReviewOutcome.PASSED, items, note)))
    assert refused == (len(items) < len(ReviewItem) or not all(items.values()))


@given(st.sampled_from([ReReviewOutcome.FAILED, ReReviewOutcome.MORE]), answers, st.text(max_size=20))
def test_failing_and_asking_for_more_need_a_faulty_item_or_a_note(outcome, items, note):
    refused = bool(verdict_refusals(Verdict(outcome, items, note)))
    assert refused == (all(items.values()) and not note.strip())


def test_nobody_gives_an_undoing_as_a_verdict_and_a_no_show_needs_nothing():
    assert [r.code for r in verdict_refusals(Verdict(ReReviewOutcome.UNDONE, {}))] == ["desk_outcome_missing"]
    assert verdict_refusals(Verdict(ReReviewOutcome.NO_SHOW, {})) == ()


def test_the_reason_names_items_and_note():
    verdict = Verdict(ReReviewOutcome.FAILED, {ReviewItem.CERTIFICATE: False, ReviewItem.IDENTITY: True}, " 查无此号 ")
    assert verdict.reason == "原证书真实有效；查无此号"


@pytest.mark.parametrize("latest", [None, *ReReviewOutcome])
def test_who_waits(latest):
    assert is_waiting(latest) == (latest not in DECIDED)


predictions = st.sampled_from([*Outcome, ""])
counts = st.lists(
    st.tuples(predictions, st.sampled_from(["甲", "乙", ""]), st.sampled_from(OUTCOMES), st.integers(1, 50))
)


@given(counts)
def test_every_decided_and_foretold_candidate_is_counted_once(rows):
    table = foretold(rows)
    expected = sum(n for predicted, _, outcome, n in rows if predicted and outcome in DECIDED)
    assert total_of(table).total == expected == sum(row.total for row in table)
    assert all(value is None or 0 <= value <= 1 for row in table for value in (row.precision, row.recall))


def test_precision_and_recall_by_example():
    rows = [
        (Outcome.MET, "7 年", ReReviewOutcome.PASSED, 6),
        (Outcome.EVIDENCE, "7 年", ReReviewOutcome.PASSED, 2),
        (Outcome.MET, "7 年", ReReviewOutcome.FAILED, 2),
        (Outcome.UNMET, "7 年", ReReviewOutcome.PASSED, 2),
        (Outcome.UNMET, "7 年", ReReviewOutcome.FAILED, 1),
        (Outcome.MET, "7 年", ReReviewOutcome.MORE, 9),
    ]
    (row,) = foretold(rows)
    assert (row.precision, row.recall, row.total) == (0.8, 0.8, 13)


READY = QualifyingFacts(needs_re_review=True, by_district=True, candidates=3)


def test_a_plan_that_is_ready_is_not_refused():
    assert qualifying_refusals(READY) == ()
    assert qualifying_refusals(QualifyingFacts(needs_re_review=False, by_district=False, candidates=3)) == ()


def test_all_that_is_in_the_way_is_said_at_once():
    one = Standing(1, ("甲",))
    facts = QualifyingFacts(
        needs_re_review=True,
        by_district=False,
        candidates=0,
        reviews=(ItemReviews("中式烹调师", one, one, one),),
        papers=PaperFacts(("花名册",), ("资格复审表（鉴定机构）",)),
    )
    assert [refusal.code for refusal in qualifying_refusals(facts)][:7] == [
        "qualify_by_district",
        "qualify_nobody",
        "qualify_unreviewed",
        "qualify_more",
        "qualify_no_show",
        "qualify_papers_missing",
        "qualify_papers_unsealed",
    ]


def test_the_district_does_not_qualify_a_plan_without_re_review():
    facts = QualifyingFacts(needs_re_review=False, by_district=True, candidates=3)
    assert [refusal.code for refusal in qualifying_refusals(facts)] == ["qualify_by_institute"]


def test_papers_do_not_matter_without_re_review():
    facts = QualifyingFacts(needs_re_review=False, by_district=False, candidates=3, papers=PaperFacts(("花名册",)))
    assert qualifying_refusals(facts) == ()


def test_every_check_of_the_re_review_can_refuse():
    names = {check.__name__ for check in CHECKS}
    assert {"right_side", "somebody_left", "everybody_reviewed", "papers_sealed"} <= names
