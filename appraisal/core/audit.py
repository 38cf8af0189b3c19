"""Writes the record of an act inside the caller's transaction."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg2.extras import Json

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction

INSERT = """
    INSERT INTO core_auditentry
        (at, user_id, organisation_id, role, actor_label, action, target, summary, details)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SYSTEM = "系统"


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
