"""The time that counts for answers: the hours of the setting, the outages on record, and how late timers fired."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from appraisal.core.models import GatewayOutage
from examiners.rules.timing import Hours, Outage, due_at


def sms_hours() -> Hours:
    """The hours of short messages (SMS_HOURS)."""
    return Hours.of(settings.KAOWU["SMS_HOURS"])


def reply_time() -> timedelta:
    """How long an answer is waited for (REPLY_MINUTES)."""
    return timedelta(minutes=settings.KAOWU["REPLY_MINUTES"])


def outages_since(start: datetime) -> list[Outage]:
    """Stretches in which the gateway was down and that were not over at `start`."""
    rows = GatewayOutage.objects.exclude(ended_at__lte=start).order_by("started_at")
    return [Outage(*pair) for pair in rows.values_list("started_at", "ended_at")]


def answer_due_at(started_at: datetime) -> datetime | None:
    """When the time for an answer is over that began at `started_at`, by the outages known now."""
    return due_at(started_at, reply_time(), sms_hours(), outages_since(started_at))


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late timers fired, in seconds: published on the status page. `None` when none has fired."""

    fired: int
    p50: float | None
    p99: float | None
    worst: float | None


LATENESS = """
    SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY late),
        percentile_cont(0.99) WITHIN GROUP (ORDER BY late), max(late)
    FROM (SELECT extract(epoch FROM fired_at - due_at) AS late FROM examiners_timer WHERE fired_at >= %s) fired
"""


def lateness_since(start: datetime) -> Lateness:
    """The lateness of all timers that fired since `start`, waves and days included."""
    with connection.cursor() as cursor:
        cursor.execute(LATENESS, [start])
        fired, *measures = cursor.fetchone()
    return Lateness(fired, *(None if one is None else float(one) for one in measures))
