"""Reads of the SMS machine: outages, what is stuck or waits, and the lists of the page."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from appraisal.core.models import GatewayOutage, InboundSms, SmsMessage
from appraisal.core.rules.sms import Interval, SmsState, clipped, total


def open_outage(gateway: str) -> GatewayOutage | None:
    """The outage that goes on at this moment, if any."""
    return GatewayOutage.objects.filter(gateway=gateway, ended_at=None).first()


def outages_between(start: datetime, end: datetime) -> list[Interval]:
    """The stretches between `start` and `end` in which the gateway was down, in order, without overlap.

    One that goes on counts until `end`.
    """
    rows = GatewayOutage.objects.filter(Q(ended_at=None) | Q(ended_at__gt=start), started_at__lt=end)
    return clipped([Interval(row.started_at, row.ended_at or end) for row in rows], start, end)


def downtime_between(start: datetime, end: datetime) -> timedelta:
    """For how long the gateway was down between `start` and `end`: time to be added back to who could not answer."""
    return total(outages_between(start, end))


def stuck_after() -> timedelta:
    """After how long a message that is still SENDING counts as stuck (SMS_STUCK_SECONDS)."""
    return timedelta(seconds=settings.KAOWU["SMS_STUCK_SECONDS"])


def stuck_messages(now: datetime) -> QuerySet[SmsMessage]:
    """Messages of which nobody knows whether they went out."""
    return SmsMessage.objects.filter(state=SmsState.SENDING, claimed_at__lte=now - stuck_after())


def unsettled_inbound(before: datetime, limit: int = 100) -> list[int]:
    """Keys of texts that came in before `before` and were not dealt with, those that failed least first."""
    rows = InboundSms.objects.filter(settled_at=None, received_at__lt=before)
    return list(rows.order_by("failures", "pk").values_list("pk", flat=True)[:limit])
