"""The phones in the browser: what was sent stands on them, an answer takes an operator's way, and only in training."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from appraisal.core.messaging import choice
from appraisal.core.models import InboundSms, SmsMessage
from appraisal.core.rules.roles import Role
from appraisal.core.services import sms_delivery
from tests.factories import core
from tests.factories import sms as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)
READ: list[int] = []


def reader(*, inbound_id: int, now: object) -> None:
    """Stands for the package that reads texts."""
    READ.append(inbound_id)


@pytest.fixture
def training(settings: Any, clock: FrozenClock) -> Iterator[None]:
    settings.TRAINING_MODE = True
    settings.SMS = {**settings.SMS, "GATEWAY": "phones"}
    settings.SMS_INBOUND_READER = f"{__name__}.reader"
    READ.clear()
    yield


def send(clock: FrozenClock, *texts: str) -> SmsMessage:
    messages = [make.message(text=text, now=clock.moment) for text in texts]
    sms_delivery.deliver_due(clock=lambda: clock.moment)
    return messages[0]


def test_an_answer_is_stored_and_read_like_an_operators(training: None, client: Client, clock: FrozenClock) -> None:
    first = send(clock, "如能参加，请回复3817，如不能参加请回复3818。")
    core.sign_in(client, Role.DISTRICT_OFFICER)
    address = f"/phones/{first.pk}/"
    page = client.get(address).content.decode()
    assert "【北京市人力社保局】如能参加" in page and "回复 3817" in page and "回复 3818" in page
    assert client.post(address, {"text": "3817"}).status_code == 302
    inbound = InboundSms.objects.get()
    assert (inbound.text, inbound.phone, inbound.gateway) == ("3817", make.PHONE, "phones")
    assert [inbound.pk] == READ
    assert "is-own" in client.get(address).content.decode()


def test_the_screen_is_sent_when_it_has_changed(training: None, client: Client, clock: FrozenClock) -> None:
    first = send(clock, "一")
    core.sign_in(client, Role.DISTRICT_OFFICER)
    assert client.get(f"/phones/{first.pk}/screen/?lines=1").status_code == 204
    send(clock, "二")
    assert "二" in client.get(f"/phones/{first.pk}/screen/?lines=1").content.decode()


def test_unread_until_looked_at(training: None, client: Client, clock: FrozenClock) -> None:
    first = send(clock, "一", "二")
    core.sign_in(client, Role.DISTRICT_OFFICER)
    assert re.search(r"2\s*条未读", client.get("/phones/").content.decode())
    client.get(f"/phones/{first.pk}/")
    assert "未读" not in client.get("/phones/list/").content.decode()
    clock.advance(minutes=1)
    send(clock, "三")
    assert re.search(r"1\s*条未读", client.get("/phones/list/").content.decode())


@pytest.mark.parametrize(("text", "words"), [("  ", "没有填写回复内容"), ("长" * 141, "太长了")])
def test_an_empty_or_endless_answer_is_refused(
    training: None, client: Client, clock: FrozenClock, text: str, words: str
) -> None:
    first = send(clock, "一")
    core.sign_in(client, Role.EXAMINER)
    answer = client.post(f"/phones/{first.pk}/", {"text": text})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not InboundSms.objects.exists()


def test_a_message_that_waits_is_on_no_phone(training: None, client: Client, clock: FrozenClock) -> None:
    waiting = make.message(now=clock.moment)
    core.sign_in(client, Role.EXAMINER)
    assert "还没有手机收到短信" in client.get("/phones/").content.decode()
    assert client.get(f"/phones/{waiting.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/phones/", "/phones/list/", "/phones/1/", "/phones/1/screen/"])
def test_outside_of_training_there_are_none(client: Client, path: str) -> None:
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    assert client.get(path).status_code == 404
    assert "/phones/" not in client.get("/").content.decode()


def test_the_gateway_refuses_outside_of_training(settings: Any) -> None:
    settings.SMS = {**settings.SMS, "GATEWAY": "phones"}
    with pytest.raises(ImproperlyConfigured, match="training"):
        choice.chosen_gateway()
