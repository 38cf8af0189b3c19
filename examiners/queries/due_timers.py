"""What the sweep of dispatches has to do, read through partial indexes over what is pending."""

from datetime import datetime

from django.db.models import F, Min

from appraisal.core.rules.sms import SmsState
from examiners.models import DispatchMessage, Timer

BATCH = 500
TOLD = (SmsState.SENT, SmsState.DELIVERED, SmsState.UNDELIVERED, SmsState.FAILED, SmsState.WITHDRAWN)


def dispatches_due(now: datetime) -> list[int]:
    """Dispatches with a timer that is due, longest due first."""
    due = Timer.objects.filter(due_at__lte=now, fired_at=None, stopped_at=None)
    rows = due.order_by().values("dispatch_id").annotate(since=Min("due_at")).order_by("since", "dispatch_id")
    return list(rows.values_list("dispatch_id", flat=True)[:BATCH])


def timers_to_compute() -> list[int]:
    """Timers that stand still because the gateway was down without an end in sight."""
    rows = Timer.objects.filter(due_at=None, fired_at=None, stopped_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def changed_messages() -> list[int]:
    """Messages of open questions whose state nobody has followed yet."""
    rows = DispatchMessage.objects.filter(watched=True, message__state__in=TOLD).exclude(message__state=F("seen_state"))
    return list(rows.order_by("pk").values_list("message_id", flat=True)[:BATCH])
