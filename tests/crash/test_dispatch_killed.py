"""kill -9 at every statement of every step of a dispatch: nothing is lost, nothing done twice, nothing too early.

A forked process does the step and dies just before its n-th statement, or just after its commit; then a little later,
until the step comes to its end. What it left is what the next one finds.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from appraisal.core.errors import Conflict
from appraisal.core.models import AuditEntry, InboundSms, Notice, SmsMessage
from appraisal.core.services import sms_arrivals
from appraisal.core.services.sms import Arrival
from examiners.models import Answer, Invitation, Timer
from examiners.rules.replies import Meaning
from examiners.services import replies, timers
from tests.factories import dispatch as make
from tests.factories import sms
from tests.forks import forked

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
HALF_HOUR = timedelta(minutes=30)
EVERY = 2  # statements between two deaths


class Doomed:
    """Runs a step in forked processes, each killed a little later, until one of them comes to its end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.deaths = 0
        self.left: int | None = None  # statements left to live; None: not doomed
        monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: self.count())

    def count(self) -> None:
        """One more statement, or one more thing after the commit."""
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def run(self, step: Callable[[], object], check: Callable[[], None]) -> None:
        statements = 0
        while self._dies(step, statements):
            self.deaths += 1
            check()
            statements += EVERY
        check()

    def _dies(self, step: Callable[[], object], statements: int) -> bool:
        ended = forked(lambda: self._do(step, statements))
        assert ended in (0, -signal.SIGKILL), "the step failed by itself"
        return ended != 0

    def _do(self, step: Callable[[], object], statements: int) -> None:
        connection.connect()
        self.left = statements
        with connection.execute_wrapper(self._counted):
            step()

    def _counted(self, execute, sql, params, many, context):
        self.count()
        return execute(sql, params, many, context)


@pytest.fixture
def doomed(monkeypatch: pytest.MonkeyPatch, settings) -> Doomed:
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    sms.gateway()
    return Doomed(monkeypatch)


def sent() -> Counter[str]:
    return Counter(SmsMessage.objects.values_list("purpose", flat=True))


def test_killed_at_every_step(doomed: Doomed) -> None:
    on = make.stage(seats=1, people=2)

    def nothing_early() -> None:
        states = Counter(Invitation.objects.values_list("state", flat=True))
        assert sent()["examiners.team"] == states["CONFIRMED"], "the team hears of itself when it is complete, at once"
        assert all(count <= 2 for count in sent().values())

    doomed.run(lambda: begin(on), nothing_early)
    assert sent() == {"examiners.invitation": 1}
    (first,) = make.asked_in(on.dispatch)

    make.deliver_due(clock=lambda: NOW)
    doomed.run(lambda: timers.sweep_messages(now=NOW), nothing_early)
    assert Timer.objects.filter(kind="ANSWER").count() == 1

    doomed.run(lambda: timers.fire_timers(now=NOW + HALF_HOUR), nothing_early)
    assert sent() == {"examiners.invitation": 2}

    bring(first, make.code_of(first, on.dispatch, Meaning.YES), "mo-1", doomed, nothing_early)
    assert sent() == {"examiners.invitation": 2, "examiners.confirmation": 1}

    bring(first, make.code_of(first, on.dispatch, Meaning.CONFIRM), "mo-2", doomed, nothing_early)
    assert sent() == {"examiners.invitation": 2, "examiners.confirmation": 1, "examiners.team": 1}
    assert make.fresh(on.dispatch).state == "FORMED"
    assert Answer.objects.count() == InboundSms.objects.count() == 2
    assert not InboundSms.objects.filter(settled_at=None).exists()
    assert AuditEntry.objects.filter(action="dispatch.formed").count() == 1
    assert Notice.objects.filter(subject__startswith="考评组已组建").count() == 2
    assert doomed.deaths > 60


def begin(on: make.Stage) -> None:
    """Start; who died just after the commit finds that it has begun."""
    with suppress(Conflict):
        make.start(on)


def bring(person, text: str, gateway_id: str, doomed: Doomed, check: Callable[[], None]) -> None:
    """The gateway brings a text again and again until it is taken; the sweep reads what was stored and left."""
    arrival = Arrival("local", gateway_id, person.phone, text)
    doomed.run(lambda: sms_arrivals.receive(arrivals=[arrival], now=NOW + HALF_HOUR), check)
    doomed.run(lambda: replies.sweep_replies(now=NOW + 2 * HALF_HOUR), check)
