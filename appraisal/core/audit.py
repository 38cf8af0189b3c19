"""Writes the record of an act inside the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from django.db import connection
from django.db.models import Model
from psycopg2.extras import Json

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction

COLUMNS = "(at, user_id, organisation_id, role, actor_label, action, target, summary, details)"
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
# Whoever an act concerns reads of it in his feed of changes. The chain's lock makes numbers appear in their order, so
# the place of an entry in the statement is the place of its number.
INSERT = """
    WITH said AS (INSERT INTO core_auditentry {columns} VALUES {rows} RETURNING number),
         placed AS (SELECT number, row_number() OVER (ORDER BY number) - 1 AS place FROM said)
    INSERT INTO core_change (number, organisation_id)
    SELECT number, organisation
      FROM placed JOIN unnest(%s::bigint[], %s::bigint[]) AS shared (place, organisation) USING (place)
"""
# What people do with records that they may see is between them and the log.
UNSHARED = frozenset({"personal.reveal"})
SYSTEM = "系统"


@runtime_checkable
class Concerned(Protocol):
    """A record that knows which organisations an act on it concerns."""

    def concerned(self) -> Collection[int]:
        """Keys of the organisations that may see the record."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act as it is recorded. `actor=None` is the worker. `details` must be JSON and hold no personal data."""

    actor: Actor | None
    action: str
    target: Model | str
    summary: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


def target_of(record: Model) -> str:
    """How the record is named in the audit log: "plan:17"."""
    return f"{record._meta.model_name}:{record.pk}"


def record(
    *, actor: Actor | None, action: str, target: Model | str, summary: str, at: datetime, **details: Any
) -> None:
    """Add one entry. `actor=None` is the worker. `details` must be JSON and hold no personal data.

    The number and the hash chain are set by the database, which also refuses any later change.
    """
    record_many([Entry(actor=actor, action=action, target=target, summary=summary, at=at, details=details)])


def record_many(entries: Sequence[Entry]) -> None:
    """Add entries in this order, each a link of the chain of its own: one statement, however many there are.

    The trigger sees the rows of the same statement that went before, so the chain is the one that single entries make.
    """
    require_transaction()
    if not entries:
        return
    shared = [
        (place, organisation_id)
        for place, entry in enumerate(entries)
        for organisation_id in sorted(_concerned(entry.target, entry.action))
    ]
    places, organisations = [place for place, _ in shared], [organisation_id for _, organisation_id in shared]
    with connection.cursor() as cursor:
        statement = INSERT.format(columns=COLUMNS, rows=", ".join([ROW] * len(entries)))
        cursor.execute(statement, [*(value for entry in entries for value in _values(entry)), places, organisations])


def _values(entry: Entry) -> tuple[Any, ...]:
    actor, target = entry.actor, entry.target
    return (
        entry.at,
        actor.user_id if actor else None,
        actor.organisation_id if actor else None,
        actor.role.value if actor else "",
        actor.label if actor else SYSTEM,
        entry.action,
        target if isinstance(target, str) else target_of(target),
        entry.summary[:400],
        Json(dict(entry.details)),
    )


def _concerned(target: Model | str, action: str) -> set[int]:
    if action in UNSHARED or not isinstance(target, Concerned):
        return set()
    return set(target.concerned())
