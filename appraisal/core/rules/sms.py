"""The life of a text message, what a gateway and a phone report of it, and when it is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from appraisal.core.rules.enums import LabelledEnum


class SmsState(LabelledEnum):
    """Where a message out is."""

    QUEUED = "QUEUED", "待发送"
    SENDING = "SENDING", "发送中"  # a worker has it; left there, nobody knows whether it went out
    SENT = "SENT", "已发出"
    DELIVERED = "DELIVERED", "已送达"
    UNDELIVERED = "UNDELIVERED", "未送达"
    FAILED = "FAILED", "发送失败"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class ReportStatus(LabelledEnum):
    """What a delivery report says, whatever the gateway's words for it."""

    DELIVERED = "DELIVERED", "已送达"
    UNDELIVERED = "UNDELIVERED", "未送达"
    BUFFERED = "BUFFERED", "运营商暂存"
    ACCEPTED = "ACCEPTED", "运营商已接收"
    REJECTED = "REJECTED", "运营商拒收"


class StuckAnswer(LabelledEnum):
    """What a person says of a message of which nobody knows whether it went out."""

    WENT_OUT = "WENT_OUT", "对方已收到"
    SEND_AGAIN = "SEND_AGAIN", "对方没有收到，再发一次"
    GIVE_UP = "GIVE_UP", "不再发送"


IN_THE_OUTBOX = frozenset({SmsState.QUEUED, SmsState.SENDING})
ENDED = frozenset({SmsState.DELIVERED, SmsState.UNDELIVERED, SmsState.FAILED, SmsState.WITHDRAWN})

# A report overtakes the gateway's own answer at times, and resolves a message that got stuck.
AFTER_REPORT: dict[ReportStatus, dict[SmsState, SmsState]] = {
    ReportStatus.DELIVERED: {
        SmsState.SENDING: SmsState.DELIVERED,
        SmsState.SENT: SmsState.DELIVERED,
        SmsState.UNDELIVERED: SmsState.DELIVERED,  # the operator tried again and reached the phone
        SmsState.FAILED: SmsState.DELIVERED,  # given up by hand, and yet it arrived
    },
    ReportStatus.UNDELIVERED: {SmsState.SENDING: SmsState.UNDELIVERED, SmsState.SENT: SmsState.UNDELIVERED},
    ReportStatus.REJECTED: {SmsState.SENDING: SmsState.UNDELIVERED, SmsState.SENT: SmsState.UNDELIVERED},
    ReportStatus.ACCEPTED: {SmsState.SENDING: SmsState.SENT},
    ReportStatus.BUFFERED: {SmsState.SENDING: SmsState.SENT},
}

# Seconds until the next try after the first, second, … temporary failure; the last one holds from then on.
PAUSES = (10, 30, 60, 120, 300)


def state_after_report(state: SmsState, status: ReportStatus) -> SmsState:
    """The state of a message once a report has come in; the same state when the report tells nothing new."""
    return AFTER_REPORT[status].get(state, state)


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after `attempts` tries (at least one) that failed for the time being."""
    return now + timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` until `end`, that moment excluded."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def merged(intervals: list[Interval]) -> list[Interval]:
    """The same stretches of time in order, without overlap; empty ones are left out."""
    joined: list[Interval] = []
    for interval in sorted(intervals, key=lambda interval: interval.start):
        if interval.end <= interval.start:
            continue
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def clipped(intervals: list[Interval], start: datetime, end: datetime) -> list[Interval]:
    """The parts of `intervals` between `start` and `end`, merged."""
    return merged([Interval(max(one.start, start), min(one.end, end)) for one in intervals])


def total(intervals: list[Interval]) -> timedelta:
    """Length of all intervals together; they must not overlap."""
    return sum((interval.length for interval in intervals), timedelta())
