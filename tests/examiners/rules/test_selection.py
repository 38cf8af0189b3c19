"""Who may be asked: each reason by itself, all reasons together, and a slow oracle over random people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.phrases import explain
from examiners import phrases  # noqa: F401  (the sentences register themselves)
from examiners.rules.enums import ExaminerGrade, RecusalKind
from examiners.rules.selection import Card, ExaminerFacts, Wanted, best_card, exclusions, may_be_asked

DAY = date(2026, 5, 16)
WANTED = Wanted(sitting_id=1, occupation_id=1, level=4, day=DAY, district_id=3, institute_id=9, site_id=5)
CARD = Card(ExaminerGrade.EXAMINER, date(2025, 1, 1), date(2027, 1, 1))
GOOD = ExaminerFacts(examiner_id=1, cards=(CARD,), districts=(1, 2, 3, 4, 5))
RUN = 3


def codes(facts: ExaminerFacts, wanted: Wanted = WANTED) -> list[str]:
    return [one.code.removeprefix("selection_") for one in exclusions(facts, wanted, longest_run=RUN)]


def card(start: int, end: int, grade: ExaminerGrade = ExaminerGrade.EXAMINER) -> Card:
    return Card(grade, DAY + timedelta(days=start), DAY + timedelta(days=end))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (GOOD, []),
        (replace(GOOD, active=False), ["inactive"]),
        (replace(GOOD, has_phone=False), ["no_phone"]),
        (replace(GOOD, cards=()), ["no_card"]),
        (replace(GOOD, cards=(card(-9, 0),)), []),  # the last day counts
        (replace(GOOD, cards=(card(-9, -1),)), ["card_expired"]),
        (replace(GOOD, cards=(card(0, 9),)), []),
        (replace(GOOD, cards=(card(1, 9),)), ["card_not_yet"]),
        (replace(GOOD, cards=(card(-9, -1), card(0, 9))), []),  # renewed in time
        (replace(GOOD, districts=(1, 2)), ["other_district"]),
        (replace(GOOD, districts=()), ["other_district"]),
        (replace(GOOD, away_until=DAY), ["away"]),
        (replace(GOOD, busy_with=("朝阳 中式烹调师",)), ["busy"]),
        (replace(GOOD, recusals=(RecusalKind.TRAINER,)), ["recused"]),
        (replace(GOOD, run=RUN - 1), []),
        (replace(GOOD, run=RUN), ["run"]),
    ],
)
def test_each_reason_by_itself(facts, expected):
    assert codes(facts) == expected
    assert may_be_asked(facts, WANTED, longest_run=RUN) == (not expected)


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_an_examiner_judges_five_to_three_and_a_senior_examiner_all(level):
    wanted = replace(WANTED, level=level)
    assert codes(GOOD, wanted) == ([] if level >= 3 else ["level"])
    assert codes(replace(GOOD, cards=(replace(CARD, grade=ExaminerGrade.SENIOR_EXAMINER),)), wanted) == []


def test_all_reasons_are_told_and_each_has_a_sentence_with_a_remedy():
    worst = ExaminerFacts(
        examiner_id=1,
        active=False,
        has_phone=False,
        away_until=DAY,
        busy_with=("甲", "乙"),
        recusals=(RecusalKind.EMPLOYEE, RecusalKind.TRAINER),
        run=4,
    )
    assert codes(worst) == ["inactive", "no_phone", "no_card", "other_district", "away", "busy", "recused", "run"]
    for one in exclusions(worst, WANTED, longest_run=RUN):
        words = explain(one)
        assert words.message and words.remedy and words.rule


def test_the_best_card_is_the_highest_grade_that_counts_on_the_day():
    senior, junior = card(-9, 9, ExaminerGrade.SENIOR_EXAMINER), card(-9, 30)
    over = card(-99, -9, ExaminerGrade.SENIOR_EXAMINER)
    assert best_card([junior, senior, over], WANTED) == senior
    assert best_card([junior, over], WANTED) == junior
    assert best_card([over], WANTED) is None
    assert best_card([junior], replace(WANTED, level=2)) is None


cards = st.lists(
    st.builds(card, st.integers(-3, 1), st.integers(1, 3), st.sampled_from(ExaminerGrade)), max_size=3
).map(tuple)
people = st.builds(
    ExaminerFacts,
    examiner_id=st.just(1),
    active=st.booleans(),
    has_phone=st.booleans(),
    cards=cards,
    districts=st.permutations([1, 2, 3, 4, 5, 6]).map(lambda order: tuple(order[:5])),
    away_until=st.none() | st.just(DAY),
    busy_with=st.just(()) | st.just(("甲",)),
    recusals=st.just(()) | st.just((RecusalKind.OTHER,)),
    run=st.integers(0, 5),
)


def oracle(facts: ExaminerFacts, wanted: Wanted) -> bool:
    """Written out once more, without the rule's own words."""
    judges = False
    for one in facts.cards:
        levels = {"EXAMINER": (5, 4, 3), "SENIOR_EXAMINER": (5, 4, 3, 2, 1)}[one.grade.value]
        judges = judges or (wanted.level in levels and one.valid_from <= wanted.day and wanted.day <= one.valid_until)
    return (
        judges
        and facts.active
        and facts.has_phone
        and wanted.district_id in facts.districts
        and facts.away_until is None
        and not facts.busy_with
        and not facts.recusals
        and facts.run < RUN
    )


@settings(max_examples=100, deadline=None)
@given(facts=people, level=st.integers(1, 5), district=st.integers(1, 6))
def test_whoever_has_no_reason_against_him_may_be_asked_and_nobody_else(facts, level, district):
    wanted = replace(WANTED, level=level, district_id=district)
    found = exclusions(facts, wanted, longest_run=RUN)
    assert (not found) == oracle(facts, wanted)
    assert len({one.code for one in found}) == len(found)
    best = best_card(facts.cards, wanted)
    assert (best is None) == any(
        one.code.startswith(("selection_no_card", "selection_level", "selection_card")) for one in found
    )
