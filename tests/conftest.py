"""What every test may ask for: a real database, Valkey, a worker process, and a clock that stands still.

A test that logs an error fails, unless it is marked `logs_errors(reason=…)`; then it fails when it logs none.
"""

import gc
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_django
from django.conf import settings
from django.db import connection
from redis import Redis

from appraisal.config.local import programs
from appraisal.config.local.processes import Child, Program, Supervisor, owned
from tests import databases, order, session
from tests.emptying import empty_what_was_used
from tests.frozen_clock import FrozenClock
from tests.waiting import until


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a time limit, too, must leave nothing running
        stack = ExitStack()
        config.add_cleanup(stack.close)
        session.start(stack)
    if worker is not None or not config.getoption("numprocesses", None):
        session.enter_worker(worker or "")
        empty_what_was_used()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        order.longest_first(items)


def pytest_collection_finish() -> None:
    # What has been imported and collected stays until the end. Left out of account, it neither makes each collection
    # slow nor puts it off until the garbage has grown to a quarter of it: tests' answers hold themselves.
    gc.collect()
    gc.freeze()


class ErrorCollector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s: %(message)s").format(record))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    collector = ErrorCollector()
    logging.getLogger().addHandler(collector)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(collector)
    marker = item.get_closest_marker("logs_errors")
    if marker is None and collector.lines:
        pytest.fail("logged as errors:\n" + "\n".join(collector.lines), pytrace=False)
    if marker is not None and not (marker.kwargs.get("reason") and collector.lines):
        pytest.fail("logs_errors needs reason=… and a test that does log an error", pytrace=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    from appraisal.core import clock as portal_clock  # noqa: PLC0415  (needs Django set up)

    frozen = FrozenClock()
    monkeypatch.setattr(portal_clock, "real_now", lambda: frozen.moment)
    return frozen


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database of each test process is copied from one that is migrated once per session."""
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = databases.migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """A database cannot be dropped while a thread of the live server or a killed worker still ends its last query."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor, suppress(AssertionError):  # dropping tells of it
        others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        until(lambda: cursor.execute(others) or not cursor.rowcount, "nobody else is connected", seconds=20)


@pytest.fixture(scope="module")
def city_of_a_working_day(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """The tests of a module work on a copy of the demo city of one day, which is seeded once per session."""
    from tests import working_day  # noqa: PLC0415  (needs Django set up)

    with django_db_blocker.unblock(), working_day.city_of_a_working_day():
        yield


@pytest.fixture(scope="session")
def valkey_session() -> Iterator[Redis]:
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def valkey(valkey_session: Redis) -> Redis:
    """A client of this worker's own Valkey database, emptied."""
    valkey_session.flushdb()
    return valkey_session


@pytest.fixture
def portal_environment(transactional_db: None) -> dict[str, str]:
    """The environment of a portal process on this test's database, as the application role."""
    address = urlsplit(os.environ["DATABASE_APPLICATION_URL"])
    name = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": address._replace(path=f"/{name}").geturl()}


@pytest.fixture
def start_program(portal_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[Program], Child]]:
    """Starts a program of the portal; it ends with the test."""
    with owned(tmp_path / "processes") as token:
        supervisor = Supervisor(environment=portal_environment, logs=tmp_path / "log", token=token)
        try:
            yield supervisor.start
        finally:
            supervisor.stop()


@pytest.fixture
def start_worker(start_program: Callable[[Program], Child], valkey: Redis) -> Callable[..., Child]:
    """`start_worker(name="worker", processes=2)` starts a real Celery worker and returns it when it answers."""
    from appraisal.config.celery import app  # noqa: PLC0415  (needs Django set up)

    def start(*, name: str = "worker", processes: int = 2) -> Child:
        child = start_program(programs.worker(name=name, processes=processes))
        for _ in range(60):
            if app.control.ping(destination=[f"{name}@kaowu"], timeout=0.5):
                return child
            assert child.alive, child.last_lines()
        pytest.fail(f"the worker did not answer\n{child.last_lines()}")

    return start


@pytest.fixture
def celery_worker_process(start_worker: Callable[..., Child]) -> Child:
    """One Celery worker with two processes, answering."""
    return start_worker()
