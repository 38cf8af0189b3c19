"""Texts that come in: stored before they are read, once however often they come, read again after a failure."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from appraisal.core.models import DeliveryReport, InboundSms
from appraisal.core.queries.sms import unsettled_inbound
from appraisal.core.rules.sms import ReportStatus
from appraisal.core.services import sms, sms_delivery
from appraisal.core.services.sms_arrivals import receive, receive_reports
from tests.core.test_races import at_once
from tests.factories import sms as make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.MORNING
KANNEL = "/sms/kannel/test-only/inbound/"
READ: list[str] = []


def reader(*, inbound_id: int, now: datetime) -> None:
    """Stands for the package that reads texts; it finds the text committed."""
    assert not connection.in_atomic_block
    with transaction.atomic():
        inbound = InboundSms.objects.select_for_update().get(pk=inbound_id)
        READ.append(inbound.text)
        sms.settle_inbound(inbound=inbound, outcome="READ", now=now)


def failing_reader(*, inbound_id: int, now: datetime) -> None:
    raise RuntimeError("not today")


@pytest.fixture(autouse=True)
def reading(settings: Any) -> None:
    settings.SMS_INBOUND_READER = f"{__name__}.reader"
    READ.clear()


def arrival(number: str = "1", text: str = "3817") -> sms.Arrival:
    return sms.Arrival("kannel", number, make.PHONE, text)


def test_stored_then_read() -> None:
    assert receive(arrivals=[arrival("1"), arrival("2", "谢谢")], now=NOW) == 2
    assert READ == ["3817", "谢谢"]
    assert unsettled_inbound(NOW + timedelta(days=1)) == []


def test_a_repeat_is_stored_and_read_once() -> None:
    for _ in range(3):
        receive(arrivals=[arrival()], now=NOW)
    assert READ == ["3817"]


@pytest.mark.logs_errors(reason="the reader fails on purpose")
def test_a_reader_that_fails_does_not_lose_the_text(settings: Any) -> None:
    settings.SMS_INBOUND_READER = f"{__name__}.failing_reader"
    answer = Client().get(KANNEL, {"id": "1", "from": make.PHONE, "text": "3817", "coding": "0"})
    assert (answer.status_code, answer.content) == (200, b"")
    inbound = InboundSms.objects.get()
    assert (inbound.failures, inbound.settled_at) == (1, None)
    assert unsettled_inbound(inbound.received_at + timedelta(seconds=1)) == [inbound.pk]


@pytest.mark.parametrize("with_unique", [True, False])
def test_the_same_text_brought_at_once(with_unique: bool) -> None:
    """The constraint makes it one; without it there would be two."""
    if not with_unique:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_inboundsms DROP CONSTRAINT one_inbound_once")
    both = threading.Barrier(2)

    def bring() -> None:
        both.wait(10)
        receive(arrivals=[arrival()], now=NOW)

    try:
        assert at_once(bring, bring) == [None, None]
        if with_unique:
            assert (InboundSms.objects.count(), READ) == (1, ["3817"])
        else:
            assert (InboundSms.objects.count(), len(READ)) == (2, 2)
    finally:
        if not with_unique:
            InboundSms.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    "ALTER TABLE core_inboundsms ADD CONSTRAINT one_inbound_once UNIQUE (gateway, gateway_id)"
                )


def test_what_no_phone_sends_is_stored_too() -> None:
    receive(arrivals=[sms.Arrival("kannel", "9", "10086", "您的余额不足")], now=NOW)
    assert InboundSms.objects.get().phone == "10086"


@pytest.mark.parametrize("query", [{}, {"id": "1"}, {"from": "1"}])
def test_a_call_without_what_is_needed_is_refused(query: dict[str, str]) -> None:
    assert Client().get(KANNEL, query).status_code == 400


def test_a_report_that_overtakes_the_answer_is_kept() -> None:
    """The phone was faster than the gateway's own answer."""
    message = make.message()
    gateway = make.gateway()

    def report_first(envelope: Any) -> str:
        report = sms.Report("local", "r1", ReportStatus.DELIVERED, message_id=envelope.message_id)
        receive_reports(reports=[report, report], now=NOW)
        return "number-1"

    gateway.send = report_first
    try:
        sms_delivery.deliver_due(clock=lambda: NOW)
    finally:
        del gateway.send
    message.refresh_from_db()
    assert (message.state, message.gateway_id) == ("DELIVERED", "number-1")
    assert DeliveryReport.objects.count() == 1


def test_a_report_on_nothing_we_know_is_kept() -> None:
    receive_reports(reports=[sms.Report("kannel", "r9", ReportStatus.DELIVERED, gateway_id="x")], now=NOW)
    assert DeliveryReport.objects.get().message is None


def test_the_beginning_of_the_text_in_a_report_is_not_stored() -> None:
    message = make.message()
    query = {"message": str(message.pk), "status": "1", "foreign": "f1", "detail": "stat:DELIVRD err:000 text:3817"}
    assert Client().get("/sms/kannel/test-only/report/", query).status_code == 200
    assert DeliveryReport.objects.get().detail == "stat:DELIVRD err:000"
