"""Writes the record of an act inside the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from django.db import connection
from django.db.models import Model
from psycopg2.extras import Json

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction

INSERT = """
    INSERT INTO core_auditentry
        (at, user_id, organisation_id, role, actor_label, action, target, summary, details)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING number
"""
# Whoever an act concerns reads of it in his feed of changes. The chain's lock makes numbers appear in their order.
SHARE = "INSERT INTO core_change (number, organisation_id) SELECT %s, unnest(%s::bigint[])"
# What people do with records that they may see is between them and the log.
UNSHARED = frozenset({"personal.reveal"})
SYSTEM = "系统"


@runtime_checkable
class Concerned(Protocol):
    """A record that knows which organisations an act on it concerns."""

    def concerned(self) -> Collection[int]:
        """Keys of the organisations that may see the record."""


def target_of(record: Model) -> str:
    """How the record is named in the audit log: "plan:17"."""
    return f"{record._meta.model_name}:{record.pk}"


def record(
    *, actor: Actor | None, action: str, target: Model | str, summary: str, at: datetime, **details: Any
) -> None:
    """Add one entry. `actor=None` is the worker. `details` must be JSON and hold no personal data.

    The number and the hash chain are set by the database, which also refuses any later change.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                at,
                actor.user_id if actor else None,
                actor.organisation_id if actor else None,
                actor.role.value if actor else "",
                actor.label if actor else SYSTEM,
                action,
                target if isinstance(target, str) else target_of(target),
                summary[:400],
                Json(details),
            ],
        )
        if organisations := _concerned(target, action):
            cursor.execute(SHARE, [cursor.fetchone()[0], sorted(organisations)])


def _concerned(target: Model | str, action: str) -> set[int]:
    if action in UNSHARED or not isinstance(target, Concerned):
        return set()
    return set(target.concerned())
