"""A worker that is killed while it sends: nothing is lost, nothing goes out twice, and a person sees what is unsure."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
from django.db import connection, transaction

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core import clock
from appraisal.core.models import SmsMessage
from appraisal.core.queries.sms import stuck_messages
from appraisal.core.rules.sms import ReportStatus
from appraisal.core.services import sms
from tests.factories import sms as make
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "13800000032"


class Engine:
    """Stands for Kannel's sendsms: it counts what it gets and does `before_answer` before it says yes."""

    def __init__(self) -> None:
        self.got: Counter[int] = Counter()
        self.before_answer: Callable[[int], None] = lambda message_id: None
        engine = self

        class Call(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                report = parse_qs(urlsplit(self.headers["X-Kannel-DLR-Url"]).query)
                message_id = int(report["message"][0])
                engine.got[message_id] += 1
                engine.before_answer(message_id)
                self.send_response(202)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Call)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    found = Engine()
    monkeypatch.setenv("SMS_GATEWAY", "kannel")
    monkeypatch.setenv("KANNEL_SEND_URL", f"http://127.0.0.1:{found.server.server_port}/cgi-bin/sendsms")
    yield found
    found.server.shutdown()
    found.server.server_close()


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def own_connection() -> psycopg2.extensions.connection:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return psycopg2.connect(address)


@pytest.mark.parametrize("step", ["while the gateway is asked", "before the answer is noted"])
def test_killed(step: str, engine: Engine, start_worker: Callable[..., Child]) -> None:
    """The text went out and the portal cannot know: it says so, and sends everything else."""
    message = make.message(now=clock.now(), at_any_hour=True)
    asked, may_answer = threading.Event(), threading.Event()
    with closing(own_connection()) as holder:

        def hold(message_id: int) -> None:
            if step == "before the answer is noted":
                holder.cursor().execute("SELECT 1 FROM core_smsmessage WHERE id = %s FOR UPDATE", [message_id])
                may_answer.set()
            asked.set()
            may_answer.wait(60)

        engine.before_answer = hold
        doomed = start_worker(name="doomed", processes=1)
        app.send_task("core.sweep_outbox")
        assert asked.wait(60)
        if step == "before the answer is noted":
            until(waits_for_a_lock, "the worker wants to note the answer")
        doomed.send(signal.SIGKILL)
        doomed.wait()
    may_answer.set()
    engine.before_answer = lambda message_id: None

    other = make.message(OTHER, now=clock.now(), at_any_hour=True)
    start_worker(name="first", processes=1)
    for _ in range(4):
        app.send_task("core.sweep_outbox")
    until(lambda: SmsMessage.objects.filter(pk=other.pk, state="SENT").exists(), "the other message is sent")

    message.refresh_from_db()
    assert message.state == "SENDING"
    assert engine.got == {message.pk: 1, other.pk: 1}
    assert list(stuck_messages(clock.now() + timedelta(minutes=2))) == [message]
    with transaction.atomic():
        sms.store_report(
            report=sms.Report("kannel", "r1", ReportStatus.DELIVERED, message_id=message.pk), now=clock.now()
        )
    message.refresh_from_db()
    assert message.state == "DELIVERED"


def test_killed_before_the_claim_is_committed(engine: Engine, start_worker: Callable[..., Child]) -> None:
    """The claim never happened: another worker sends it, once."""
    message = make.message(now=clock.now(), at_any_hour=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION hold_claim() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NULL; END';"
            "CREATE TRIGGER hold_claim AFTER UPDATE ON core_smsmessage FOR EACH ROW EXECUTE FUNCTION hold_claim()"
        )
    try:
        with closing(own_connection()) as holder:
            holder.cursor().execute("SELECT pg_advisory_xact_lock(77)")
            doomed = start_worker(name="doomed", processes=1)
            app.send_task("core.sweep_outbox")
            until(waits_for_a_lock, "the worker stands in its claim")
            doomed.send(signal.SIGKILL)
            doomed.wait()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER hold_claim ON core_smsmessage; DROP FUNCTION hold_claim()")
    until(lambda: SmsMessage.objects.get(pk=message.pk).state == "QUEUED", "the claim is undone")
    start_worker(name="first", processes=1)
    app.send_task("core.sweep_outbox")
    until(lambda: SmsMessage.objects.get(pk=message.pk).state == "SENT", "the message is sent")
    assert engine.got == {message.pk: 1}
