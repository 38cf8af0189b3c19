"""Reads of the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from appraisal.core.clock import SHANGHAI
from appraisal.core.models import AuditEntry, Pulse, User
from appraisal.core.rules.audit_chain import Break, Entry, Head, follow
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Actor

CHUNK = 2000
READ = """
    SELECT number, at, user_id, organisation_id, role, actor_label, action, target, summary, details::text,
           previous_hash, hash
    FROM core_auditentry WHERE number > %s ORDER BY number LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; empty fields do not narrow.

    `person` is part of a name or a login name, `subject` what the action's name begins with, `target` a key such as
    "plan:17".
    """

    person: str = ""
    subject: str = ""
    target: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`checked`: entries read; `head`: the last sound one; `broken`: the first that is not, or None."""

    checked: int
    head: Head
    broken: Break | None


def audit_entries(actor: Actor, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    """The entries that the actor may see, newest first."""
    rows = AuditEntry.objects.visible_to(actor)
    if wanted.person:
        people = User.objects.visible_to(actor).filter(Q(name__icontains=wanted.person) | Q(username=wanted.person))
        rows = rows.filter(user_id__in=people.values("pk"))
    if wanted.subject:
        rows = rows.filter(action__startswith=wanted.subject)
    if wanted.target:
        rows = rows.filter(target=wanted.target)
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows.order_by("-number")


def verify_chain(start: Head | None = None) -> ChainReport:
    """Read the whole log (or what follows `start`) in chunks and compute every hash again."""
    head, checked = start or Head(), 0
    for chunk in _chunks(head.number):
        before = head.number
        head, broken = follow(head, chunk)
        checked += head.number - before
        if broken:
            return ChainReport(checked, head, broken)
    return ChainReport(checked, head, None)


def last_check() -> Pulse | None:
    """When the log was last checked at night, and how that went."""
    return Pulse.objects.filter(pk=Job.AUDIT).first()


def stored_hash(number: int) -> bytes | None:
    """The hash that the entry `number` carries now; None when it is gone."""
    found = AuditEntry.objects.filter(pk=number).values_list("hash", flat=True).first()
    return bytes(found) if found is not None else None


def _chunks(after: int) -> Iterator[list[Entry]]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(READ, [after, CHUNK])
            rows = [Entry(*map(_plain, row)) for row in cursor.fetchall()]
        if not rows:
            return
        yield rows
        after = rows[-1].number


def _plain(cell: Any) -> Any:
    """The cell; a hash, which the driver gives as a view, as bytes."""
    return bytes(cell) if isinstance(cell, memoryview) else cell


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
