"""The table of obligations, the ladder it makes, and the first exam date still possible."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING, Counting, Direction
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar_sources import calendar_from_packages
from plans.rules.obligations import OBLIGATIONS, ObligationCode, PlanDates, earliest_exam_date, ladder, with_settings

CALENDAR = calendar_from_packages(provisional_years=[2027])
NOW = datetime(2026, 1, 20, 10, tzinfo=BEIJING)
EXAM = date(2026, 2, 28)

# The table of the design, row by row: code, working days, direction, whether a slide decrees it.
EXPECTED = {
    "FILE": (20, "BEFORE", True),
    "ANSWER": (5, "AFTER", False),
    "ENROL": (15, "BEFORE", False),
    "PAY": (12, "BEFORE", False),
    "ARRANGE": (10, "BEFORE", True),
    "REQUEST": (7, "BEFORE", True),
    "CHANGE": (5, "BEFORE", True),
    "BRIEF": (4, "BEFORE", True),
    "REPORT": (2, "AFTER", True),
    "ENTER": (2, "AFTER", True),
}


def moments(first: date, last: date):
    """Moments in Beijing from the first day to the last."""
    return st.builds(
        lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60), BEIJING),
        st.dates(first, last),
        st.integers(0, 24 * 60 - 1),
    )


def last_days(rungs):
    return {rung.obligation.code.value: f"{rung.last_day:%m-%d}" for rung in rungs}


def test_the_table_holds_what_the_slides_and_settings_say():
    table = {code.value: (row.working_days, row.direction.value, row.decreed) for code, row in OBLIGATIONS.items()}
    assert table == EXPECTED


def test_every_row_names_its_source_and_who_is_responsible():
    assert all(row.citation and row.responsible for row in OBLIGATIONS.values())
    assert OBLIGATIONS[ObligationCode.ENTER].responsible == (Role.DISTRICT_OFFICER,)


@pytest.mark.parametrize(
    ("exam", "expected"),
    [
        (date(2014, 10, 18), ["09-17", "09-30", "10-10", "10-13", "10-14"]),
        (date(2026, 2, 28), ["01-26", "02-09", "02-12", "02-14", "02-24"]),
    ],
)
def test_the_ladder_of_the_worked_examples(exam, expected):
    days = last_days(ladder(PlanDates(exam, practicals=(exam,)), CALENDAR, now=NOW))
    assert [days[code] for code in ("FILE", "ARRANGE", "REQUEST", "CHANGE", "BRIEF")] == expected


def test_the_ladder_is_in_order_and_complete():
    rungs = ladder(PlanDates(EXAM, practicals=(date(2026, 3, 7),), filed_on=date(2026, 1, 20)), CALENDAR, now=NOW)
    assert [rung.obligation.code for rung in rungs].count(ObligationCode.CHANGE) == 2  # one for each sitting
    assert {rung.obligation.code for rung in rungs} == set(ObligationCode)
    assert [rung.last_day for rung in rungs] == sorted(rung.last_day for rung in rungs)


def test_without_practicals_nobody_asks_for_examiners():
    codes = {rung.obligation.code for rung in ladder(PlanDates(EXAM), CALENDAR, now=NOW)}
    assert codes == {ObligationCode(code) for code in ("FILE", "ENROL", "PAY", "ARRANGE", "CHANGE")}


def test_scores_are_entered_two_days_after_a_hand_in_assumed_on_its_last_day():
    rungs = ladder(PlanDates(EXAM, practicals=(EXAM,)), CALENDAR, now=NOW)
    days = last_days(rungs)
    assert (days["REPORT"], days["ENTER"]) == ("03-03", "03-05")
    assert [rung.obligation.code for rung in rungs if rung.assumed] == [ObligationCode.ENTER]


def test_slack_and_missed_rungs():
    rungs = {rung.obligation.code: rung for rung in ladder(PlanDates(EXAM), CALENDAR, now=NOW)}
    assert (rungs[ObligationCode.FILE].slack, rungs[ObligationCode.FILE].is_missed) == (4, False)
    late = ladder(PlanDates(EXAM), CALENDAR, now=datetime(2026, 1, 27, tzinfo=BEIJING))
    assert (late[0].obligation.code, late[0].slack, late[0].is_missed) == (ObligationCode.FILE, 0, True)


# --- settings -------------------------------------------------------------------------------------
def test_rows_without_a_decree_follow_the_settings():
    table = with_settings({"PAY": 14})
    assert table[ObligationCode.PAY].working_days == 14
    assert OBLIGATIONS[ObligationCode.PAY].working_days == 12
    assert last_days(ladder(PlanDates(EXAM), CALENDAR, now=NOW, table=table))["PAY"] == "02-03"


@pytest.mark.parametrize(("setting", "reason"), [({"FILE": 5}, "decreed"), ({"PAY": 0}, "at least 1")])
def test_wrong_settings_are_refused(setting, reason):
    with pytest.raises(ValueError, match=reason):
        with_settings(setting)


def test_a_setting_for_an_unknown_obligation_is_refused():
    with pytest.raises(KeyError, match="TEA"):
        with_settings({"TEA": 1})


# --- the first date still possible -----------------------------------------------------------------
@given(
    moments(date(2014, 1, 1), date(2027, 12, 31)),
    st.sampled_from([Counting(), Counting.of(count_exam_day=True, cutoff="17:30")]),
)
def test_the_earliest_exam_date_can_be_filed_for_and_the_day_before_cannot(now, counting):
    earliest = earliest_exam_date(CALENDAR, now=now, counting=counting)
    file_row = OBLIGATIONS[ObligationCode.FILE]
    assert file_row.deadline(earliest, CALENDAR, counting).is_kept_at(now)
    assert not file_row.deadline(earliest - timedelta(days=1), CALENDAR, counting).is_kept_at(now)


def test_deadlines_before_the_exam_come_before_it_and_the_others_after():
    for rung in ladder(PlanDates(EXAM, (EXAM,), filed_on=EXAM), CALENDAR, now=NOW):
        if rung.obligation.direction is Direction.BEFORE:
            assert rung.last_day < EXAM
        else:
            assert rung.last_day > EXAM
