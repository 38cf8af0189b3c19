"""Levels as people write them, faults of an occupation, faults of an appraisal mode."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.catalogue import (
    Mode,
    ModeFacts,
    OccupationEntry,
    entry_refusals,
    levels_in_words,
    mode_refusals,
    parse_levels,
)
from appraisal.core.rules.enums import PracticalMode, ReviewMode

TODAY = date(2026, 3, 2)
level_sets = st.frozensets(st.integers(1, 5))


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("5-3", {5, 4, 3}),
        ("3-5", {5, 4, 3}),
        ("5、4、3", {5, 4, 3}),
        ("5，2", {5, 2}),
        (" 5 4 ", {5, 4}),
        ("5—3；1", {5, 4, 3, 1}),
        ("", set()),
    ],
)
def test_levels_are_read_as_people_write_them(text, levels):
    assert parse_levels(text) == levels


@pytest.mark.parametrize("text", ["6", "5-9", "五级", "5--3", "0-2", "5-3-1", "all"])
def test_levels_that_cannot_be_read_are_not_guessed(text):
    assert parse_levels(text) is None


@given(level_sets)
def test_what_is_written_is_read_back(levels):
    assert parse_levels(levels_in_words(levels)) == levels


def codes(refusals):
    return {refusal.code for refusal in refusals}


def test_an_occupation_says_all_its_faults_at_once():
    entry = OccupationEntry(
        "车工", levels=frozenset({5, 2}), computer_based=frozenset({4, 2}), re_review=frozenset({1})
    )
    assert codes(entry_refusals(entry)) == {"levels_not_offered", "computer_based_level"}
    assert codes(entry_refusals(OccupationEntry("车工", levels=frozenset()))) == {"levels_empty"}


@given(levels=level_sets, computer_based=level_sets, re_review=level_sets)
def test_a_faultless_occupation_is_exactly_a_possible_one(levels, computer_based, re_review):
    entry = OccupationEntry("车工", levels=levels, computer_based=computer_based, re_review=re_review)
    possible = bool(levels) and computer_based <= levels & {5, 4, 3} and re_review <= levels
    assert (entry_refusals(entry) == ()) == possible


def facts(**changes) -> ModeFacts:
    plain = {
        "level_name": "车工 四级（中级）",
        "level": 4,
        "level_active": True,
        "mode": Mode(PracticalMode.HANDS_ON, ""),
        "valid_from": TODAY,
        "in_force": None,
    }
    return ModeFacts(**{**plain, **changes})


def test_a_mode_from_today_on_is_possible():
    assert mode_refusals(facts(), TODAY) == ()
    technician = facts(level=2, mode=Mode(PracticalMode.WRITTEN, ReviewMode.ORAL_DEFENCE))
    assert mode_refusals(technician, TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level_active": False}, "level_inactive"),
        ({"mode": Mode("", "")}, "practical_mode_missing"),
        ({"mode": Mode("GUESSED", "")}, "practical_mode_missing"),
        ({"level": 2}, "review_mode_missing"),
        ({"level": 1}, "review_mode_missing"),
        ({"mode": Mode(PracticalMode.HANDS_ON, ReviewMode.WRITTEN)}, "review_mode_not_for_level"),
        ({"valid_from": None}, "mode_day_missing"),
        ({"valid_from": TODAY - timedelta(days=1)}, "mode_day_past"),
        ({"in_force": Mode(PracticalMode.HANDS_ON, "")}, "mode_unchanged"),
    ],
)
def test_each_reason_against_a_mode_can_be_given(changes, code):
    assert codes(mode_refusals(facts(**changes), TODAY)) == {code}


def test_reasons_against_a_mode_come_together():
    wrong = facts(level=2, level_active=False, mode=Mode("", ""), valid_from=None)
    assert codes(mode_refusals(wrong, TODAY)) == {
        "level_inactive",
        "practical_mode_missing",
        "review_mode_missing",
        "mode_day_missing",
    }


@given(level=st.integers(1, 5), review=st.sampled_from(["", *ReviewMode]))
def test_comprehensive_review_is_for_technicians_and_only_for_them(level, review):
    refused = bool(mode_refusals(facts(level=level, mode=Mode(PracticalMode.WRITTEN, review)), TODAY))
    assert refused == ((level <= 2) != bool(review))
