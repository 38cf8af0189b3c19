"""What a changed calendar does to open obligations: nobody who is on time becomes late."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING, Counting, due_at
from appraisal.core.rules.workdays import DayKind, DayMark, WorkCalendar
from appraisal.core.services.calendar_sources import calendar_from_packages
from plans.rules.moves import CalendarChangeRule, Move
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.reminders import next_reminder_at

OLD = calendar_from_packages(provisional_years=[2027])
COUNTING = Counting()
FILE = OBLIGATIONS[ObligationCode.FILE]
EXAM = date(2027, 3, 1)


def with_days(*marks: tuple[date, DayKind]) -> WorkCalendar:
    """The old calendar with 2027 known and these days changed."""
    changed = {day: DayMark(day, kind, "调整") for day, kind in marks}
    return WorkCalendar.of({**OLD.notices, 2027: "号"}, {**OLD.marks, **changed}.values())


def rule(new: WorkCalendar, now: datetime, grace: int = 3) -> CalendarChangeRule:
    return CalendarChangeRule(OLD, new, COUNTING, now, grace)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), BEIJING)


OLD_LAST_DAY = FILE.rule.last_day(EXAM, OLD, COUNTING)  # 2027-01-26
TWO_MORE_OFF = with_days((date(2027, 2, 17), DayKind.HOLIDAY), (date(2027, 2, 18), DayKind.HOLIDAY))
TWO_MAKE_UPS = with_days((date(2027, 2, 20), DayKind.MAKE_UP), (date(2027, 2, 21), DayKind.MAKE_UP))


def test_more_holidays_bring_the_last_day_forward_when_there_is_time():
    move = rule(TWO_MORE_OFF, at(date(2026, 12, 1))).move(FILE, EXAM, OLD_LAST_DAY)
    assert move == Move(date(2027, 1, 26), date(2027, 1, 22), is_kept=False)


@pytest.mark.parametrize(("today", "kept"), [(date(2027, 1, 18), False), (date(2027, 1, 19), True)])
def test_an_earlier_last_day_needs_three_working_days(today, kept):
    move = rule(TWO_MORE_OFF, at(today)).move(FILE, EXAM, OLD_LAST_DAY)
    assert (move.new_last_day, move.is_kept) == (date(2027, 1, 22), kept)


def test_make_up_days_give_more_time_whatever_the_hour():
    move = rule(TWO_MAKE_UPS, at(OLD_LAST_DAY)).move(FILE, EXAM, OLD_LAST_DAY)
    assert move == Move(date(2027, 1, 26), date(2027, 1, 28), is_kept=False)


def test_what_is_past_or_was_set_by_hand_stays():
    assert rule(TWO_MAKE_UPS, at(OLD_LAST_DAY + timedelta(days=1))).move(FILE, EXAM, OLD_LAST_DAY) is None
    assert rule(TWO_MAKE_UPS, at(date(2026, 12, 1))).move(FILE, EXAM, date(2027, 1, 27)) is None


def test_changed_days_are_named():
    (first, second) = rule(TWO_MAKE_UPS, at(EXAM)).changed_days(date(2027, 1, 1), date(2027, 12, 31))
    assert (first.date, first.old_kind, first.new_kind, first.name) == (
        date(2027, 2, 20),
        DayKind.WEEKEND,
        DayKind.MAKE_UP,
        "调整",
    )
    assert second.date == date(2027, 2, 21)


days_of_2027 = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@given(
    st.dictionaries(days_of_2027, st.sampled_from([DayKind.HOLIDAY, DayKind.MAKE_UP]), max_size=25),
    days_of_2027,
    st.integers(-45, 5),
    st.integers(0, 5),
    st.sampled_from(sorted(OBLIGATIONS)),
)
def test_a_published_notice_never_makes_on_time_work_late(changes, anchor, shift, grace, code):
    row = OBLIGATIONS[ObligationCode(code)]
    stored = row.rule.last_day(anchor, OLD, COUNTING)
    now = at(anchor + timedelta(days=shift))
    assume(now < due_at(stored, COUNTING))
    change = rule(with_days(*changes.items()), now, grace)
    move = change.move(row, anchor, stored)
    last_day = move.last_day if move else stored
    assert now < due_at(last_day, COUNTING)
    if last_day < stored:
        assert change.new.working_days_between(now.date(), last_day) > grace


# --- reminders ------------------------------------------------------------------------------------
def test_reminders_come_three_and_one_working_days_before():
    last_day = date(2026, 2, 24)  # right after the Spring Festival
    first = next_reminder_at(last_day, OLD, (3, 1), at(date(2026, 2, 1)))
    second = next_reminder_at(last_day, OLD, (3, 1), first)
    assert [first, second] == [
        datetime(2026, 2, 12, 8, tzinfo=BEIJING),
        datetime(2026, 2, 14, 8, tzinfo=BEIJING),
    ]
    assert next_reminder_at(last_day, OLD, (3, 1), second) is None
    assert next_reminder_at(last_day, OLD, (3, 1, 0), second) == datetime(2026, 2, 24, 8, tzinfo=BEIJING)
