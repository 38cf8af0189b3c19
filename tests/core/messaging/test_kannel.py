"""Kannel for real: Debian's package and the deployed configuration, SMPP to an operator of the test's own."""

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from appraisal.core import clock
from appraisal.core.messaging.choice import chosen_gateway
from appraisal.core.models import DeliveryReport, InboundSms, SmsMessage
from appraisal.core.services import sms_delivery
from tests.core.messaging.operator import Operator
from tests.factories import sms as make
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = "本次考评员人数已满。"
LONG = "北京市职业技能鉴定管理中心邀请您参加中式烹调师职业四级等级于2014年10月18日进行的实操考评工作，" * 3


@pytest.fixture(autouse=True)
def callbacks(settings: Any, live_server: LiveServer) -> None:
    settings.SMS = {**settings.SMS, "CALLBACK_URL": live_server.url}
    settings.KAOWU = {**settings.KAOWU, "SMS_HOURS": ("00:00", "00:00")}


def send(text: str, to: str = make.PHONE) -> SmsMessage:
    message = make.message(to, text, now=clock.now())
    assert sms_delivery.deliver_due(clock=clock.now).sent == 1
    return message


def state_of(message: SmsMessage) -> str:
    return SmsMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def accepted(message: SmsMessage) -> int:
    """How many of its parts the operator has taken, as far as the portal has heard."""
    return DeliveryReport.objects.filter(message=message, status="ACCEPTED").count()


def test_chinese_out_and_the_report_in(operator: Operator) -> None:
    message = send(SHORT)
    until(lambda: accepted(message) == 1, "taken by the operator")
    operator.report("DELIVRD")
    until(lambda: state_of(message) == "DELIVERED", "the report reaches the portal")
    (part,) = operator.submitted
    assert (part.to, part.coding, part.text) == (make.PHONE, 8, f"【北京市人力社保局】{SHORT}")
    message.refresh_from_db()
    assert message.gateway_id  # the operator's number came with the report
    assert {report.message_id for report in DeliveryReport.objects.all()} == {message.pk}


def test_a_long_text_is_cut_into_the_parts_that_were_counted(operator: Operator) -> None:
    message = send(LONG)
    assert message.segments == 3
    until(lambda: len(operator.submitted) == message.segments, "every part arrives")
    parts = sorted(operator.submitted, key=lambda part: part.header)
    assert "".join(part.text for part in parts) == f"【北京市人力社保局】{LONG}"
    assert [part.header[-2:] for part in parts] == [bytes([3, 1]), bytes([3, 2]), bytes([3, 3])]
    assert max(len(part.text) for part in parts) <= 67
    assert [part.wants_receipt for part in parts].count(True) == 1  # Kannel asks for one report of the whole
    until(lambda: accepted(message) == 1, "taken by the operator")
    operator.report("DELIVRD")
    until(lambda: state_of(message) == "DELIVERED", "the report reaches the portal")


def test_not_delivered_is_told(operator: Operator) -> None:
    message = send(SHORT)
    until(lambda: accepted(message) == 1, "taken by the operator")
    operator.report("UNDELIV")
    until(lambda: state_of(message) == "UNDELIVERED", "the report reaches the portal")


@pytest.mark.parametrize(("text", "coding"), [("参加　３８１７，谢谢！", 8), ("3817 +ok&x=1", 0)])
def test_replies_come_in_as_they_were_written(operator: Operator, text: str, coding: int) -> None:
    operator.reply(f"86{make.PHONE}", text, coding=coding)
    until(InboundSms.objects.exists, "the reply reaches the portal")
    inbound = InboundSms.objects.get()
    assert (inbound.phone, inbound.text) == (make.PHONE, text)
    assert inbound.sent_at is not None


def test_a_wrong_password_is_not_the_messages_fault(operator: Operator, settings: Any) -> None:
    settings.SMS = {**settings.SMS, "KANNEL": {**settings.SMS["KANNEL"], "PASSWORD": "wrong"}}
    message = make.message(now=clock.now())
    assert sms_delivery.deliver_due(clock=clock.now).failed == 1
    message.refresh_from_db()
    assert (message.state, message.fault) == ("QUEUED", "kannel_refuses_account")


def test_the_gateway_knows_when_the_operator_is_gone(operator: Operator) -> None:
    assert chosen_gateway().probe() == ""
    operator.stop()
    try:
        until(lambda: chosen_gateway().probe() == "operator_offline", "Kannel notices")
    finally:
        operator.start()
    until(lambda: chosen_gateway().probe() == "", "Kannel binds again")
