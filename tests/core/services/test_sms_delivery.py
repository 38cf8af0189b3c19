"""The outbox: claimed once, sent in order, retried when that is safe, and never sent twice blindly."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from appraisal.core.messaging.gateway import PermanentFailure, TemporaryFailure, UnknownOutcome
from appraisal.core.messaging.local import LocalGateway
from appraisal.core.models import GatewayOutage, SmsMessage
from appraisal.core.queries.sms import downtime_between, stuck_messages
from appraisal.core.services import sms, sms_delivery
from tests.factories import sms as make
from tests.frozen_clock import FrozenClock

OTHER = "13800000032"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gateway() -> LocalGateway:
    return make.gateway()


def deliver(at: datetime = make.MORNING, **options: int) -> sms_delivery.Tally:
    return sms_delivery.deliver_due(clock=lambda: at, **options)


def test_a_message_goes_out_with_the_signature(gateway: LocalGateway) -> None:
    message = make.message(text="您回复的短信内容有误，请核对后重新发送。")
    assert deliver().sent == 1
    assert [envelope.signed_text for envelope in gateway.sent] == [
        "【北京市人力社保局】您回复的短信内容有误，请核对后重新发送。"
    ]
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.gateway_id) == ("SENT", make.MORNING, f"local-{message.pk}")


def test_the_same_key_is_one_message(gateway: LocalGateway) -> None:
    first, second = make.message(key="once"), make.message(key="once", text="别的内容")
    assert first == second
    assert deliver().sent == 1


def test_nothing_is_queued_outside_of_an_action() -> None:
    with pytest.raises(RuntimeError):
        sms.queue_sms(to=make.PHONE, text="一", purpose="examiners.x", reference="", key="k", now=make.MORNING)


def test_at_night_a_message_waits_for_eight_o_clock(gateway: LocalGateway, clock: FrozenClock) -> None:
    night = clock.set(2026, 3, 2, 20, 0)
    message = make.message(now=night)
    answer = make.message(OTHER, now=night, at_any_hour=True)
    assert message.due_at == clock.set(2026, 3, 3, 8, 0)
    assert deliver(night).sent == 1
    assert [envelope.message_id for envelope in gateway.sent] == [answer.pk]
    assert deliver(clock.set(2026, 3, 3, 7, 59)).sent == 0
    assert deliver(clock.set(2026, 3, 3, 8, 0)).sent == 1


def test_a_retry_does_not_go_out_at_night_either(gateway: LocalGateway, clock: FrozenClock) -> None:
    evening = clock.set(2026, 3, 2, 19, 59)
    make.message(now=evening)
    gateway.failures = [TemporaryFailure("busy")]
    deliver(evening)
    assert deliver(clock.set(2026, 3, 2, 20, 5)).sent == 0
    assert deliver(clock.set(2026, 3, 3, 8, 0)).sent == 1


def test_urgent_first_and_one_number_in_order(gateway: LocalGateway) -> None:
    slow, fast = make.message(priority=9), make.message(priority=1)
    urgent = make.message(OTHER, priority=2)
    deliver()
    assert [envelope.message_id for envelope in gateway.sent] == [urgent.pk, slow.pk, fast.pk]


def test_a_gateway_that_is_down_is_an_interval(gateway: LocalGateway) -> None:
    message = make.message()
    make.message(OTHER)
    gateway.failures = [TemporaryFailure("kannel_unreachable")]
    gateway.fault = "kannel_unreachable"
    assert deliver() == sms_delivery.Tally(sent=0, failed=1)  # the second message is not even tried
    assert deliver(make.MORNING + timedelta(seconds=29)).sent == 0
    assert deliver(make.MORNING + timedelta(seconds=30)).sent == 0  # looked at, still down
    gateway.fault = ""
    back = make.MORNING + timedelta(minutes=6)
    assert deliver(back).sent == 2
    outage = GatewayOutage.objects.get()
    assert (outage.started_at, outage.ended_at, outage.failures) == (make.MORNING, back, 2)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("SENT", 2)
    assert downtime_between(make.MORNING, back + timedelta(hours=1)) == timedelta(minutes=6)
    assert downtime_between(make.MORNING + timedelta(minutes=4), back) == timedelta(minutes=2)


def test_a_gateway_found_well_again_with_nothing_to_send(gateway: LocalGateway) -> None:
    message = make.message()
    gateway.failures = [TemporaryFailure("busy")]
    deliver()
    with transaction.atomic():
        assert sms.withdraw_queued(reference="seat:1", now=make.MORNING) == 1
    deliver(make.MORNING + timedelta(minutes=1))
    assert GatewayOutage.objects.get().ended_at == make.MORNING + timedelta(minutes=1)
    message.refresh_from_db()
    assert message.state == "WITHDRAWN"


def test_a_refused_number_fails_and_the_others_go_on(gateway: LocalGateway) -> None:
    refused = make.message()
    make.message(OTHER)
    gateway.failures = [PermanentFailure("kannel_400")]
    assert deliver() == sms_delivery.Tally(sent=1, failed=1)
    refused.refresh_from_db()
    assert (refused.state, refused.fault) == ("FAILED", "kannel_400")
    assert not GatewayOutage.objects.exists()


def test_no_answer_is_never_sent_again(gateway: LocalGateway) -> None:
    message, later = make.message(), make.message()
    gateway.failures = [UnknownOutcome("kannel_no_answer")]
    deliver()
    much_later = make.MORNING + timedelta(hours=1)
    assert deliver(much_later).sent == 1  # the later message of the same number does not wait for ever
    assert [envelope.message_id for envelope in gateway.sent] == [later.pk]
    assert list(stuck_messages(much_later)) == [message]


def test_what_comes_too_late_is_not_sent(gateway: LocalGateway) -> None:
    message = make.message(not_after=make.MORNING + timedelta(hours=1))
    late = make.MORNING + timedelta(hours=2)
    assert deliver(late).sent == 0
    assert sms_delivery.give_up_overdue(now=late) == 1
    message.refresh_from_db()
    assert (message.state, message.fault) == ("FAILED", "too_late")


@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_and_one_message(gateway: LocalGateway, locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at the same moment; without the lock both would send it."""
    make.message()
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    both, found = threading.Barrier(2), []
    first = sms_delivery._next_due

    class Meeting:
        def __init__(self, rows: QuerySet[SmsMessage]) -> None:
            self.rows = rows

        def first(self) -> SmsMessage | None:
            row = self.rows.first()
            both.wait(10)
            return row

    monkeypatch.setattr(sms_delivery, "_next_due", lambda now: Meeting(first(now)))

    def work() -> None:
        found.append(sms_delivery.claim(gateway="local", now=make.MORNING))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([envelope for envelope in found if envelope]) == (1 if locked else 2)
