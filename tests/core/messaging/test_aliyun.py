"""Aliyun's adapter against a stub that checks the signature; its callbacks as its documentation shows them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from appraisal.core.messaging import choice
from appraisal.core.models import DeliveryReport, InboundSms, SmsMessage
from appraisal.core.services import sms_delivery, sms_texts
from tests.core.messaging.aliyun_stub import KEY_ID, SECRET, Aliyun, aliyun
from tests.factories import sms as make

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = {
    "phone_number": make.PHONE,
    "content": "参加 3817",
    "send_time": "2026-03-02 09:01:00",
    "dest_code": "98217",
    "sequence_id": 1000001,
}


@pytest.fixture
def provider(settings: Any) -> Iterator[Aliyun]:
    with aliyun() as stub:
        account = {
            "ENDPOINT": f"127.0.0.1:{stub.port}",
            "PROTOCOL": "HTTP",
            "ACCESS_KEY_ID": KEY_ID,
            "ACCESS_KEY_SECRET": SECRET,
            "TEMPLATES": {"FULL": "SMS_1006", "CANCELLATION": "SMS_1005"},
        }
        settings.SMS = {**settings.SMS, "GATEWAY": "aliyun", "ALIYUN": account}
        choice._made.cache_clear()
        yield stub
        choice._made.cache_clear()


def send(code: str = "FULL", **blanks: str) -> SmsMessage:
    message = make.message(text=sms_texts.render(code, **blanks))
    sms_delivery.deliver_due(clock=lambda: make.MORNING)
    message.refresh_from_db()
    return message


def call(what: str, body: object, token: str = "test-only") -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post(f"/sms/aliyun/{token}/{what}/", text, content_type="application/json")


def test_a_registered_template_goes_out_signed(provider: Aliyun) -> None:
    blanks = {"occupation": "中式烹调师", "level": "四级", "date": "2014年10月18日", "place": "一号操作间"}
    message = send("CANCELLATION", **blanks)
    assert (message.state, message.gateway_id) == ("SENT", "biz1")
    (taken,) = provider.taken
    assert (taken["PhoneNumbers"], taken["SignName"], taken["TemplateCode"]) == (
        make.PHONE,
        "北京市人力社保局",
        "SMS_1005",
    )
    assert json.loads(taken["TemplateParam"]) == blanks
    assert taken["OutId"] == str(message.pk)


def test_a_wrong_key_is_not_the_messages_fault(provider: Aliyun, settings: Any) -> None:
    settings.SMS["ALIYUN"]["ACCESS_KEY_SECRET"] = "wrong"
    message = send()
    assert (message.state, message.fault, provider.taken) == ("QUEUED", "SignatureDoesNotMatch", [])


@pytest.mark.parametrize(
    ("code", "state"), [("isv.MOBILE_NUMBER_ILLEGAL", "FAILED"), ("isv.BUSINESS_LIMIT_CONTROL", "QUEUED")]
)
def test_what_aliyun_refuses(provider: Aliyun, code: str, state: str) -> None:
    provider.code = code
    message = send()
    assert (message.state, message.fault) == (state, code)


def test_no_answer_leaves_the_message_to_a_person(provider: Aliyun) -> None:
    provider.silent = True
    message = send()
    assert (message.state, message.fault) == ("SENDING", "aliyun_no_answer")


def test_an_unregistered_text_fails(provider: Aliyun) -> None:
    assert send("WRONG_CODE").fault == "aliyun_template_missing"


def test_nobody_listens(provider: Aliyun, settings: Any) -> None:
    settings.SMS["ALIYUN"]["ENDPOINT"] = "127.0.0.1:9"
    assert send().fault == "aliyun_unreachable"
    assert choice.chosen_gateway().probe() == "aliyun_unreachable"


def test_replies_are_stored_once_however_often_they_come() -> None:
    other = {**REPLY, "sequence_id": 1000002, "content": "不参加"}
    for _ in range(2):
        answer = call("inbound", [REPLY, other])
        assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "接收成功"})
    assert sorted(InboundSms.objects.values_list("gateway_id", flat=True)) == ["1000001", "1000002"]
    stored = InboundSms.objects.get(gateway_id="1000001")
    assert (stored.phone, stored.text) == (make.PHONE, "参加 3817")


def test_a_report_names_our_number(provider: Aliyun) -> None:
    message = send()
    report = {
        "phone_number": make.PHONE,
        "send_time": "2026-03-02 09:00:00",
        "report_time": "2026-03-02 09:00:07",
        "success": True,
        "err_code": "DELIVERED",
        "biz_id": "biz1",
        "out_id": str(message.pk),
    }
    for _ in range(2):
        assert call("report", [report]).status_code == 200
    message.refresh_from_db()
    assert message.state == "DELIVERED"
    assert DeliveryReport.objects.count() == 1


@pytest.mark.parametrize("body", ["", "{}", "[1]", "[{}]", '[{"phone_number": null'])
def test_what_cannot_be_read_is_refused(body: str) -> None:
    assert call("inbound", body).status_code == 400
    assert not InboundSms.objects.exists()


def test_only_who_knows_the_token_gets_in() -> None:
    assert call("inbound", [REPLY], token="guess").status_code == 404
    assert Client().get("/sms/kannel/guess/inbound/?id=1&from=1&text=1").status_code == 404
