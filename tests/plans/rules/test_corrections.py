"""Corrections 一（六）: what a request lacks, who decides, what it means for the bill; and the rates behind them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from appraisal.core.rules.roles import Role
from plans.rules.corrections import (
    COLUMN_OF,
    RequestFacts,
    decided_by,
    decision_refusals,
    fee_difference,
    request_refusals,
)
from plans.rules.quality import Measure, PlanTally, months_between, quality_rows, series_of, worst_first
from plans.rules.review_enums import CITY_DECIDES, CorrectionField
from plans.rules.states import PlanState

NAME, NUMBER, SEX, PHONE, THEORY = (
    CorrectionField.NAME,
    CorrectionField.DOCUMENT_NUMBER,
    CorrectionField.SEX,
    CorrectionField.PHONE,
    CorrectionField.THEORY,
)
FACTS = RequestFacts({NAME: "张三"}, {NAME: "张山"}, frozenset(), "录入错误", True, PlanState.ENROLLED)
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def codes(refusals) -> list[str]:
    return [refusal.code for refusal in refusals]


def test_every_field_is_a_column_of_the_roster():
    assert set(COLUMN_OF) == set(CorrectionField)
    assert len(set(COLUMN_OF.values())) == len(COLUMN_OF)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"changes": {}}, ["correction_empty"]),
        ({"current": {NAME: "张三"}}, ["correction_unchanged"]),
        ({"waiting": frozenset({NAME})}, ["correction_waiting"]),
        ({"reason": " "}, ["reason_missing"]),
        ({"reason": "长" * 401}, ["too_long"]),
        ({"has_document": False}, ["correction_unproven"]),
        ({"changes": {PHONE: "1"}, "current": {PHONE: "2"}, "has_document": False}, []),
    ],
)
def test_a_request(changes, expected):
    assert codes(request_refusals(replace(FACTS, **changes))) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [(PlanState.ENROLLED, []), (PlanState.PAID, []), (PlanState.ARRANGED, ["correction_subject_late"])],
)
def test_subjects_change_until_the_seats_are_arranged(state, expected):
    facts = replace(FACTS, changes={THEORY: "补考"}, current={THEORY: "新考"}, state=state)
    assert codes(request_refusals(facts)) == expected


def test_the_city_decides_who_somebody_is_and_the_district_the_rest():
    for field in CorrectionField:
        expected = Role.GUIDANCE_OFFICER if field in CITY_DECIDES else Role.DISTRICT_OFFICER
        assert decided_by(field, {field}) is expected


def test_sex_goes_with_the_number_while_both_are_open():
    assert decided_by(SEX, {SEX, NAME}) is Role.DISTRICT_OFFICER
    assert decided_by(SEX, {SEX, NUMBER}) is Role.GUIDANCE_OFFICER


def test_a_decision():
    assert codes(decision_refusals(1, some_refused=False, note="")) == []
    assert codes(decision_refusals(0, some_refused=False, note="")) == ["decision_missing"]
    assert codes(decision_refusals(1, some_refused=True, note=" ")) == ["reason_missing"]
    assert codes(decision_refusals(1, some_refused=True, note="长" * 401)) == ["too_long"]


def test_only_subjects_change_the_bill():
    assert fee_difference(NAME, "甲", "乙", PlanState.PAID) is None
    assert fee_difference(THEORY, "NEW", "NEW", PlanState.PAID) is None
    added = fee_difference(THEORY, "", "NEW", PlanState.ENROLLED)
    assert added is not None
    assert (added["kind"], added["is_paid"]) == ("ADDED", False)
    dropped = fee_difference(THEORY, "RETAKE", "", PlanState.PAID)
    assert dropped is not None
    assert (dropped["kind"], dropped["is_paid"]) == ("DROPPED", True)


# --- rates ------------------------------------------------------------------------------------------------------
TALLIES = [
    PlanTally("甲所", AUGUST, 40, corrections=3, ineligible=1),
    PlanTally("甲所", AUGUST, 20, corrections=0, changes=1),
    PlanTally("甲所", SEPTEMBER, 0, corrections=0),
    PlanTally("乙所", SEPTEMBER, 10, corrections=2),
]


def test_plans_of_an_institute_and_month_are_added_up_newest_first():
    rows = quality_rows(TALLIES)
    assert [(row.institute, row.month) for row in rows] == [
        ("乙所", SEPTEMBER),
        ("甲所", SEPTEMBER),
        ("甲所", AUGUST),
    ]
    august = rows[-1]
    assert (august.plans, august.candidates) == (2, 60)
    assert august.rate(Measure.CORRECTIONS) == Decimal("5.0")
    assert august.rate(Measure.INELIGIBLE) == Decimal("1.7")
    assert august.rate(Measure.CHANGES) == Decimal("50.0")
    assert rows[1].rate(Measure.CORRECTIONS) is None


def test_the_worst_comes_first_and_a_month_without_plans_is_a_gap():
    rows = quality_rows(TALLIES)
    assert worst_first(rows, Measure.CORRECTIONS) == ["乙所", "甲所"]
    assert worst_first(rows, Measure.CHANGES) == ["甲所", "乙所"]
    series = series_of(rows, ["乙所"], [AUGUST, SEPTEMBER], Measure.CORRECTIONS)
    assert series == {"乙所": [None, Decimal("20.0")]}


def test_months_go_on_over_the_turn_of_the_year():
    found = months_between(date(2025, 11, 30), date(2026, 2, 1))
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
