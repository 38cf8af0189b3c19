"""Rows of the register for services: locked, and only for whoever may change them."""

from django.db import connection

from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import require_transaction, verify_expected
from examiners.models import Examiner
from examiners.models.examiner import registered_by

REGISTER_LOCK = 4096019


def lock_kept(actor: Actor, examiner_id: int) -> Examiner:
    """An examiner whose entry the actor keeps, locked. Raises `Examiner.DoesNotExist` for everyone else's."""
    require_transaction()
    found: Examiner = Examiner.objects.filter(registered_by(actor)).select_for_update(of=("self",)).get(pk=examiner_id)
    verify_expected(found)
    return found


def lock_own(actor: Actor) -> Examiner:
    """The examiner that the actor is, locked. Raises `Examiner.DoesNotExist` when he has no entry."""
    require_transaction()
    found: Examiner = Examiner.objects.select_for_update(of=("self",)).get(user_id=actor.user_id)
    return found


def lock_kept_or_own(actor: Actor, examiner_id: int) -> Examiner:
    """As `lock_kept`; an examiner gets himself, whatever key he names. Raises `Examiner.DoesNotExist`."""
    return lock_own(actor) if actor.role == Role.EXAMINER else lock_kept(actor, examiner_id)


def lock_register() -> None:
    """Until the action commits nobody else writes a number that identifies a person: each stands there once."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


def next_number() -> str:
    """The next number of the register (考评员编号): KP000017."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('examiners_number')")
        return f"KP{cursor.fetchone()[0]:06}"


def next_numbers(count: int) -> list[str]:
    """So many numbers at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('examiners_number') FROM generate_series(1, %s)", [count])
        return [f"KP{serial:06}" for (serial,) in cursor.fetchall()]
