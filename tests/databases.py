"""Databases that are made once per test session and copied by its processes.

Whoever comes first makes one while the others wait for it; nothing is written to it afterwards.
"""

import fcntl
import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from appraisal.config.local import programs
from appraisal.config.local.processes import ROOT

MIGRATED = "kaowu_migrated"


def at(database: str, address: str | None = None) -> str:
    """The address of another database on the tests' server, the owner's unless an address is given."""
    return urlsplit(address or os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def copy(template: str, name: str) -> None:
    """Make `name` anew, the same as `template`."""
    _run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")


def migrated() -> str:
    """The name of a database in which every migration has been applied and nothing else has happened."""

    def make() -> None:
        _run(f"DROP DATABASE IF EXISTS {MIGRATED}", f"CREATE DATABASE {MIGRATED}")
        environment = {**os.environ, "DATABASE_URL": at(MIGRATED)}
        done = subprocess.run(
            programs.manage("migrate"), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    once(MIGRATED, make)
    return MIGRATED


def once(name: str, make: Callable[[], None]) -> None:
    """Call `make` unless a process of this session has done it; wait for a process that is doing it."""
    folder = Path(os.environ["VAR"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            make()
            lock.write("made")


def _run(*statements: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
