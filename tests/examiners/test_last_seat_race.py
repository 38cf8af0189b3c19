"""A thousand examiners answer at once for three seats, through the gateway's own door: three are in, 997 hear 满员.

The positive control takes the lock away and shows that the race is real; a second one shows that the database alone
would still not let a fourth one in.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.db import connection

from appraisal.config.local import programs
from appraisal.config.local.services import free_port
from appraisal.core.crypto import blind_index
from appraisal.core.models import InboundSms, SmsMessage
from appraisal.core.services import sms_arrivals
from appraisal.core.services.sms import Arrival
from examiners.models import Answer, Examiner, Invitation, ReplyCode
from examiners.queries import conversations
from examiners.rules.replies import Meaning
from examiners.rules.states import DispatchState
from examiners.services import replies
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
SEATS = 3
TOKEN = "the-gateway-s-secret"


@pytest.fixture(autouse=True)
def callback_token(monkeypatch):
    monkeypatch.setenv("SMS_CALLBACK_TOKEN", TOKEN)
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)  # no worker: answers stay queued


def crowd(number):
    """A dispatch of three seats in which `number` examiners have been invited and not yet answered."""
    on = make.stage(seats=SEATS, people=0)
    phones = [f"137{one:08}" for one in range(number)]
    people = Examiner.objects.bulk_create(
        Examiner(
            number=f"R{one:06}",
            name=f"考评员{one}",
            name_key=f"{one:06}",
            phone=phone,
            phone_index=blind_index(phone),
            registered_at=NOW,
            changed_at=NOW,
        )
        for one, phone in enumerate(phones)
    )
    asked = {"dispatch": on.dispatch, "day": on.dispatch.day, "state": "INVITED", "copies": 1, "state_since": NOW}
    invited = Invitation.objects.bulk_create(Invitation(examiner=one, asked_at=NOW, **asked) for one in people)
    ReplyCode.objects.bulk_create(
        ReplyCode(
            invitation=one, question="INVITATION", meaning=meaning, code=code, phone_index=one.examiner.phone_index
        )
        for one in invited
        for meaning, code in ((Meaning.YES, "3817"), (Meaning.NO, "6402"))
    )
    type(on.dispatch).objects.filter(pk=on.dispatch.pk).update(state=DispatchState.ASKING, started_at=NOW)
    return on.dispatch, phones


def answers_by_purpose():
    return Counter(SmsMessage.objects.values_list("purpose", flat=True))


def test_a_thousand_yes_for_three_seats_through_the_callback(start_program):
    dispatch, phones = crowd(1000)
    port = free_port()
    start_program(programs.web(port, workers=4))
    wait_for(port)

    def call(number):
        fields = {"id": f"mo-{number}", "from": phones[number], "text": "3817"}
        gateway = HTTPConnection("127.0.0.1", port, timeout=60)
        gateway.request("GET", f"/sms/kannel/{TOKEN}/inbound/?{urlencode(fields)}")
        return gateway.getresponse().status

    with ThreadPoolExecutor(24) as pool:
        statuses = Counter(pool.map(call, range(1000)))
    assert statuses == {200: 1000}
    assert Counter(dispatch.invitations.values_list("state", flat=True)) == {"ACCEPTED": 3, "RESERVE": 997}
    assert answers_by_purpose() == {"examiners.confirmation": 3, "examiners.full": 997}
    assert not InboundSms.objects.filter(settled_at=None).exists()
    assert Answer.objects.count() == 1000
    assert make.fresh(dispatch).seated == 3


def wait_for(port):
    for _ in range(200):
        with suppress(OSError):
            gateway = HTTPConnection("127.0.0.1", port, timeout=5)
            gateway.request("GET", "/sign-in/")
            if gateway.getresponse().status == 200:
                return
        time.sleep(0.1)  # nothing announces that a web server has begun to answer
    pytest.fail("the web server did not start")


def lock_nothing(dispatch_id):
    """What `lock_dispatch` would be without its lock."""
    return conversations.with_background(make.Dispatch.objects).get(pk=dispatch_id)


def all_at_once(phones, monkeypatch, lock):
    """Everyone has read the dispatch before the first one writes, as far as the lock allows it."""
    barrier = threading.Barrier(len(phones))

    def read_and_wait(dispatch_id):
        found = lock(dispatch_id)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)
        return found

    monkeypatch.setattr(replies, "lock_dispatch", read_and_wait)

    def answer(number):
        try:
            arrival = Arrival("local", f"mo-{number}", phones[number], "3817")
            sms_arrivals.receive(arrivals=[arrival], now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(len(phones))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def accepted(dispatch):
    return dispatch.invitations.filter(state="ACCEPTED").count()


def test_with_the_lock_three_of_six_are_in(monkeypatch):
    dispatch, phones = crowd(6)
    all_at_once(phones, monkeypatch, conversations.lock_dispatch)
    assert accepted(dispatch) == SEATS
    assert answers_by_purpose() == {"examiners.confirmation": 3, "examiners.full": 3}


@pytest.fixture
def no_last_line():
    """The database's own check taken away, and put back."""
    check = "CHECK (seated <= seats)"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE examiners_dispatch DROP CONSTRAINT dispatch_never_overfilled")
        yield
        cursor.execute("UPDATE examiners_dispatch SET seated = 0")
        cursor.execute(f"ALTER TABLE examiners_dispatch ADD CONSTRAINT dispatch_never_overfilled {check}")


def test_without_lock_and_check_there_would_be_more_examiners_than_seats(monkeypatch, no_last_line):
    dispatch, phones = crowd(6)
    all_at_once(phones, monkeypatch, lock_nothing)
    assert accepted(dispatch) > SEATS


@pytest.mark.logs_errors(reason="answers that the database turns down are logged and left to the sweep")
def test_without_the_lock_the_database_still_lets_no_fourth_one_in(monkeypatch):
    dispatch, phones = crowd(6)
    all_at_once(phones, monkeypatch, lock_nothing)
    assert accepted(dispatch) == SEATS
    unread = InboundSms.objects.filter(settled_at=None)
    assert unread.count() == 3
    monkeypatch.setattr(replies, "lock_dispatch", conversations.lock_dispatch)
    for key in list(unread.values_list("pk", flat=True)):
        replies.receive_reply(inbound_id=key, now=NOW)
    assert answers_by_purpose() == {"examiners.confirmation": 3, "examiners.full": 3}
