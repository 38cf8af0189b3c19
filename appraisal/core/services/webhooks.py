"""Webhooks: subscribe, turn changes into deliveries, send them, send one again.

The feed gives the order, a row per delivery the memory: a killed worker loses nothing. A receiver may be told twice
(its answer can be lost) and knows a repetition by the message id, as Standard Webhooks asks of it.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings
from django.db.models import Q
from standardwebhooks import Webhook as Signer

from appraisal.core import audit, clock
from appraisal.core.crypto import new_webhook_secret
from appraisal.core.errors import Refused
from appraisal.core.models import Webhook, WebhookDelivery
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.queries.api_access import changes_after, latest_change
from appraisal.core.queries.changes import as_message
from appraisal.core.rules.api import DeliveryState, address_refusals, is_subscribed, next_attempt_after
from appraisal.core.rules.refusals import gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.api_tokens import own_assignment
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case

logger = logging.getLogger(__name__)
CHANGES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class WebhookEntry:
    """What people fill in. `topics`: beginnings of action names; none means everything."""

    name: str
    url: str
    topics: tuple[str, ...] = ()


@use_case
def subscribe(*, actor: Actor, entry: WebhookEntry, now: datetime) -> Webhook:
    """Tell the actor's organisation of every change from now on. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.USE_API)
    refusals = gather(
        text_refusals(Webhook, name=entry.name, url=entry.url),
        address_refusals(entry.url.strip(), allow_plain=settings.KAOWU["WEBHOOK_ALLOW_PLAIN"]),
    )
    if refusals:
        raise Refused(*refusals)
    assignment = own_assignment(actor)
    hook = Webhook.objects.create(
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        name=entry.name.strip(),
        url=entry.url.strip(),
        secret=new_webhook_secret(),
        topics=list(entry.topics),
        position=latest_change(),
        created_at=now,
    )
    _record(actor, "subscribe", hook, f"建立推送：{hook.name}", now)
    return hook


@use_case
def unsubscribe(*, actor: Actor, webhook_id: int, now: datetime) -> None:
    """Tell this address nothing more. Raises `NotPermitted`, `Webhook.DoesNotExist`, `Conflict`."""
    authorise(actor, Capability.USE_API)
    hook = Webhook.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=webhook_id)
    if hook.stopped_at:
        raise conflict("webhook_stopped", name=hook.name)
    hook.stopped_at = now
    hook.save(update_fields=["stopped_at"])
    waiting = WebhookDelivery.objects.filter(webhook=hook, state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.CALLED_OFF, due_at=None)
    _record(actor, "unsubscribe", hook, f"停用推送：{hook.name}", now)


@use_case
def send_again(*, actor: Actor, delivery_id: int, now: datetime) -> None:
    """Try a delivery once more, at once. Raises `NotPermitted`, `WebhookDelivery.DoesNotExist`, `Conflict`."""
    authorise(actor, Capability.USE_API)
    rows = WebhookDelivery.objects.visible_to(actor).select_for_update(of=("self",)).select_related("webhook")
    delivery = rows.get(pk=delivery_id)
    if delivery.webhook.stopped_at:
        raise conflict("webhook_stopped", name=delivery.webhook.name)
    delivery.state, delivery.due_at, delivery.attempts = DeliveryState.PENDING, clock.real_now(), 0
    delivery.save(update_fields=["state", "due_at", "attempts"])
    _record(
        actor, "send_again", delivery.webhook, f"重新推送：{delivery.webhook.name}，第 {delivery.number} 号变动", now
    )


# --- the worker ---------------------------------------------------------------------------------------------
def deliver_changes() -> int:
    """Turn what is new into deliveries and send what is due; returns how many were sent. Safe to run twice at once."""
    for webhook_id in Webhook.objects.filter(stopped_at=None).values_list("pk", flat=True):
        while _enqueue(webhook_id=webhook_id) == CHANGES_AT_ONCE:
            pass
    sent = 0
    while (delivery := _claim()) is not None:
        _send(delivery)
        sent += 1
    return sent


@use_case
def _enqueue(*, webhook_id: int) -> int:
    """Make deliveries of the next changes of one webhook; returns how many changes were read."""
    rows = Webhook.objects.select_for_update(skip_locked=True, of=("self",))
    hook = rows.select_related("assignment__user", "assignment__organisation").filter(pk=webhook_id).first()
    if hook is None or hook.stopped_at:
        return 0
    found = changes_after(hook.assignment.actor(), hook.position, CHANGES_AT_ONCE)
    now = clock.real_now()
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                webhook=hook,
                number=entry.number,
                message_id=f"msg_{hook.pk}_{entry.number}",
                body=json.dumps(as_message(entry), ensure_ascii=False),
                due_at=now,
            )
            for entry in found
            if is_subscribed(entry.action, hook.topics)
        ],
        ignore_conflicts=True,
    )
    if found:
        hook.position = found[-1].number
        hook.save(update_fields=["position"])
    return len(found)


@use_case
def _claim() -> WebhookDelivery | None:
    """The delivery that is due longest; it is due again after the time-out should this worker die."""
    now = clock.real_now()
    rows = WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
    delivery = rows.filter(Q(due_at__lte=now), webhook__stopped_at=None).order_by("due_at", "pk").first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.tried_at = now
    delivery.due_at = now + timedelta(seconds=3 * settings.KAOWU["WEBHOOK_TIMEOUT_SECONDS"])
    delivery.save(update_fields=["attempts", "tried_at", "due_at"])
    found: WebhookDelivery = delivery
    return found


def _send(delivery: WebhookDelivery) -> None:
    """Outside of any transaction: the other side may take its time."""
    hook, at = delivery.webhook, clock.real_now().astimezone(UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(hook.secret).sign(delivery.message_id, at, delivery.body),
    }
    status, failure = None, ""
    try:
        answer = httpx.post(
            hook.url, content=delivery.body.encode(), headers=headers, follow_redirects=False,
            timeout=settings.KAOWU["WEBHOOK_TIMEOUT_SECONDS"], trust_env=False,
        )  # fmt: skip
        status = answer.status_code
    except httpx.HTTPError as error:
        failure = type(error).__name__
    _note(delivery_id=delivery.pk, attempt=delivery.attempts, status=status, failure=failure)


@use_case
def _note(*, delivery_id: int, attempt: int, status: int | None, failure: str) -> None:
    """How an attempt went. Nothing is changed when another attempt or a person has moved on meanwhile."""
    delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.attempts != attempt or delivery.state != DeliveryState.PENDING:
        return
    now = clock.real_now()
    delivery.status, delivery.failure = status, failure
    if status is not None and 200 <= status < 300:
        delivery.state, delivery.delivered_at, delivery.due_at = DeliveryState.DELIVERED, now, None
    elif (wait := next_attempt_after(attempt)) is None:
        delivery.state, delivery.due_at = DeliveryState.FAILED, None
    else:
        delivery.due_at = now + wait
    delivery.save(update_fields=["status", "failure", "state", "delivered_at", "due_at"])


def _record(actor: Actor, action: str, hook: Webhook, summary: str, now: datetime) -> None:
    audit.record(actor=actor, action=f"api.{action}", target=f"webhook:{hook.pk}", summary=summary, at=now)
