"""The calendar against two libraries, against a slow oracle, and at its edges."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.workdays import (
    Break,
    CalendarRangeError,
    DayKind,
    DayMark,
    WorkCalendar,
    days_of,
    fixed_statutory_days,
)
from appraisal.core.services.calendar_sources import calendar_from_packages, statutory_marks

CALENDAR = calendar_from_packages(provisional_years=[2027, 2028])
DAY = timedelta(days=1)
WRONG_IN_CHINESECALENDAR = date(2005, 12, 31)

dates = st.dates(date(2003, 1, 1), date(2031, 12, 31))
counts = st.integers(1, 300)


def oracle_before(day: date, count: int) -> date:
    while count:
        day -= DAY
        count -= CALENDAR.kind_of(day).works
    return day


def oracle_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= CALENDAR.kind_of(day).works
    return day


# --- against the libraries ------------------------------------------------------------------------
@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_chinesecalendar(year):
    wrong = [
        day
        for day in days_of(date(year, 1, 1), date(year, 12, 31))
        if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == ([WRONG_IN_CHINESECALENDAR] if year == 2005 else [])


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_holidays(year):
    china = holidays.country_holidays("CN", years=[year, year + 1])
    wrong = [
        day
        for day in days_of(date(year, 1, 1), date(year, 12, 31))
        if CALENDAR.is_working_day(day) != china.is_working_day(day)
    ]
    assert wrong == []


def test_the_last_day_of_2005_is_a_make_up_day():
    assert CALENDAR.kind_of(WRONG_IN_CHINESECALENDAR) is DayKind.MAKE_UP


def test_working_days_per_year_2014_to_2026():
    counted = [CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) for year in range(2014, 2027)]
    assert counted == [250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248]


# --- worked examples ------------------------------------------------------------------------------
EXAMPLES = {
    date(2014, 10, 18): ["09-17", "09-30", "10-10", "10-13", "10-14"],
    date(2014, 11, 15): ["10-20", "11-03", "11-06", "11-10", "11-11"],
    date(2026, 2, 28): ["01-26", "02-09", "02-12", "02-14", "02-24"],
    date(2026, 10, 17): ["09-15", "09-29", "10-09", "10-12", "10-13"],
}


@pytest.mark.parametrize("exam", EXAMPLES, ids=str)
def test_20_10_7_5_and_4_working_days_before(exam):
    days = [CALENDAR.working_day_before(exam, count) for count in (20, 10, 7, 5, 4)]
    assert [f"{day:%m-%d}" for day in days] == EXAMPLES[exam]


def test_a_count_crosses_the_year():
    assert CALENDAR.working_day_before(date(2026, 1, 5), 1) == date(2026, 1, 4)  # a make-up Sunday
    assert CALENDAR.working_day_before(date(2026, 1, 4), 1) == date(2025, 12, 31)
    assert CALENDAR.working_day_after(date(2025, 12, 31), 1) == date(2026, 1, 4)
    assert CALENDAR.working_day_before(date(2026, 7, 1), 600) == oracle_before(date(2026, 7, 1), 600)


def test_the_leap_day_counts_like_any_other():
    assert CALENDAR.is_working_day(date(2024, 2, 29))
    assert CALENDAR.working_day_before(date(2024, 3, 1), 1) == date(2024, 2, 29)
    assert CALENDAR.kind_of(date(2020, 2, 29)) is DayKind.WEEKEND


def test_next_working_day_is_the_day_itself_when_it_works():
    assert CALENDAR.next_working_day(date(2026, 2, 14)) == date(2026, 2, 14)
    assert CALENDAR.next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)


# --- properties -----------------------------------------------------------------------------------
@given(dates, counts)
def test_counting_back_equals_walking_day_by_day(day, count):
    assert CALENDAR.working_day_before(day, count) == oracle_before(day, count)


@given(dates, counts)
def test_counting_on_equals_walking_day_by_day(day, count):
    assert CALENDAR.working_day_after(day, count) == oracle_after(day, count)


@given(dates, dates)
def test_days_between_equal_a_sum_over_the_days(one, other):
    start, end = sorted((one, other))
    walked = sum(CALENDAR.kind_of(day).works for day in days_of(start + DAY, end))
    assert CALENDAR.working_days_between(start, end) == walked
    assert CALENDAR.working_days_between(end, start) == -walked


@given(dates, counts)
def test_before_and_after_undo_each_other_from_a_working_day(day, count):
    start = CALENDAR.next_working_day(day)
    assert CALENDAR.working_day_after(CALENDAR.working_day_before(start, count), count) == start


@given(dates)
def test_kind_and_working_day_agree(day):
    assert CALENDAR.is_working_day(day) == CALENDAR.kind_of(day).works


# --- provisional years ----------------------------------------------------------------------------
def test_a_year_without_notice_has_weekends_and_statutory_days():
    assert CALENDAR.is_provisional(date(2027, 3, 1))
    assert CALENDAR.kind_of(date(2027, 2, 8)) is DayKind.HOLIDAY  # Spring Festival, from the table
    assert CALENDAR.kind_of(date(2027, 2, 20)) is DayKind.WEEKEND
    assert CALENDAR.working_days_between(date(2026, 12, 31), date(2027, 12, 31)) == 248


def test_a_year_without_any_row_still_knows_the_fixed_days():
    assert CALENDAR.is_provisional(date(2040, 1, 2))
    off = [mark.date for mark in fixed_statutory_days(2040)]
    assert off == [date(2040, m, d) for m, d in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    assert not any(CALENDAR.is_working_day(day) for day in off)
    assert [mark.date for mark in CALENDAR.marks_between(date(2040, 1, 1), date(2040, 12, 31))] == off


def test_only_one_may_day_before_2025():
    assert [mark.date.day for mark in fixed_statutory_days(2024) if mark.date.month == 5] == [1]


def test_the_end_of_december_waits_for_the_next_notice():
    assert CALENDAR.is_provisional(date(2026, 12, 28))
    assert not CALENDAR.is_provisional(date(2026, 12, 27))
    assert not CALENDAR.is_provisional(date(2025, 12, 31))


@given(dates, st.integers(0, 800))
def test_provisional_years_are_those_of_the_provisional_days(first, length):
    last = first + length * DAY
    provisional = {day for day in days_of(first, last) if CALENDAR.is_provisional(day)}
    years = {day.year if day.year not in CALENDAR.notices else day.year + 1 for day in provisional}
    assert CALENDAR.provisional_years(first, last) == tuple(sorted(years))


def test_statutory_days_of_2027_are_those_of_the_decree():
    names = [mark.name for mark in statutory_marks(2027)]
    assert set(names) == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    assert all(mark.kind is DayKind.HOLIDAY for mark in statutory_marks(2027))


# --- what moved a date ----------------------------------------------------------------------------
def test_a_break_is_named_in_its_full_length():
    spring = Break("春节", date(2026, 2, 15), date(2026, 2, 23), "国办发明电〔2025〕7号")
    assert CALENDAR.breaks_between(date(2026, 2, 20), date(2026, 3, 10)) == (spring,)


def test_two_holidays_in_one_break_are_named_together():
    (golden_week,) = CALENDAR.breaks_between(date(2023, 9, 25), date(2023, 10, 20))
    assert (golden_week.name, golden_week.last) == ("中秋节、国庆节", date(2023, 10, 6))


def test_a_break_on_weekend_days_alone_moves_nothing():
    calendar = WorkCalendar.of({2026: ""}, [DayMark(date(2026, 6, 6), DayKind.HOLIDAY, "端午节")])
    assert calendar.breaks_between(date(2026, 6, 1), date(2026, 6, 30)) == ()


def test_the_notice_of_an_amended_stretch_is_the_amendment():
    assert CALENDAR.notice_of(date(2019, 5, 2)) == "国办发明电〔2019〕3号"
    assert CALENDAR.notice_of(date(2019, 6, 7)) == "国办发明电〔2018〕15号"
    assert CALENDAR.notice_of(date(2018, 12, 29)) == "国办发明电〔2018〕15号"
    assert CALENDAR.notice_of(date(2027, 5, 1)) == ""


# --- refusals -------------------------------------------------------------------------------------
def test_one_date_cannot_be_marked_twice():
    day = date(2026, 1, 4)
    with pytest.raises(ValueError, match="2026-01-04 is marked twice"):
        WorkCalendar.of({}, [DayMark(day, DayKind.MAKE_UP, "元旦"), DayMark(day, DayKind.HOLIDAY, "元旦")])


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_starts_at_one(count):
    with pytest.raises(ValueError, match="counted from 1"):
        CALENDAR.working_day_before(date(2026, 1, 1), count)
    with pytest.raises(ValueError, match="counted from 1"):
        CALENDAR.working_day_after(date(2026, 1, 1), count)


def test_a_count_beyond_the_calendar_says_so():
    with pytest.raises(CalendarRangeError):
        CALENDAR.working_day_before(date(2, 1, 10), 30)
    with pytest.raises(CalendarRangeError):
        CALENDAR.working_day_after(date(9998, 12, 20), 30)
