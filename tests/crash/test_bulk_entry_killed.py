"""The web process is killed while a whole sitting's scores are being stored: all of them or none, once."""

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from appraisal.config.local import programs
from appraisal.config.local.services import free_port
from plans.models import ScoreEntry, ScoreLine
from tests.crash.test_sweep_killed import backends_waiting, until
from tests.factories import api as calling
from tests.factories import filing as make
from tests.factories import scores

pytestmark = pytest.mark.django_db(transaction=True)
AUDIT_LOCK = 4096001  # the chain's: whatever an action does last waits for it


@pytest.fixture
def call():
    """The request, ready to be sent: an officer's token, and three scores."""
    ground = make.ground()
    plan = scores.held(ground)
    secret = calling.token(ground.district, now=scores.MONDAY).secret
    rows = [{"candidate": key, "grade": "70"} for key in scores.keys(plan)]
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": "night"}
    path = f"/api/v1/sittings/{scores.sitting(plan).pk}/scores"

    def send(port: int) -> tuple[int, dict, bool]:
        address = f"http://127.0.0.1:{port}{path}"
        asked = urllib.request.Request(address, json.dumps({"scores": rows}).encode(), headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, json.load(answer), answer.headers.get("Idempotent-Replayed") == "true"

    return send


@pytest.fixture
def start_web(start_program):
    def start():
        port = free_port()
        child = start_program(programs.web(port, workers=1))
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                break
            except urllib.error.HTTPError:
                break  # 503: it is up, and no worker runs here
            except OSError:
                assert child.alive, child.last_lines()
                time.sleep(0.05)  # nothing announces that a port has begun to listen
        return port, child

    return start


def cut_off(call, port):
    """The request of which nobody answers any more."""
    with pytest.raises(OSError):
        call(port)


def test_all_or_nothing_and_the_same_key_answers_the_same(call, start_web, valkey):
    port, doomed = start_web()
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with closing(psycopg2.connect(address)) as holder, holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
        caller = threading.Thread(target=cut_off, args=(call, port))
        caller.start()
        until(backends_waiting, "the scores are written and the action waits to be recorded")
        os.killpg(doomed.pid, signal.SIGKILL)
        doomed.wait()
        caller.join()
    until(lambda: not ScoreEntry.objects.exists(), "the database has taken the half-done action back")
    assert not ScoreLine.objects.exists()

    port, _ = start_web()
    status, first, replayed = call(port)
    assert (status, first["state"], replayed) == (201, "ENTERING", False)
    status, again, replayed = call(port)
    assert (status, again, replayed) == (201, first, True)
    assert (ScoreEntry.objects.count(), ScoreLine.objects.count()) == (1, 3)
