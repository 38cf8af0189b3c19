"""The half hour of an answer: nights and outages of the gateway do not count."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from examiners.rules.timing import Hours, Outage, counted, due_at

HOURS = Hours()
HALF_HOUR = timedelta(minutes=30)


def at(text):
    return datetime.strptime(f"2014-10-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("13 09:00", "13 09:30"),
        ("13 19:30", "13 20:00"),  # the last moment of the hours still belongs to them
        ("13 19:45", "14 08:15"),
        ("13 21:10", "14 08:30"),
        ("13 06:00", "13 08:30"),
    ],
)
def test_timers_run_only_in_the_hours(start, due):
    assert due_at(at(start), HALF_HOUR, HOURS) == at(due)


@pytest.mark.parametrize(
    ("outages", "due"),
    [
        ([("13 09:10", "13 09:20")], "13 09:40"),
        ([("13 08:00", "13 08:50")], "13 09:30"),  # over before it began
        ([("13 08:50", "13 09:20")], "13 09:50"),
        ([("13 09:10", "13 09:20"), ("13 09:15", "13 09:25")], "13 09:45"),  # overlapping: counted once
        ([("13 09:20", "14 08:10")], "14 08:20"),
        ([("13 22:00", "14 07:00")], "13 09:30"),
    ],
)
def test_timers_stand_still_while_the_gateway_is_down(outages, due):
    down = [Outage(at(start), at(end)) for start, end in outages]
    assert due_at(at("13 09:00"), HALF_HOUR, HOURS, down) == at(due)


def test_an_outage_without_end_leaves_the_timer_undue():
    assert due_at(at("13 09:00"), HALF_HOUR, HOURS, [Outage(at("13 09:10"))]) is None
    assert due_at(at("13 09:00"), HALF_HOUR, HOURS, [Outage(at("13 09:40"))]) == at("13 09:30")


def test_hours_must_be_in_order():
    assert Hours.of(["09:00", "18:00"]) == Hours(time(9), time(18))
    with pytest.raises(ValueError, match="SMS_HOURS"):
        Hours.of(["20:00", "08:00"])


minutes = st.integers(0, 4 * 24 * 60).map(lambda value: at("13 00:00") + timedelta(minutes=value))
outages = st.lists(
    st.tuples(minutes, st.integers(1, 600)).map(lambda pair: Outage(pair[0], pair[0] + timedelta(minutes=pair[1]))),
    max_size=4,
)


def minute_by_minute(start, wait, down):
    """The slow oracle: look at every minute."""
    left = wait
    moment = start
    while left > 0:
        up = not any(one.start <= moment < one.end for one in down)
        left -= HOURS.contain(moment) and up
        moment += timedelta(minutes=1)
    return moment


@given(minutes, st.integers(1, 90), outages)
def test_due_is_what_counting_minutes_gives(start, wait, down):
    due = due_at(start, timedelta(minutes=wait), HOURS, down)
    assert due == minute_by_minute(start, wait, down)
    assert counted(start, due, HOURS, down) == timedelta(minutes=wait)
