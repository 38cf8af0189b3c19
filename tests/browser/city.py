"""The demo city, alive: web server, worker and beat as real processes in training mode, on services of its own.

The city is built once per test session as a template database; whoever needs a city gets a copy of it. Its broker is
its own too: on the tests' broker its worker would take the tasks that a test sends to a worker of another database.
"""

import base64
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

import psycopg2

from appraisal.config.local import programs
from appraisal.config.local.processes import ROOT, Child, Supervisor, owned
from appraisal.config.local.services import LocalServices, free_port
from tests import databases

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
    seeded = Path(os.environ["VAR"]) / "city-documents"
    databases.once(TEMPLATE, lambda: _build_template(seeded))
    name = f"city_{worker_name or 'only'}"
    databases.copy(TEMPLATE, name)
    documents = folder / "documents"
    shutil.copytree(seeded, documents, dirs_exist_ok=True)
    address = databases.at(name, os.environ["DATABASE_APPLICATION_URL"])
    environment = _environment(address, folder, documents)
    del environment["REDIS_URL"]
    with owned(folder / "processes") as token, ExitStack() as stack:
        services = LocalServices(folder / "services", token=token, durable=False)
        stack.callback(services.stop)
        environment["REDIS_URL"] = services.start(environment)["REDIS_URL"]
        supervisor = Supervisor(environment=environment, logs=folder / "log", token=token)
        stack.callback(supervisor.stop)
        port = free_port()
        city = City(f"http://127.0.0.1:{port}", databases.at(name), folder, supervisor)
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


def _build_template(documents: Path) -> None:
    """Seed the city as `make demo` does, on this very day."""
    databases.copy(databases.migrated(), TEMPLATE)
    documents.mkdir()
    address = databases.at(TEMPLATE, os.environ["DATABASE_APPLICATION_URL"])
    _manage("seed_demo", environment=_environment(address, documents.parent, documents))


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
