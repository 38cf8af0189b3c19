"""The reverse planner: every date possible or greyed with its reason."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING, Counting
from appraisal.core.services.calendar_sources import calendar_from_packages
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.planner import planner_days

CALENDAR = calendar_from_packages(provisional_years=[2027])


def moments(first: date, last: date):
    """Moments in Beijing from the first day to the last."""
    return st.builds(
        lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60), BEIJING),
        st.dates(first, last),
        st.integers(0, 24 * 60 - 1),
    )


def days(now: datetime, first: date, last: date, **options):
    return {day.date: day for day in planner_days(first, last, CALENDAR, now=now, **options)}


def test_the_month_around_the_first_possible_date():
    planned = days(datetime(2026, 1, 27, 9, tzinfo=BEIJING), date(2026, 2, 1), date(2026, 3, 31))
    assert not planned[date(2026, 2, 28)].is_possible
    assert planned[date(2026, 2, 28)].reason.startswith(
        "最迟应于 2026-01-26 24:00 前申报（执行）鉴定计划，已过期；目前最早可选 2026-03-01。首场考试 2026-02-28"
    )
    assert planned[date(2026, 3, 1)].is_possible
    assert planned[date(2026, 3, 1)].reason == ""
    assert planned[date(2026, 3, 1)].deadline.last_day == date(2026, 1, 27)


def test_today_and_past_dates_say_so():
    planned = days(datetime(2026, 3, 10, 9, tzinfo=BEIJING), date(2026, 3, 9), date(2026, 3, 10))
    assert [planned[date(2026, 3, day)].reason for day in (9, 10)] == ["日期已过。", "就是今天，来不及安排考试。"]
    assert planned[date(2026, 3, 9)].deadline is None


def test_dates_of_a_year_without_notice_are_provisional_yet_possible():
    planned = days(datetime(2026, 11, 23, 9, tzinfo=BEIJING), date(2026, 12, 18), date(2027, 1, 31))
    assert not planned[date(2026, 12, 18)].is_possible
    assert planned[date(2026, 12, 19)].is_possible and not planned[date(2026, 12, 19)].is_provisional
    assert planned[date(2027, 1, 20)].is_possible and planned[date(2027, 1, 20)].is_provisional


def test_a_plan_that_moves_needs_only_what_is_still_open():
    now = datetime(2026, 2, 9, 9, tzinfo=BEIJING)
    planned = days(now, date(2026, 2, 27), date(2026, 2, 28), open_codes=[ObligationCode.ARRANGE])
    assert planned[date(2026, 2, 28)].is_possible
    assert "完成考场编排" in planned[date(2026, 2, 27)].reason


@pytest.mark.parametrize("codes", [[], [ObligationCode.REQUEST]])
def test_only_obligations_of_the_first_exam_decide(codes):
    with pytest.raises(ValueError, match="first exam"):
        planner_days(date(2026, 3, 1), date(2026, 3, 2), CALENDAR, now=datetime.now(BEIJING), open_codes=codes)


@given(
    moments(date(2014, 1, 1), date(2027, 10, 31)),
    st.integers(1, 60),
    st.sampled_from([Counting(), Counting.of(count_exam_day=True, cutoff="17:30")]),
)
def test_a_date_is_possible_exactly_when_its_filing_is_still_on_time(now, ahead, counting):
    day = date.fromordinal(now.date().toordinal() + ahead)
    (planned,) = planner_days(day, day, CALENDAR, now=now, counting=counting)
    kept = OBLIGATIONS[ObligationCode.FILE].deadline(day, CALENDAR, counting).is_kept_at(now)
    assert planned.is_possible == kept
    assert bool(planned.reason) != planned.is_possible
