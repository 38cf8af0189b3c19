"""The hand-in says everything that is missing; attendance is said of everybody and fits."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.phrases import explain
from appraisal.core.rules.deadlines import BEIJING
from examiners.rules.duty import (
    Attendance,
    Conduct,
    DutyRole,
    HandInFacts,
    MemberFacts,
    ScanKind,
    attendance_refusals,
    hand_in_refusals,
)

AT = datetime(2026, 5, 16, 17, tzinfo=BEIJING)
LEADER = Attendance(DutyRole.LEADER, True, 2, Conduct.GOOD)
MEMBER = Attendance(DutyRole.MEMBER, True, 1, Conduct.GOOD)
GONE = Attendance(DutyRole.MEMBER, False, 0, Conduct.GOOD)
WHOLE = HandInFacts(
    held_on=date(2026, 5, 16), today=date(2026, 5, 18), is_suspended=False, is_handed_in=False, met_at=AT,
    members=(MemberFacts("何", LEADER, True, True), MemberFacts("罗", MEMBER, True, True)),
    sealed_at=AT, envelopes=1, wrapped_up_at=AT, wrap_up_notes="顺利", has_problems=False, reports=0,
    scans={ScanKind.SCORE_ROSTER, ScanKind.DUTY_SHEET}, handed_to="王芳",
)  # fmt: skip


def codes(facts: HandInFacts) -> list[str]:
    return [refusal.code for refusal in hand_in_refusals(facts)]


def with_member(**changes: object) -> HandInFacts:
    return replace(WHOLE, members=(WHOLE.members[0], replace(WHOLE.members[1], **changes)))


def test_nothing_is_in_the_way_of_a_whole_hand_in():
    assert codes(WHOLE) == []
    assert codes(with_member(attendance=GONE, signed_roster=False, signed_seal=False)) == []  # absent


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(WHOLE, is_handed_in=True), "duty_handed_in"),
        (replace(WHOLE, is_suspended=True), "duty_sitting_suspended"),
        (replace(WHOLE, today=date(2026, 5, 15)), "duty_not_held"),
        (replace(WHOLE, met_at=None), "duty_no_meeting"),
        (replace(WHOLE, members=()), "duty_no_team"),
        (with_member(attendance=None), "duty_attendance_missing"),
        (with_member(attendance=LEADER), "duty_one_leader"),
        (replace(WHOLE, members=(MemberFacts("何", GONE, False, False),)), "duty_nobody_came"),
        (with_member(signed_roster=False), "duty_roster_unsigned"),
        (with_member(signed_seal=False), "duty_seal_unsigned"),
        (replace(WHOLE, sealed_at=None), "duty_not_sealed"),
        (replace(WHOLE, envelopes=0), "duty_not_sealed"),
        (replace(WHOLE, scans={ScanKind.DUTY_SHEET}), "duty_scan_missing"),
        (replace(WHOLE, wrap_up_notes=" "), "duty_no_wrap_up"),
        (replace(WHOLE, has_problems=True), "duty_problem_unreported"),
        (replace(WHOLE, handed_to=" "), "duty_handed_to_missing"),
    ],
)
def test_each_lack_fires_alone_with_a_whole_sentence(facts, code):
    assert codes(facts) == [code]
    assert all(explain(refusal).message for refusal in hand_in_refusals(facts))


def test_everything_is_said_at_once():
    nothing = replace(
        WHOLE, today=date(2026, 5, 15), met_at=None, members=(), sealed_at=None, wrapped_up_at=None, scans=(),
        handed_to="",
    )  # fmt: skip
    assert codes(nothing) == [
        "duty_not_held", "duty_no_meeting", "duty_no_team", "duty_not_sealed", "duty_scan_missing",
        "duty_scan_missing", "duty_no_wrap_up", "duty_handed_to_missing",
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(attended=st.booleans(), half_days=st.integers(0, 4), most=st.integers(1, 3))
def test_half_days_fit_the_attendance(attended, half_days, most):
    said = {1: Attendance(DutyRole.MEMBER, attended, half_days, Conduct.GOOD)}
    fits = (0 < half_days <= most) if attended else half_days == 0
    assert (attendance_refusals(said, {1: "何"}, most) == ()) == fits


def test_attendance_is_said_of_everybody_and_of_nobody_else():
    assert [one.code for one in attendance_refusals({1: MEMBER, 9: MEMBER}, {1: "何", 2: "罗"}, 2)] == [
        "duty_stranger", "duty_attendance_missing",
    ]  # fmt: skip
