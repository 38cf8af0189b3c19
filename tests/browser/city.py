"""The demo city, alive: web server, worker and beat as real processes in training mode, on services of its own.

The city is built once per test session as a template database; whoever needs a city gets a copy of it. Its broker is
its own too: on the tests' broker its worker would take the tasks that a test sends to a worker of another database.
"""

import base64
import fcntl
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from appraisal.config.local import programs
from appraisal.config.local.processes import ROOT, Child, Supervisor, owned
from appraisal.config.local.services import LocalServices, free_port

TEMPLATE = "city_template"
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
START_LIMIT = 60.0  # seconds


@dataclass
class City:
    """A running city: where it answers, its database, and its processes."""

    url: str
    database: str
    folder: Path
    supervisor: Supervisor
    background: list[Child] = field(default_factory=list)

    def start_background(self) -> None:
        """Start worker and beat."""
        self.background = [
            self.supervisor.start(programs.worker(processes=1)),
            self.supervisor.start(programs.beat(self.folder)),
        ]

    def stop_background(self) -> None:
        """Stop worker and beat; the portal goes on without them."""
        for child in reversed(self.background):
            child.stop()
        self.background = []

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, read past the portal: for asking whether something really happened."""
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()


@contextmanager
def running_city(folder: Path, *, worker_name: str) -> Iterator[City]:
    """A copy of the city with its processes; they end with the block. `worker_name` tells copies apart."""
    owner = os.environ["DATABASE_URL"]
    shared = Path(os.environ["VAR"])
    _build_template(owner, shared)
    name = f"city_{worker_name or 'only'}"
    _copy_database(owner, name)
    documents = folder / "documents"
    shutil.copytree(shared / "city-documents", documents, dirs_exist_ok=True)
    address = _on(os.environ["DATABASE_APPLICATION_URL"], name)
    environment = _environment(address, folder, documents)
    del environment["REDIS_URL"]
    with owned(folder / "processes") as token, ExitStack() as stack:
        services = LocalServices(folder / "services", token=token, durable=False)
        stack.callback(services.stop)
        environment["REDIS_URL"] = services.start(environment)["REDIS_URL"]
        supervisor = Supervisor(environment=environment, logs=folder / "log", token=token)
        stack.callback(supervisor.stop)
        port = free_port()
        city = City(f"http://127.0.0.1:{port}", _on(owner, name), folder, supervisor)
        web = supervisor.start(programs.web(port, workers=2))
        city.start_background()
        _await_answer(f"{city.url}/health", web)
        yield city


def _environment(database: str, folder: Path, documents: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "appraisal.config.settings.training",
        "DATABASE_URL": database,
        "VAR": str(folder),
        "DOCUMENT_ROOT": str(documents),
        "STATIC_ROOT": str(folder),
        "SECRET_KEY": "a key for the tests of the city only, of no use elsewhere",
        "PERSONAL_DATA_KEYS": f"t1:{KEY}",
        "PERSONAL_DATA_INDEX_KEY": KEY,
        "PYTHONUNBUFFERED": "1",
    }


def _build_template(owner: str, shared: Path) -> None:
    """Build the template database, unless another test process has done it or is doing it."""
    shared.mkdir(parents=True, exist_ok=True)
    ready = shared / "city-ready"
    with (shared / "city-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ready.exists():
            return
        _run_sql(owner, f"CREATE DATABASE {TEMPLATE}")
        documents = shared / "city-documents"
        documents.mkdir()
        application = os.environ["DATABASE_APPLICATION_URL"]
        _manage("migrate", environment=_environment(_on(owner, TEMPLATE), shared, documents))
        _manage("seed_demo", environment=_environment(_on(application, TEMPLATE), shared, documents))
        ready.touch()


def _copy_database(owner: str, name: str) -> None:
    _run_sql(owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")


def _run_sql(address: str, *statements: str) -> None:
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _on(address: str, database: str) -> str:
    return urlsplit(address)._replace(path=f"/{database}").geturl()


def _manage(command: str, *, environment: dict[str, str]) -> None:
    done = subprocess.run(
        programs.manage(command), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"


def _await_answer(url: str, web: Child) -> None:
    """Until the web server answers anything at all; 503 says that it is up and its worker has not reported yet."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            assert answer.code == 503, f"{url} answered {answer.code}\n{web.last_lines()}"
            return
        except OSError:
            assert web.alive, web.last_lines()
            time.sleep(0.05)  # nothing announces that a port has begun to listen
    raise AssertionError(f"{url} did not answer within {START_LIMIT:g} s\n{web.last_lines()}")
