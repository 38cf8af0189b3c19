"""/health, the status page and the banner say what is so: a start proves nothing, success counts."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from appraisal.config import health as checks
from appraisal.core import clock as portal_clock
from appraisal.core.models import Pulse
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Role
from appraisal.core.services import pulse
from plans.services.obligations import lay_obligations
from tests.factories import core
from tests.factories import plans as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db
answers_503 = pytest.mark.logs_errors(reason="Django logs every answer 503 as an error")


@pytest.fixture(autouse=True)
def broker(valkey: object) -> None:
    """The broker runs unless a test says otherwise."""


@pytest.fixture
def well(clock: FrozenClock) -> FrozenClock:
    for job in (Job.HEARTBEAT, Job.SWEEP):
        with pulse.watched(job):
            pass
    return clock


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(core.assignment(Role.INSTITUTE_CLERK).user, backend="appraisal.core.backends.PortalBackend")
    return client


def ask(client: Client) -> tuple[int, dict]:
    answer = client.get("/health")
    return answer.status_code, answer.json()


def test_everything_well(client: Client, well: FrozenClock) -> None:
    status, parts = ask(client)
    assert (status, parts["ok"]) == (200, True)
    assert parts["worker"] == {"ok": True, "silent_seconds": 0}


@answers_503
def test_a_worker_never_heard_of(client: Client, clock: FrozenClock) -> None:
    status, parts = ask(client)
    assert status == 503
    assert parts["worker"] == {"ok": False, "silent_seconds": None}
    assert parts["database"]["ok"] and parts["broker"]["ok"]


@answers_503
@override_settings(KAOWU={**checks.settings.KAOWU, "WORKER_SILENT_SECONDS": 30})
def test_a_worker_silent_for_longer_than_the_setting(client: Client, well: FrozenClock) -> None:
    well.advance(seconds=30)
    assert ask(client)[0] == 200
    well.advance(seconds=1)
    status, parts = ask(client)
    assert (status, parts["worker"]["silent_seconds"], parts["sweep"]["ok"]) == (503, 31, False)


@answers_503
def test_a_job_that_only_starts_does_not_count(client: Client, well: FrozenClock) -> None:
    well.advance(minutes=10)
    with pulse.watched(Job.HEARTBEAT):
        pass
    pulse.started(Job.SWEEP)
    status, parts = ask(client)
    assert (status, parts["worker"]["ok"], parts["sweep"]["succeeded_seconds_ago"]) == (503, True, 600)


@answers_503
def test_a_sweep_that_fails_after_it_succeeded(client: Client, well: FrozenClock) -> None:
    well.advance(seconds=5)
    with pytest.raises(RuntimeError), pulse.watched(Job.SWEEP):
        raise RuntimeError
    status, parts = ask(client)
    assert (status, parts["sweep"]["failing"]) == (503, True)
    row = Pulse.objects.get(name=Job.SWEEP)
    assert row.succeeded_at < row.failed_at


@answers_503
def test_deadlines_that_wait_too_long(client: Client, well: FrozenClock) -> None:
    plan = make.plan(first_exam_date=date(2026, 3, 30), state_since=well.moment)
    early = datetime(2026, 1, 5, tzinfo=BEIJING)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=early)
    plan.obligations.update(due_at=well.moment - timedelta(minutes=5))
    status, parts = ask(client)
    assert (status, parts["deadlines"]) == (503, {"ok": False, "waiting": 1, "longest_wait_seconds": 300})


@answers_503
def test_no_broker(client: Client, well: FrozenClock, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, parts = ask(client)
    assert (status, parts["broker"]["ok"], parts["worker"]["ok"]) == (503, False, True)


@answers_503
def test_no_database(client: Client, well: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(checks, "_ask_database", gone)
    status, parts = ask(client)
    assert (status, parts["database"]["ok"], parts["sweep"]["ok"]) == (503, False, False)


@answers_503
def test_a_migration_that_was_not_run(client: Client, well: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'plans'")
    status, parts = ask(client)
    assert (status, parts["migrations"]["ok"]) == (503, False)
    assert parts["migrations"]["pending"] >= 2


def test_health_names_nobody(client: Client, well: FrozenClock) -> None:
    assert set(ask(client)[1]) == {"ok", "broker", "database", "migrations", "worker", "sweep", "deadlines"}


def test_the_banner_shows_while_the_worker_is_silent_and_goes_when_it_is_back(
    signed_in: Client, well: FrozenClock
) -> None:
    assert "没有回应" not in signed_in.get("/").content.decode()
    well.advance(minutes=7)
    page = signed_in.get("/").content.decode()
    assert "后台已 7 分钟没有回应" in page
    assert "逾期上报仍会被拒绝" in page
    pulse.succeeded(Job.HEARTBEAT, {})
    pulse.succeeded(Job.SWEEP, {})
    assert "没有回应" not in signed_in.get("/").content.decode()


def test_the_banner_says_when_only_the_sweep_is_behind(signed_in: Client, well: FrozenClock) -> None:
    pulse.failed(Job.SWEEP, {})
    well.advance(seconds=1)
    pulse.failed(Job.SWEEP, {})
    assert "到期处理没有完成" in signed_in.get("/").content.decode()


def test_the_status_page_says_it_in_words(signed_in: Client, well: FrozenClock) -> None:
    assert "一切正常" in signed_in.get("/status/").content.decode()
    well.advance(minutes=25)
    page = signed_in.get("/status/").content.decode()
    assert "25 分钟前有心跳" in page
    assert "自动补办" in page


def test_pulses_are_in_real_time(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_clock, "now", lambda: clock.moment + timedelta(days=90))
    with pulse.watched(Job.HEARTBEAT):
        pass
    assert Pulse.objects.get().succeeded_at == clock.moment
