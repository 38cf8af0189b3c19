"""Standards that never overlap, the price of a plan, what it warns of, and how a new table replaces the old."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.enums import Subject
from fees.rules.enums import Anomaly
from fees.rules.pricing import Sitter, grouped, price, price_refusals
from fees.rules.tariff import StandardEntry, Tariff, overlaps, replacement, table_refusals
from plans.rules.enums import Attempt

SINCE = date(2026, 1, 1)


def entry(subject=Subject.THEORY, attempt=Attempt.NEW, amount="40", **changes) -> StandardEntry:
    given = {"fee_class": "甲", "level": 4, "since": SINCE, "document_number": "文1"}
    return StandardEntry(subject=subject, attempt=attempt, amount=Decimal(amount), **{**given, **changes})


TABLE = [
    entry(),
    entry(attempt=Attempt.RETAKE, amount="30"),
    entry(Subject.PRACTICAL, amount="190.50"),
    entry(Subject.PRACTICAL, Attempt.RETAKE, "95.25"),
]
TARIFF = Tariff({one.key: one for one in TABLE}, {1: "甲"})


def sitter(candidate_id=1, *, theory=Attempt.NEW, practical=Attempt.NEW, **changes) -> Sitter:
    attempts = {Subject.THEORY: theory, Subject.PRACTICAL: practical}
    given = {"item_id": 7, "name": "张三", "occupation_id": 1, "occupation": "车工", "level": 4}
    sat = {subject: attempt for subject, attempt in attempts.items() if attempt}
    return Sitter(candidate_id=candidate_id, attempts=sat, **{**given, **changes})


def anomalies(*sitters, tariff=TARIFF, **more) -> list[Anomaly]:
    return [finding.anomaly for finding in price(sitters, tariff, **more).findings]


def test_a_line_per_subject_and_a_retake_pays_its_subject_only():
    found = price([sitter(1), sitter(2, theory=None, practical=Attempt.RETAKE, sat=frozenset(Subject))], TARIFF)
    assert {(line.candidate_id, line.subject): line.amount for line in found.lines} == {
        (1, Subject.THEORY): Decimal("40"),
        (1, Subject.PRACTICAL): Decimal("190.50"),
        (2, Subject.PRACTICAL): Decimal("95.25"),
    }
    assert found.by_candidate == {1: Decimal("230.50"), 2: Decimal("95.25")}
    assert found.amount == Decimal("325.75")
    assert found.findings == ()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (sitter(occupation_id=2), [Anomaly.NO_CLASS, Anomaly.NO_CLASS, Anomaly.NOTHING_DUE]),
        (sitter(level=3), [Anomaly.NO_STANDARD, Anomaly.NO_STANDARD, Anomaly.NOTHING_DUE]),
        (sitter(theory=None, practical=None), [Anomaly.NO_SUBJECT, Anomaly.NOTHING_DUE]),
        (sitter(sat=frozenset({Subject.PRACTICAL})), [Anomaly.RETAKE_AS_NEW]),
        (sitter(practical=Attempt.RETAKE), [Anomaly.NEW_AS_RETAKE]),
        (sitter(sat=frozenset({Subject.THEORY}), passed=frozenset({Subject.THEORY})), [Anomaly.PASSED_AGAIN]),
    ],
)
def test_each_anomaly_is_seen(one, expected):
    assert anomalies(one) == expected


def test_a_retake_that_costs_more_than_new_is_seen():
    dear = {**TARIFF.standards, TABLE[1].key: replace(TABLE[1], amount=Decimal("41"))}
    one = sitter(theory=Attempt.RETAKE, sat=frozenset({Subject.THEORY}))
    assert anomalies(one, tariff=Tariff(dear, {1: "甲"})) == [Anomaly.RETAKE_DEARER]


def test_sample_prices_bill_nobody_unless_allowed():
    sample = Tariff({key: replace(one, is_sample=True) for key, one in TARIFF.standards.items()}, {1: "甲"})
    assert anomalies(sitter(), tariff=sample, sample_allowed=False) == [Anomaly.SAMPLE]
    assert price([sitter()], sample).is_sample


def test_what_blocks_is_refused_and_what_warns_is_acknowledged():
    doubtful = price([sitter(sat=frozenset({Subject.PRACTICAL}))], TARIFF)
    assert [refusal.code for refusal in price_refusals(doubtful, set())] == ["price_unacknowledged"]
    assert price_refusals(doubtful, {Anomaly.RETAKE_AS_NEW}) == ()
    impossible = price([sitter(level=3)], TARIFF)
    assert {refusal.code for refusal in price_refusals(impossible, set(Anomaly))} == {
        "price_no_standard",
        "price_nothing_due",
    }


@given(
    st.lists(
        st.tuples(st.sampled_from([*Attempt, None]), st.sampled_from([*Attempt, None]), st.integers(1, 3)), max_size=30
    )
)
@settings(max_examples=100, deadline=None)
def test_lines_candidates_and_groups_all_add_up_to_the_price(people):
    sitters = [
        sitter(number, theory=theory, practical=practical, item_id=item)
        for number, (theory, practical, item) in enumerate(people)
    ]
    found = price(sitters, TARIFF)
    assert sum(line.amount for line in found.lines) == found.amount
    assert sum(found.by_candidate.values()) == found.amount
    assert sum(group.amount for group in grouped(found.lines)) == found.amount
    assert len(found.lines) == sum(bool(theory) + bool(practical) for theory, practical, _ in people)


DAYS = st.integers(0, 60).map(lambda days: SINCE + timedelta(days=days))


@st.composite
def tables(draw) -> list[StandardEntry]:
    """Standards of one subject that do not overlap."""
    cuts = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    ends = [day - timedelta(days=1) for day in cuts[1:]]
    return [entry(since=since, until=until) for since, until in zip(cuts, [*ends, draw(st.none())], strict=True)]


@given(tables(), DAYS)
@settings(max_examples=150, deadline=None)
def test_a_new_standard_never_leaves_two_for_one_day(stored, since):
    new = entry(since=since, amount="50")
    found = replacement(stored, [new])
    if found.in_the_way:
        assert all(old.since >= since for old, _ in found.in_the_way)
        return
    ended = dict(found.ended)
    after = [replace(old, until=ended.get(old, old.until)) for old in stored] + [new]
    assert overlaps(after) == []
    assert table_refusals(after) == ()


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        ([entry(amount="-1")], "standard_negative"),
        ([entry(Subject.REVIEW)], "standard_review_level"),
        ([entry(until=SINCE - timedelta(days=1))], "standard_dates"),
        ([entry(document_number=" ")], "standard_document"),
        ([entry(), entry(since=SINCE + timedelta(days=9))], "standard_overlap"),
    ],
)
def test_each_fault_of_a_table_is_said(faulty, code):
    assert [refusal.code for refusal in table_refusals(faulty)] == [code]
