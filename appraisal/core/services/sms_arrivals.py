"""What a gateway brings: stored and committed first, read afterwards by the package that SMS_INBOUND_READER names."""

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from appraisal.core.models import InboundSms
from appraisal.core.services.sms import Arrival, Report, store_inbound, store_report
from appraisal.core.transactions import use_case

logger = logging.getLogger(__name__)


def receive(*, arrivals: list[Arrival], now: datetime) -> int:
    """Store texts that came in, then have each read; returns how many were new.

    Raises nothing for a text that could not be read: it stays unsettled, and a sweep tries it again.
    """
    fresh = store(arrivals=arrivals, now=now)
    for inbound_id in fresh:
        read(inbound_id=inbound_id, now=now)
    return len(fresh)


@use_case
def store(*, arrivals: list[Arrival], now: datetime) -> list[int]:
    """Store all of them or none; the keys of those that were new."""
    rows = [store_inbound(arrival=arrival, now=now) for arrival in arrivals]
    return [row.pk for row, created in rows if created]


def read(*, inbound_id: int, now: datetime) -> bool:
    """Let the package that reads texts read this one; False when it failed, or when no package does."""
    if not settings.SMS_INBOUND_READER:
        return False
    try:
        import_string(settings.SMS_INBOUND_READER)(inbound_id=inbound_id, now=now)
    except Exception:  # whatever it is, the text is stored and the gateway must not bring it again
        logger.exception("text %s was not read; the sweep tries it again", inbound_id)
        InboundSms.objects.filter(pk=inbound_id).update(failures=F("failures") + 1)
        return False
    return True


@use_case
def receive_reports(*, reports: list[Report], now: datetime) -> int:
    """Store delivery reports and move their messages; returns how many were new."""
    return sum(store_report(report=report, now=now) for report in reports)
