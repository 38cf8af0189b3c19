"""Looks every minute whether messages are where they should be; the numbers stand on the status page."""

from datetime import datetime, timedelta
from typing import Any

from appraisal.core.messaging.choice import chosen_gateway
from appraisal.core.models import DeliveryReport, Organisation, SmsMessage
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.queries.sms import open_outage, stuck_messages, unsettled_inbound
from appraisal.core.rules.roles import Role
from appraisal.core.rules.sms import SmsState
from appraisal.core.services import notices
from appraisal.core.services.sms import sms_hours
from appraisal.core.transactions import use_case

WAITED = timedelta(minutes=5)  # a message due for so long, gateway up, says that no worker sends
UNREPORTED = timedelta(hours=24)  # operators report within a day, or never
TOLD_AT_ONCE = 20


def outage_outcome() -> dict[str, Any]:
    """Since when the gateway is down, for the pulse that every page reads anyway; empty when it is up."""
    outage = open_outage(chosen_gateway().name)
    return {"down_since": outage.started_at.isoformat(), "fault": outage.fault} if outage else {}


@use_case
def examine(*, now: datetime) -> dict[str, Any]:
    """The numbers of what is not as it should be; posts one notice for each message that got stuck."""
    stuck = list(stuck_messages(now).order_by("pk").values_list("pk", "organisation_id")[:TOLD_AT_ONCE])
    for message_id, organisation_id in stuck:
        _tell(message_id, organisation_id, now)
    return {
        "stuck": stuck_messages(now).count(),
        "waiting": _waiting_too_long(now),
        "without_id": _sent_without_id(now),
        "unreported": _unreported(now),
        "unmatched_reports": DeliveryReport.objects.filter(message=None, received_at__gt=now - UNREPORTED).count(),
        "unread_replies": len(unsettled_inbound(now - WAITED)),
        **outage_outcome(),
    }


def _tell(message_id: int, organisation_id: int | None, now: datetime) -> None:
    """The district whose message it is, and the guidance section; once."""
    districts = [organisation_id] if organisation_id else []
    for homes, role in ((districts, Role.DISTRICT_OFFICER), (_sections(), Role.GUIDANCE_OFFICER)):
        notices.post(
            organisation_ids=homes,
            role=role,
            subject=f"短信 {message_id} 不知是否发出，请核实",
            body="发送途中断了联系，系统不会自动重发，以免对方收到两次。请问过收件人后选择处理方式。",
            key=f"sms-stuck:{message_id}",
            now=now,
            path=f"/sms/{message_id}/",
        )


def _sections() -> list[int]:
    try:
        return [guidance_section_id()]
    except Organisation.DoesNotExist:  # a portal whose city is not set up yet
        return []


def _waiting_too_long(now: datetime) -> int:
    if not sms_hours().is_open(now) or open_outage(chosen_gateway().name):
        return 0
    return SmsMessage.objects.filter(state=SmsState.QUEUED, due_at__lt=now - WAITED).count()


def _sent_without_id(now: datetime) -> int:
    """Messages of a gateway that gives every message a number, and that have none."""
    gateway = chosen_gateway()
    if not gateway.gives_ids:
        return 0
    recent = SmsMessage.objects.filter(gateway=gateway.name, changed_at__gt=now - UNREPORTED)
    return recent.filter(state__in=[SmsState.SENT, SmsState.DELIVERED, SmsState.UNDELIVERED], gateway_id="").count()


def _unreported(now: datetime) -> int:
    """Sent yesterday, and no report said what became of it."""
    window = (now - 2 * UNREPORTED, now - UNREPORTED)
    return SmsMessage.objects.filter(state=SmsState.SENT, changed_at__range=window).count()
