"""The doors of the SMS machine for other packages: text messages out, and what comes in from a gateway.

A message is a row of its caller's action; it leaves after commit. Texts and phones are never logged or audited.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from appraisal.core import jobs
from appraisal.core.crypto import blind_index
from appraisal.core.models import DeliveryReport, InboundSms, SmsMessage
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.sms import ReportStatus, SmsState, state_after_report
from appraisal.core.rules.sms_hours import SmsHours
from appraisal.core.rules.sms_text import measure
from appraisal.core.rules.sms_texts import RenderedText
from appraisal.core.services.rows import insert_once
from appraisal.core.transactions import require_transaction

PRIORITY = 5  # 1 goes first, 9 last


def sms_hours() -> SmsHours:
    """The hours in which people are written to (KAOWU["SMS_HOURS"])."""
    return SmsHours.of(*settings.KAOWU["SMS_HOURS"])


def queue_sms(  # noqa: PLR0913  (the parts of a message, all by keyword)
    *,
    to: str,
    text: str,
    purpose: str,
    reference: str,
    key: str,
    now: datetime,
    organisation_id: int | None = None,
    priority: int = PRIORITY,
    at_any_hour: bool = False,
    not_after: datetime | None = None,
) -> SmsMessage:
    """Put one message into the outbox as part of the caller's action; once per `key`, a second call returns the first.

    `to`: a mobile number. `text`: without the signature; better what `sms_texts.render` made, since some gateways send
    registered templates only. `purpose`: "package.what"; after each change of the message core defers the task
    "package.sms_changed" with `message_id`. `organisation_id`: the district it is sent for. Messages queued outside the
    SMS hours go out when they begin, unless `at_any_hour`. After `not_after` it is not sent any more.
    Raises `ValueError` for what is not a mobile number.
    """
    require_transaction()
    phone = read_mobile(to)
    if phone is None:
        raise ValueError("not a mobile number")
    message = SmsMessage(
        key=key,
        phone=phone,
        phone_index=blind_index(phone),
        text=str(text),
        template=text.code if isinstance(text, RenderedText) else "",
        blanks=text.blanks if isinstance(text, RenderedText) else {},
        segments=measure(text, settings.KAOWU["SMS_SIGNATURE"]).segments,
        purpose=purpose,
        reference=reference,
        organisation_id=organisation_id,
        priority=priority,
        at_any_hour=at_any_hour,
        queued_at=now,
        due_at=now if at_any_hour else sms_hours().next_open(now),
        not_after=not_after,
        changed_at=now,
    )
    if not insert_once(message):
        return SmsMessage.objects.get(key=key)
    jobs.defer("core.deliver_sms", message_id=message.pk)
    return message


def withdraw_queued(*, reference: str, now: datetime, purpose: str = "") -> int:
    """Take back messages about `reference` that no gateway has yet, as part of the caller's action; returns how many.

    A message that is being sent at this moment is not touched: it counts as sent.
    """
    require_transaction()
    waiting = SmsMessage.objects.filter(reference=reference, state=SmsState.QUEUED)
    if purpose:
        waiting = waiting.filter(purpose=purpose)
    keys = list(waiting.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    return SmsMessage.objects.filter(pk__in=keys).update(state=SmsState.WITHDRAWN, ended_at=now, changed_at=now)


def announce_change(message: SmsMessage) -> None:
    """Tell the package a message belongs to, after commit. It is a hint: the package also looks at its rows itself."""
    package = message.purpose.partition(".")[0]
    jobs.defer(f"{package}.sms_changed", message_id=message.pk)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text as a gateway brought it. `gateway_id` is unique at that gateway; it is what makes a repeat harmless."""

    gateway: str
    gateway_id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    sent_at: datetime | None = None


def store_inbound(*, arrival: Arrival, now: datetime) -> tuple[InboundSms, bool]:
    """Store a text as it came, as part of the caller's action; (the row, False) when the gateway brought it before."""
    require_transaction()
    phone = read_mobile(arrival.phone) or arrival.phone[:32]
    row = InboundSms(
        gateway=arrival.gateway,
        gateway_id=arrival.gateway_id[:120],
        phone=phone,
        phone_index=blind_index(phone),
        text=arrival.text,
        received_at=now,
        sent_at=arrival.sent_at,
    )
    if insert_once(row):
        return row, True
    return InboundSms.objects.get(gateway=row.gateway, gateway_id=row.gateway_id), False


def settle_inbound(*, inbound: InboundSms, outcome: str, now: datetime) -> None:
    """Note that a text has been dealt with, as part of the action that did it. `inbound` is locked by the caller."""
    require_transaction()
    inbound.settled_at, inbound.outcome = now, outcome[:40]
    inbound.save(update_fields=["settled_at", "outcome"])


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report. Either `message_id` (ours) or `gateway_id` says which message it is about."""

    gateway: str
    report_id: str
    status: ReportStatus
    message_id: int | None = None
    gateway_id: str = ""
    detail: str = ""


def store_report(*, report: Report, now: datetime) -> bool:
    """Store a delivery report and move its message, as part of the caller's action; False when it was known already.

    A report resolves a message that got stuck: it proves that the message left.
    """
    require_transaction()
    message = _message_of(report)
    row = DeliveryReport(
        gateway=report.gateway,
        report_id=report.report_id[:120],
        gateway_id=report.gateway_id[:80],
        message=message,
        status=report.status,
        detail=report.detail[:120],
        received_at=now,
    )
    if not insert_once(row):
        return False
    if message:
        _move(message, report, now)
    return True


def _message_of(report: Report) -> SmsMessage | None:
    """The message, locked: by our number, or by the gateway's."""
    rows = SmsMessage.objects.select_for_update().defer("phone", "text", "blanks")
    if report.message_id:
        return rows.filter(pk=report.message_id).first()
    if report.gateway_id:
        return rows.filter(gateway=report.gateway, gateway_id=report.gateway_id).order_by("pk").first()
    return None


def _move(message: SmsMessage, report: Report, now: datetime) -> None:
    before = SmsState(message.state)
    after = state_after_report(before, report.status)
    message.gateway_id = message.gateway_id or report.gateway_id[:80]
    if after is not before:
        message.state, message.changed_at, message.sent_at = after, now, message.sent_at or now
        message.ended_at = None if after is SmsState.SENT else now
        message.fault = report.detail[:60] if after is SmsState.UNDELIVERED else ""
        announce_change(message)
    message.save(update_fields=["gateway_id", "state", "changed_at", "sent_at", "ended_at", "fault"])
