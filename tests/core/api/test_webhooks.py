"""Webhooks: every change once per address, signed, tried again, in order of the feed."""

import json
import signal
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook as Signer

from appraisal.config.celery import app
from appraisal.core.errors import Refused
from appraisal.core.models import Webhook, WebhookDelivery
from appraisal.core.rules.api import RETRIES, DeliveryState, is_inside
from appraisal.core.services import webhooks
from appraisal.core.services.webhooks import WebhookEntry, deliver_changes, send_again, subscribe, unsubscribe
from tests.core.api.receiver import receiving
from tests.factories import core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture(autouse=True)
def now(clock, valkey):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def ground():
    return make.ground()


def hook(ground, receiver, *topics):
    return subscribe(actor=ground.district, entry=WebhookEntry("区级系统", receiver.url, topics), now=NOW)


def test_a_change_arrives_once_with_a_signature_that_holds(ground, receiver):
    made = hook(ground, receiver)
    plan = make.filed(ground)
    deliver_changes()
    deliver_changes()
    messages = [json.loads(body) for _, body in receiver.received]
    assert [message["type"] for message in messages] == ["plan.file"]
    assert messages[0]["record"] == {"type": "plan", "key": plan.pk}
    headers, body = receiver.received[0]
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert headers["webhook-signature"] == Signer(made.secret).sign(headers["webhook-id"], at, body.decode())
    assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED


def test_what_concerns_others_is_not_told(ground, receiver):
    hook(ground, receiver)
    make.filed(make.ground())
    make.drafted(ground)  # a draft is between the institute and itself
    deliver_changes()
    assert receiver.received == []


def test_only_what_was_subscribed(ground, receiver):
    hook(ground, receiver, "booking.")
    make.filed(ground)
    deliver_changes()
    assert receiver.received == []
    assert Webhook.objects.get().position > 0


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(ground, receiver, clock):
    hook(ground, receiver)
    make.filed(ground)
    receiver.answers = [500] * (len(RETRIES) + 1)
    deliver_changes()
    for wait in RETRIES:
        assert deliver_changes() == 0
        clock.advance(seconds=wait.total_seconds() - 1)
        assert deliver_changes() == 0
        clock.advance(seconds=1)
        assert deliver_changes() == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("FAILED", 500, len(RETRIES) + 1)
    assert {headers["webhook-id"] for headers, _ in receiver.received} == {delivery.message_id}


def test_a_person_sends_it_again(ground, receiver):
    made = hook(ground, receiver)
    make.filed(ground)
    deliver_changes()
    send_again(actor=ground.district, delivery_id=WebhookDelivery.objects.get().pk, now=NOW)
    assert deliver_changes() == 1
    assert len(receiver.received) == 2
    page = core.client_of(ground.district).get(f"/interface/webhooks/{made.pk}/").content.decode()
    assert "已送达" in page
    assert core.client_of(ground.clerk).get(f"/interface/webhooks/{made.pk}/").status_code == 404


def test_a_stopped_webhook_is_told_nothing(ground, receiver):
    made = hook(ground, receiver)
    make.filed(ground)
    unsubscribe(actor=ground.district, webhook_id=made.pk, now=NOW)
    assert deliver_changes() == 0
    assert receiver.received == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_loses_nothing(ground, receiver, start_worker, clock, monkeypatch):
    """The claim says when it is due again; whoever comes then sends it with the same message id."""
    hook(ground, receiver)
    make.filed(ground)
    webhooks._enqueue(webhook_id=Webhook.objects.get().pk)
    claimed = webhooks._claim()
    doomed = start_worker(name="doomed", processes=1)
    app.send_task("core.deliver_webhooks")  # claimed by somebody who is gone: nothing is due
    doomed.send(signal.SIGKILL)
    doomed.wait()
    assert deliver_changes() == 0
    clock.advance(seconds=31)
    assert deliver_changes() == 1
    assert receiver.received[0][0]["webhook-id"] == claimed.message_id


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("ftp://example.org/", {"webhook_address"}),
        ("http://example.org/", {"webhook_not_https"}),
        ("http://10.0.0.8/", {"webhook_not_https", "webhook_inside"}),
        ("https://localhost/", {"webhook_inside"}),
        ("https://example.org/hook", set()),
    ],
)
def test_where_a_webhook_may_lead(ground, settings, url, codes):
    settings.KAOWU = {**settings.KAOWU, "WEBHOOK_ALLOW_PLAIN": False}
    entry = WebhookEntry("区级系统", url)
    if not codes:
        assert subscribe(actor=ground.district, entry=entry, now=NOW).url == url
        return
    with pytest.raises(Refused) as refused:
        subscribe(actor=ground.district, entry=entry, now=NOW)
    assert {one.code for one in refused.value.refusals} == codes


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "192.168.1.4", "169.254.169.254", "localhost", "postgres"])
def test_addresses_inside(host):
    assert is_inside(host)
