"""The life of a message, its hours, and intervals of time."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.sms import (
    Interval,
    ReportStatus,
    SmsState,
    clipped,
    merged,
    next_try,
    state_after_report,
    total,
)
from appraisal.core.rules.sms_hours import SmsHours

DAY = datetime(2026, 3, 2, tzinfo=BEIJING)
HOURS = SmsHours.of("08:00", "20:00")


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02 07:59:59", "2026-03-02 08:00:00"),
        ("2026-03-02 08:00:00", "2026-03-02 08:00:00"),
        ("2026-03-02 19:59:59", "2026-03-02 19:59:59"),
        ("2026-03-02 20:00:00", "2026-03-03 08:00:00"),
        ("2026-12-31 23:00:00", "2027-01-01 08:00:00"),
    ],
)
def test_messages_wait_for_the_morning(at: str, opens: str) -> None:
    moment, expected = (datetime.fromisoformat(text).replace(tzinfo=BEIJING) for text in (at, opens))
    assert HOURS.next_open(moment) == expected
    assert HOURS.is_open(moment) == (moment == expected)


def test_hours_over_midnight_are_a_mistake() -> None:
    assert SmsHours.of("00:00", "00:00").is_open(DAY)
    with pytest.raises(ValueError, match="midnight"):
        SmsHours.of("20:00", "08:00")


def test_a_report_moves_a_message_on_and_never_back() -> None:
    order = [SmsState.SENDING, SmsState.SENT, SmsState.UNDELIVERED, SmsState.DELIVERED]
    for status in ReportStatus:
        for state in order:
            after = state_after_report(state, status)
            assert order.index(after) >= order.index(state)
            assert after is not SmsState.SENDING or status is None or state is SmsState.SENDING
    assert state_after_report(SmsState.DELIVERED, ReportStatus.UNDELIVERED) is SmsState.DELIVERED
    assert state_after_report(SmsState.QUEUED, ReportStatus.DELIVERED) is SmsState.QUEUED
    assert state_after_report(SmsState.WITHDRAWN, ReportStatus.DELIVERED) is SmsState.WITHDRAWN


def test_every_report_proves_that_a_stuck_message_left() -> None:
    assert all(state_after_report(SmsState.SENDING, status) is not SmsState.SENDING for status in ReportStatus)


def test_pauses_grow_and_then_stay() -> None:
    pauses = [next_try(attempts, DAY) - DAY for attempts in range(1, 9)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pauses[-2] == timedelta(minutes=5)


minutes = st.integers(0, 200).map(lambda count: DAY + timedelta(minutes=count))
intervals = st.lists(st.builds(Interval, minutes, minutes), max_size=8)


@settings(max_examples=80, deadline=None)
@given(intervals, minutes, minutes)
def test_time_is_counted_once_minute_by_minute(found: list[Interval], start: datetime, end: datetime) -> None:
    slow = sum(
        any(one.start <= moment < one.end for one in found) and start <= moment < end
        for moment in (DAY + timedelta(minutes=count) for count in range(201))
    )
    parts = clipped(found, start, end)
    assert total(parts) == timedelta(minutes=slow)
    assert all(before.end < after.start for before, after in itertools.pairwise(parts))
    assert merged(parts) == parts
