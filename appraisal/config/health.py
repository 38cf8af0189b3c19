"""Whether the portal is well: database, migrations, worker, sweep, deadlines, broker. Numbers, no personal data."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis, RedisError

from appraisal.core import clock
from appraisal.core.queries.pulse import background, silent_after
from plans.queries.due import lateness

BROKER_SECONDS = 1.0
_migrated = False  # stays true: a migrated database does not become less so under a running process


@dataclass(frozen=True, slots=True)
class Health:
    """The parts by name, each with `ok` and its numbers."""

    parts: dict[str, dict[str, Any]]

    @property
    def is_well(self) -> bool:
        return all(part["ok"] for part in self.parts.values())

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_well, **self.parts}


def examine() -> Health:
    """Look at every part. Never raises: what cannot be asked is not well."""
    parts = {"broker": {"ok": _broker_answers()}}
    try:
        _ask_database()
        parts |= {"database": {"ok": True}, "migrations": _migrations(), **_background(), "deadlines": _deadlines()}
    except DatabaseError:
        unknown = {name: {"ok": False} for name in ("migrations", "worker", "sweep", "deadlines")}
        parts |= {"database": {"ok": False}, **unknown}
    return Health(parts)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> dict[str, Any]:
    global _migrated
    pending = 0
    if not _migrated:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        _migrated = pending == 0
    return {"ok": pending == 0, "pending": pending}


def _background() -> dict[str, dict[str, Any]]:
    now, state = clock.real_now(), background()
    swept = state.sweep.silence(now)
    return {
        "worker": {"ok": not state.is_silent, "silent_seconds": _seconds(state.silence)},
        "sweep": {
            "ok": not state.is_sweep_behind,
            "failing": state.sweep.is_failing,
            "succeeded_seconds_ago": _seconds(swept),
        },
    }


def _deadlines() -> dict[str, Any]:
    late = lateness(clock.now())
    ok = late.longest <= silent_after()
    return {"ok": ok, "waiting": late.count, "longest_wait_seconds": _seconds(late.longest)}


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _broker_answers() -> bool:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        ) as broker:
            return bool(broker.ping())
    except RedisError:
        return False
