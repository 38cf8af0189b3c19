"""From the outbox to the gateway: claim in one short transaction, call outside any, record in another.

A worker that dies in between leaves the message SENDING: nobody knows whether it went out, so it is never sent again
blindly. A delivery report resolves it, or a person does (`sms_stuck`). Two workers never take the same message
(SKIP LOCKED), and the messages of one number keep their order.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.core.messaging.choice import chosen_gateway
from appraisal.core.messaging.gateway import (
    Envelope,
    Gateway,
    GatewayFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from appraisal.core.models import SmsMessage
from appraisal.core.queries.sms import open_outage, stuck_after
from appraisal.core.rules.sms import SmsState, next_try
from appraisal.core.services import sms_outages
from appraisal.core.services.sms import announce_change, sms_hours
from appraisal.core.transactions import use_case

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """What one run of the outbox did."""

    sent: int = 0
    failed: int = 0


def deliver_due(*, clock: Callable[[], datetime], limit: int = 200) -> Tally:
    """Send what is due, one message after the other, at most `limit`. `clock` is asked anew for each.

    Ends early when the gateway is down: then one worker looks at it every half minute, without sending anything.
    """
    gateway, tally = chosen_gateway(), Tally()
    is_back = _may_send(gateway, clock())
    while is_back and tally.sent + tally.failed < limit:
        envelope = claim(gateway=gateway.name, now=clock())
        if envelope is None:
            if tally.sent == 0 and open_outage(gateway.name):
                sms_outages.record_success(gateway=gateway.name, now=clock())  # the look at it found it well
            break
        failure = _hand_over(gateway, envelope, clock)
        tally.failed += failure is not None
        tally.sent += failure is None
        is_back = failure is None or isinstance(failure, PermanentFailure)
    return tally


def _may_send(gateway: Gateway, now: datetime) -> bool:
    """Whether the gateway is up as far as we know, or was just found to be up again."""
    if open_outage(gateway.name) is None:
        return True
    if not sms_outages.take_turn(gateway=gateway.name, now=now):
        return False
    if fault := gateway.probe():
        sms_outages.record_failure(gateway=gateway.name, fault=fault, now=now)
        return False
    return True


def _hand_over(gateway: Gateway, envelope: Envelope, clock: Callable[[], datetime]) -> GatewayFailure | None:
    """Call the gateway and record what came of it; returns the failure, if any."""
    sent_at = clock()
    try:
        gateway_id = gateway.send(envelope)
    except GatewayFailure as failure:
        record_failure(message_id=envelope.message_id, gateway=gateway.name, failure=failure, now=clock())
        logger.warning("message %s: %s", envelope.message_id, failure.fault)
        return failure
    record_sent(
        message_id=envelope.message_id, gateway=gateway.name, gateway_id=gateway_id, sent_at=sent_at, now=clock()
    )
    return None


@use_case
def claim(*, gateway: str, now: datetime) -> Envelope | None:
    """Take the next message that is due out of the outbox; None when there is none. It is SENDING from here on."""
    message = _next_due(now).first()
    if message is None:
        return None
    message.state, message.claimed_at, message.changed_at, message.gateway = SmsState.SENDING, now, now, gateway
    message.attempts += 1
    message.first_tried_at = message.first_tried_at or now
    message.fault = ""
    message.save(update_fields=["state", "claimed_at", "changed_at", "gateway", "attempts", "first_tried_at", "fault"])
    return Envelope(
        message_id=message.pk,
        phone=message.phone,
        text=message.text,
        signature=settings.KAOWU["SMS_SIGNATURE"],
        template=message.template,
        blanks=message.blanks or {},
    )


def _next_due(now: datetime) -> QuerySet[SmsMessage]:
    """Messages that may go out now, each unlocked and the first of its number; locked for this transaction."""
    in_the_air = Q(state=SmsState.SENDING, claimed_at__gt=now - stuck_after())
    before_it = SmsMessage.objects.filter(
        Q(state=SmsState.QUEUED) | in_the_air, phone_index=OuterRef("phone_index"), pk__lt=OuterRef("pk")
    )
    due = SmsMessage.objects.filter(state=SmsState.QUEUED, due_at__lte=now).exclude(not_after__lt=now)
    if not sms_hours().is_open(now):
        due = due.filter(at_any_hour=True)
    return (
        due.filter(~Exists(before_it))
        .order_by("priority", "due_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
    )


@use_case
def record_sent(*, message_id: int, gateway: str, gateway_id: str, sent_at: datetime, now: datetime) -> None:
    """The gateway has the message. A report that was faster has moved it already; then only the number is added."""
    message = _lock(message_id)
    message.gateway_id = gateway_id[:80] or message.gateway_id
    if message.state == SmsState.SENDING:
        message.state, message.sent_at, message.changed_at = SmsState.SENT, sent_at, now
        announce_change(message)
    message.save(update_fields=["gateway_id", "state", "sent_at", "changed_at"])
    sms_outages.note_success(gateway=gateway, now=now)


@use_case
def record_failure(*, message_id: int, gateway: str, failure: GatewayFailure, now: datetime) -> None:
    """The gateway did not take the message: it waits for its next try, has failed for good, or nobody knows."""
    message = _lock(message_id)
    if not isinstance(failure, PermanentFailure):
        sms_outages.note_failure(gateway=gateway, fault=failure.fault, now=now)
    if message.state != SmsState.SENDING:
        return  # a report or a person was faster
    message.fault, message.changed_at = failure.fault, now
    if isinstance(failure, TemporaryFailure):
        message.state, message.due_at, message.claimed_at = SmsState.QUEUED, next_try(message.attempts, now), None
    elif not isinstance(failure, UnknownOutcome):
        message.state, message.ended_at = SmsState.FAILED, now
    message.save(update_fields=["fault", "changed_at", "state", "due_at", "claimed_at", "ended_at"])
    announce_change(message)


@use_case
def give_up_overdue(*, now: datetime) -> int:
    """Fail the messages that came too late, or that a gateway refused for SMS_GIVE_UP_HOURS; returns how many."""
    tried_since = now - timedelta(hours=settings.KAOWU["SMS_GIVE_UP_HOURS"])
    over = Q(not_after__lt=now) | Q(first_tried_at__lt=tried_since)
    rows = list(SmsMessage.objects.select_for_update(skip_locked=True).filter(over, state=SmsState.QUEUED)[:200])
    for message in rows:
        message.state, message.ended_at, message.changed_at, message.fault = SmsState.FAILED, now, now, "too_late"
        message.save(update_fields=["state", "ended_at", "changed_at", "fault"])
        announce_change(message)
    return len(rows)


def _lock(message_id: int) -> SmsMessage:
    rows = SmsMessage.objects.select_for_update().defer("phone", "text", "blanks")
    message: SmsMessage = rows.get(pk=message_id)
    return message
