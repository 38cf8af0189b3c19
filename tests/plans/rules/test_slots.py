"""Series of slots: on working days only, every period, and all that is wrong at once."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.workdays import DayKind, DayMark, WorkCalendar
from plans.rules.slots import Period, Series, read_periods, series_refusals, slot_times

NOW = datetime(2026, 4, 20, 9, tzinfo=BEIJING)  # a Monday
MORNING, AFTERNOON = Period(time(9), time(11, 30)), Period(time(13, 30), time(16))
CALENDAR = WorkCalendar.of(
    {2026: "国办发明电〔2025〕7号"},
    [
        *(DayMark(date(2026, 5, day), DayKind.HOLIDAY, "劳动节") for day in range(1, 6)),
        DayMark(date(2026, 5, 9), DayKind.MAKE_UP, "劳动节"),
    ],
)


def series(**changes):
    whole = {"first": date(2026, 4, 27), "last": date(2026, 5, 10), "periods": (MORNING, AFTERNOON), "places": 30}
    return Series(**{**whole, **changes})


def codes(of, **given_):
    return [refusal.code for refusal in series_refusals(of, CALENDAR, now=NOW, days_ahead=180, **given_)]


def test_a_series_leaves_holidays_out_and_takes_make_up_days():
    days = sorted({slot.starts_at.date() for slot in slot_times(series(), CALENDAR)})
    assert days == [date(2026, 4, day) for day in (27, 28, 29, 30)] + [date(2026, 5, day) for day in (6, 7, 8, 9)]
    assert len(slot_times(series(), CALENDAR)) == 16


def test_a_make_up_saturday_counts_only_when_saturday_is_chosen():
    days = {slot.starts_at.date() for slot in slot_times(series(weekdays=frozenset(range(5))), CALENDAR)}
    assert date(2026, 5, 9) not in days


@given(
    st.dates(date(2026, 4, 20), date(2026, 9, 1)), st.integers(0, 90), st.frozensets(st.integers(0, 6), min_size=1),
)  # fmt: skip
def test_every_slot_is_on_a_chosen_working_day_and_none_is_left_out(first, length, weekdays):
    last = first + timedelta(days=length)
    found = slot_times(series(first=first, last=last, weekdays=weekdays), CALENDAR)
    days = [first + timedelta(days=number) for number in range(length + 1)]
    expected = [day for day in days if day.weekday() in weekdays and CALENDAR.is_working_day(day)]
    assert [slot.starts_at.date() for slot in found] == [day for day in expected for _ in range(2)]
    assert all(slot.starts_at < slot.ends_at for slot in found)


def test_a_sound_series_is_not_refused():
    assert codes(series()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"first": None}, ["slot_dates_missing"]),
        ({"first": date(2026, 5, 11)}, ["slot_dates_order"]),
        ({"first": date(2026, 4, 17)}, ["slot_past"]),
        ({"last": date(2027, 4, 1)}, ["slot_far"]),
        ({"periods": ()}, ["slot_times_missing"]),
        ({"periods": (Period(time(11), time(9)),)}, ["slot_times_order"]),
        ({"periods": (MORNING, Period(time(11), time(12)))}, ["slot_times_overlap"]),
        ({"places": 0}, ["slot_places"]),
        ({"weekdays": frozenset()}, ["slot_weekdays_missing"]),
        ({"first": date(2026, 5, 1), "last": date(2026, 5, 5)}, ["slot_no_working_day"]),
        ({"first": date(2026, 4, 20)}, ["slot_past"]),
        (
            {"first": date(2026, 4, 1), "periods": (), "places": 9_999, "weekdays": frozenset()},
            ["slot_past", "slot_times_missing", "slot_places", "slot_weekdays_missing"],
        ),
    ],
)
def test_what_is_wrong_is_said_all_at_once(changes, expected):
    assert codes(series(**changes)) == expected


def test_a_slot_that_is_there_already_is_named():
    at = datetime(2026, 4, 28, 9, tzinfo=BEIJING)
    assert codes(series(), taken=[at]) == ["slot_taken"]


@pytest.mark.parametrize("text", ["09:00-11:30 13:30-16:00", "9:00 - 11:30，13：30—16:00", "9:00至11:30\n13:30~16:00"])
def test_times_are_read_as_people_write_them(text):
    assert read_periods(text) == ((MORNING, AFTERNOON), ())


@pytest.mark.parametrize("text", ["上午", "25:00-26:00", "9-11", "09:00"])
def test_times_that_cannot_be_read_are_named(text):
    periods, refusals = read_periods(text)
    assert periods == ()
    assert [refusal.params["text"] for refusal in refusals] == [text]
