"""kill -9 of a real worker in every step from the first message to the team notice: the next one goes on, once each.

Each step of the worker is one transaction. A trigger holds it near its end, where what counts is written and nothing
committed; the worker dies there, once as a whole and then the process of its pool that does the work.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
from django.db import connection
from django.test import override_settings

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core import clock
from appraisal.core.models import AuditEntry, InboundSms, SmsMessage
from appraisal.core.services import sms_arrivals
from appraisal.core.services.sms import Arrival
from examiners.models import Answer, Dispatch, Examiner, Invitation, Timer
from examiners.rules.replies import Meaning
from plans.models import Obligation
from tests.factories import dispatch as make
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

# Steps, by what is written late in their transactions.
WAVE = "AFTER INSERT ON examiners_dispatchmessage"
TIMER = "AFTER INSERT ON examiners_timer"
YES = "AFTER INSERT ON examiners_answer"
TEAM = "AFTER INSERT ON core_auditentry FOR EACH ROW WHEN (NEW.action = 'dispatch.formed')"


class Gate:
    """Whoever comes to this point of a step waits there until the gate is opened."""

    def __init__(self, stack: ExitStack, key: int, step: str) -> None:
        self.key = key
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self.holder = stack.enter_context(closing(psycopg2.connect(address)))
        self.holder.cursor().execute("SELECT pg_advisory_lock(%s)", [key])
        on, _, when = step.partition(" FOR EACH ROW ")
        _run(f"CREATE TRIGGER gate_{key} {on} FOR EACH ROW {when} EXECUTE FUNCTION hold_at_gate({key})")
        stack.callback(_run, f"DROP TRIGGER gate_{key} {on.replace('AFTER INSERT ', '')}")

    def waiting(self) -> int | None:
        """The database process that stands here."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database"
                " WHERE locktype = 'advisory' AND objid = %s AND NOT granted AND datname = current_database()",
                [self.key],
            )
            return (cursor.fetchone() or (None,))[0]

    def die_here(self, victim: Callable[[], psutil.Process]) -> None:
        """Wait until a worker stands here, kill it, and let the database notice."""
        until(self.waiting, "the worker stands in its step")
        backend, dying = self.waiting(), victim()
        dying.send_signal(signal.SIGKILL)
        dying.wait(30)
        self.holder.cursor().execute("SELECT pg_advisory_unlock(%s)", [self.key])
        until(lambda: not _is_connected(backend), "the database gives up what the dead one had begun")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _is_connected(backend: int | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
        return cursor.fetchone() is not None


@pytest.fixture
def gate(transactional_db: None) -> Iterator[Callable[[str], Gate]]:
    """`gate(step)` closes a gate; all are gone after the test."""
    with ExitStack() as stack:
        _run(
            "CREATE FUNCTION hold_at_gate() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_advisory_xact_lock(TG_ARGV[0]::bigint); RETURN NULL; END'"
        )
        stack.callback(_run, "DROP FUNCTION hold_at_gate()")
        keys = iter(range(7001, 7099))
        yield lambda step: Gate(stack, next(keys), step)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[make.Stage]:
    """One seat and one examiner, on the morning on which the worker starts the dispatch."""
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)
    monkeypatch.setenv("TRAINING_MODE", "1")  # the worker's clock is moved
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    stage = make.stage(seats=1, people=1)
    due = Obligation.objects.get(sitting=stage.sitting, code="REQUEST").due_at
    with override_settings(TRAINING_MODE=True):
        clock.move(offset=make.at(clock.today(due), "09:00") - clock.real_now())
        yield stage
        clock._offset.set(timedelta())


def sweep() -> None:
    app.send_task("core.sweep_outbox")
    app.send_task("examiners.sweep_dispatch")


def sent() -> Counter[str]:
    return Counter(SmsMessage.objects.values_list("purpose", flat=True))


def stands() -> tuple[str, str]:
    """The states of the dispatch and of the invitation, if there is one."""
    return Dispatch.objects.get().state, Invitation.objects.values_list("state", flat=True).first() or ""


def timers() -> list[str]:
    return list(Timer.objects.filter(kind="ANSWER").order_by("pk").values_list("question", flat=True))


def text(person: Examiner, on: make.Stage, meaning: Meaning, now: datetime) -> None:
    """A text is stored and nobody has read it: the web process died, and the worker's sweep will find it."""
    code = make.code_of(person, on.dispatch, meaning)
    sms_arrivals.store(arrivals=[Arrival("local", f"mo-{meaning}", person.phone, code)], now=now - timedelta(minutes=1))


def test_killed_in_every_step(on: make.Stage, gate: Callable[[str], Gate], start_worker: Callable[..., Child]) -> None:
    (person,) = on.examiners
    wave, timer, yes, team = map(gate, (WAVE, TIMER, YES, TEAM))
    doomed = start_worker(name="doomed", processes=1)
    sweep()
    wave.die_here(lambda: psutil.Process(doomed.pid))
    assert (stands(), sent()) == (("WAITING", ""), {})

    worker = start_worker(name="next", processes=1)

    def pool() -> psutil.Process:
        (process,) = psutil.Process(worker.pid).children()
        return process

    def go_on() -> None:
        until(lambda: psutil.Process(worker.pid).children(), "the pool has a process again")
        sweep()

    sweep()
    timer.die_here(pool)
    assert (stands(), sent(), timers()) == (("ASKING", "INVITED"), {"examiners.invitation": 1}, [])
    go_on()
    until(timers, "the time for the answer runs")

    text(person, on, Meaning.YES, clock.now())
    sweep()
    yes.die_here(pool)
    assert (stands(), sent()) == (("ASKING", "INVITED"), {"examiners.invitation": 1})
    go_on()
    until(lambda: timers() == ["INVITATION", "CONFIRMATION"], "he is asked to confirm")
    assert stands() == ("ASKING", "ACCEPTED")

    text(person, on, Meaning.CONFIRM, clock.now())
    sweep()
    team.die_here(pool)
    assert (stands(), sent()["examiners.team"]) == (("ASKING", "ACCEPTED"), 0)
    go_on()
    until(lambda: SmsMessage.objects.filter(purpose="examiners.team", state="SENT").exists(), "the team is told")

    assert stands() == ("FORMED", "CONFIRMED")
    assert sent() == {"examiners.invitation": 1, "examiners.confirmation": 1, "examiners.team": 1}
    assert set(SmsMessage.objects.values_list("state", flat=True)) == {"SENT"}
    assert Answer.objects.count() == InboundSms.objects.exclude(settled_at=None).count() == 2
    assert AuditEntry.objects.filter(action="dispatch.formed").count() == 1
