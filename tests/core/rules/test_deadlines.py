"""Deadlines: their last day, the moment they end, and the sentence that proves them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING, Counting, Deadline, DeadlineRule, Direction, due_at
from appraisal.core.rules.workdays import DayKind
from appraisal.core.services.calendar_sources import calendar_from_packages

CALENDAR = calendar_from_packages(provisional_years=[2027, 2028])
DAY = timedelta(days=1)
FILE = DeadlineRule("FILE", "二（二）执行与申报鉴定计划", "首场考试", 20, Direction.BEFORE)
REPORT = DeadlineRule("REPORT", "三、考评员执评有哪些新考务要求", "实操考试", 2, Direction.AFTER)

exam_dates = st.dates(date(2013, 1, 1), date(2030, 12, 31))
countings = st.sampled_from(
    [Counting(), Counting(cutoff=time(17, 30)), Counting(count_exam_day=True), Counting(True, time(12))]
)


def moments(first: date, last: date):
    """Moments in Beijing from the first day to the last."""
    return st.builds(
        lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60), BEIJING),
        st.dates(first, last),
        st.integers(0, 24 * 60 - 1),
    )


def rule(days: int, direction: Direction = Direction.BEFORE) -> DeadlineRule:
    return DeadlineRule("X", "", "考试", days, direction)


def test_the_sentence_names_what_moved_the_date():
    sentence = Deadline(FILE, date(2026, 2, 28), CALENDAR).proof.sentence()
    assert sentence == (
        "首场考试 2026-02-28（周六，调休上班日）往前数 20 个工作日（当天不计），最后一天为 2026-01-26（周一）24:00。"
        "其间春节 2026-02-15 至 02-23 放假，02-14（周六）调休上班计入。"
        "依据：二（二）执行与申报鉴定计划；国办发明电〔2025〕7号。"
    )


def test_the_sentence_over_a_new_year_writes_whole_dates():
    sentence = Deadline(rule(6), date(2026, 1, 9), CALENDAR).proof.sentence()
    assert (
        "最后一天为 2025-12-31（周三）24:00。其间元旦 2026-01-01 至 01-03 放假，01-04（周日）调休上班计入。" in sentence
    )
    sentence = Deadline(rule(3), date(2019, 1, 3), CALENDAR).proof.sentence()
    assert "其间元旦 2018-12-30 至 2019-01-01 放假，2018-12-29（周六）调休上班计入。" in sentence


def test_a_plain_week_needs_no_reason():
    sentence = Deadline(rule(4), date(2026, 3, 13), CALENDAR).proof.sentence()
    assert sentence == "考试 2026-03-13（周五）往前数 4 个工作日（当天不计），最后一天为 2026-03-09（周一）24:00。"


def test_counting_forwards():
    deadline = Deadline(REPORT, date(2026, 9, 30), CALENDAR)
    assert deadline.last_day == date(2026, 10, 9)
    assert (
        "实操考试 2026-09-30（周三）往后数 2 个工作日（当天不计），最后一天为 2026-10-09（周五）"
        in deadline.proof.sentence()
    )


def test_a_provisional_date_says_so():
    deadline = Deadline(FILE, date(2027, 1, 20), CALENDAR)
    assert deadline.is_provisional
    assert "最后一天暂定为 2026-12-22（周二）24:00" in deadline.proof.sentence()
    assert deadline.proof.sentence().endswith("2027 年放假通知尚未录入，暂按周末和法定节假日推算，通知发布后可能调整。")


def test_the_end_of_december_is_provisional_for_the_coming_year():
    proof = Deadline(rule(2), date(2026, 12, 31), CALENDAR).proof
    assert (proof.last_day, proof.provisional_years) == (date(2026, 12, 29), (2027,))
    assert not Deadline(rule(2), date(2026, 12, 27), CALENDAR).is_provisional


def test_an_exam_on_a_holiday_says_so():
    assert "考试 2026-10-01（周四，放假）往前数" in Deadline(rule(4), date(2026, 10, 1), CALENDAR).proof.sentence()


# --- settings -------------------------------------------------------------------------------------
def test_the_last_day_ends_at_midnight_in_beijing():
    deadline = Deadline(FILE, date(2026, 2, 28), CALENDAR)
    assert deadline.due_at == datetime(2026, 1, 27, tzinfo=BEIJING)
    assert deadline.is_kept_at(datetime(2026, 1, 26, 23, 59, 59, 999999, BEIJING))
    assert not deadline.is_kept_at(datetime(2026, 1, 27, tzinfo=BEIJING))


def test_the_last_day_may_end_with_the_close_of_business():
    counting = Counting.of(count_exam_day=False, cutoff="17:30")
    deadline = Deadline(FILE, date(2026, 2, 28), CALENDAR, counting)
    assert deadline.due_at == datetime(2026, 1, 26, 17, 30, tzinfo=BEIJING)
    assert "2026-01-26（周一）17:30。" in deadline.proof.sentence()


def test_a_counted_exam_day_moves_the_last_day_only_when_it_works():
    counting = Counting.of(count_exam_day=True, cutoff="24:00")
    working = Deadline(FILE, date(2026, 2, 28), CALENDAR, counting)
    assert (working.last_day, working.proof.counted[0]) == (date(2026, 1, 27), date(2026, 2, 28))
    assert "（当天计入）" in working.proof.sentence()
    free = Deadline(FILE, date(2014, 10, 18), CALENDAR, counting)
    assert free.last_day == date(2014, 9, 17)
    assert "（当天不计）" in free.proof.sentence()


@pytest.mark.parametrize("text", ["25:00", "noon", ""])
def test_a_cutoff_that_is_no_hour_is_refused(text):
    with pytest.raises(ValueError):
        Counting.of(count_exam_day=False, cutoff=text)


# --- properties -----------------------------------------------------------------------------------
@given(exam_dates, st.integers(1, 60), st.sampled_from(Direction), countings)
def test_the_proof_counts_exactly_the_working_days(anchor, days, direction, counting):
    deadline = Deadline(rule(days, direction), anchor, CALENDAR, counting)
    proof = deadline.proof
    assert len(proof.counted) == days
    assert proof.counted[-1] == deadline.last_day == proof.last_day
    assert all(CALENDAR.is_working_day(day) for day in proof.counted)
    assert (anchor in proof.counted) == proof.anchor_counts
    assert {mark.date for mark in proof.make_ups} == {
        day for day in proof.counted if CALENDAR.kind_of(day) is DayKind.MAKE_UP
    }
    assert str(deadline.last_day) in proof.sentence()


@given(moments(date(2013, 1, 1), date(2028, 12, 31)), st.integers(1, 40), countings)
def test_the_earliest_event_is_the_first_whose_deadline_can_be_kept(now, days, counting):
    earliest = rule(days).earliest_anchor(now, CALENDAR, counting)
    assert Deadline(rule(days), earliest, CALENDAR, counting).is_kept_at(now)
    assert not Deadline(rule(days), earliest - DAY, CALENDAR, counting).is_kept_at(now)


@given(exam_dates, st.integers(-40, 40))
def test_slack_counts_working_days_after_today_and_stops_at_zero(anchor, shift):
    deadline = Deadline(FILE, anchor, CALENDAR)
    today = deadline.last_day + shift * DAY
    walked = sum(CALENDAR.is_working_day(today + step * DAY) for step in range(1, -shift + 1))
    assert deadline.slack(today) == walked


@given(exam_dates, countings)
def test_a_deadline_ends_on_or_right_after_its_last_day(day, counting):
    assert day <= due_at(day, counting).date() <= day + DAY
