"""Periods of licences, and what speaks against a request."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appraisal.core.rules.licences import (
    LevelFacts,
    Period,
    RequestFacts,
    grant_refusals,
    request_refusals,
    shortened,
)

TODAY = date(2026, 3, 2)
FIRST = date(2026, 1, 1)
HORIZON = 40
days = st.integers(0, HORIZON).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def periods(draw):
    start = draw(days)
    until = draw(st.none() | days.filter(lambda day: day >= start))
    return Period(start, until)


def members(period: Period | None) -> set[int]:
    """The days of a period as far as the horizon, and one day beyond it for an open end."""
    if period is None:
        return set()
    last = HORIZON + 1 if period.until is None else (period.until - FIRST).days
    return set(range((period.start - FIRST).days, last + 1))


@given(periods(), periods())
def test_periods_are_sets_of_days(one, other):
    assert one.touches(other) == bool(members(one) & members(other))
    assert one.covers(other) == (members(one) >= members(other))


@given(held=periods(), granted=periods())
def test_a_newer_licence_takes_exactly_the_days_it_covers(held, granted):
    assume(not held.covers(granted) or members(held) == members(granted))
    assert members(shortened(held, granted)) == members(held) - members(granted)


def facts(**changes) -> RequestFacts:
    plain = {
        "asked_for": frozenset({1}),
        "levels": {1: LevelFacts("车工 四级（中级）")},
        "has_document": True,
        "valid_from": TODAY,
    }
    return RequestFacts(**{**plain, **changes})


def codes(refusals):
    return [refusal.code for refusal in refusals]


def test_a_complete_request_is_not_refused():
    assert request_refusals(facts(), TODAY) == ()
    assert request_refusals(facts(valid_until=TODAY), TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"has_document": False}, "approval_document_missing"),
        ({"asked_for": frozenset(), "levels": {}}, "scope_empty"),
        ({"asked_for": frozenset({1, 99})}, "level_unknown"),
        ({"valid_from": None}, "licence_start_missing"),
        ({"valid_until": TODAY - timedelta(days=1)}, "licence_dates"),
        ({"valid_from": date(2025, 1, 1), "valid_until": TODAY - timedelta(days=1)}, "licence_over"),
        ({"levels": {1: LevelFacts("车工", active=False)}}, "level_inactive"),
        ({"levels": {1: LevelFacts("车工", requested=True)}}, "licence_asked_already"),
        ({"levels": {1: LevelFacts("车工", held=(Period(date(2014, 1, 1)),))}}, "licence_held_already"),
    ],
)
def test_each_reason_against_a_request_can_be_given_and_cites_the_slide(changes, code):
    refusals = request_refusals(facts(**changes), TODAY)
    assert codes(refusals) == [code]
    assert refusals[0].rule == "一（一）"


def test_all_reasons_come_together():
    levels = {1: LevelFacts("车工", active=False, requested=True)}
    nothing_right = RequestFacts(asked_for=frozenset({1, 2}), levels=levels)
    assert codes(request_refusals(nothing_right, TODAY)) == [
        "approval_document_missing",
        "level_unknown",
        "licence_start_missing",
        "level_inactive",
        "licence_asked_already",
    ]


def test_a_licence_that_ends_may_be_prolonged():
    held = (Period(date(2014, 1, 1), date(2026, 6, 30)),)
    prolonged = facts(levels={1: LevelFacts("车工", held=held)}, valid_until=date(2027, 6, 30))
    assert request_refusals(prolonged, TODAY) == ()


def test_time_that_has_passed_speaks_against_granting():
    over = Period(date(2025, 1, 1), TODAY - timedelta(days=1))
    levels = {1: LevelFacts("车工", active=False)}
    assert codes(grant_refusals(levels, over, TODAY)) == ["level_inactive", "licence_over"]
    assert grant_refusals({1: LevelFacts("车工", requested=True)}, Period(TODAY), TODAY) == ()
