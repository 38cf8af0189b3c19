"""Plans for services and pages: the locked row, one page of the list, and all that a plan's page shows."""

from collections.abc import Collection, Iterable

from django.db import connection

from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import ExamSession, Plan

WITH_A_PLAN = ("institute__district", "session")  # what most actions read of a plan that they have locked


def lock_plan(plan_id: int, *, reading: Collection[str] = WITH_A_PLAN) -> Plan:
    """The plan, locked until the action commits; its session first, by the lock order. Raises `Plan.DoesNotExist`.

    From here on only the returned object is read and written. `reading`: what else is read with it.
    """
    return lock_plans([plan_id], reading=reading)[0]


def lock_plans(plan_ids: Iterable[int], *, reading: Collection[str] = WITH_A_PLAN) -> list[Plan]:
    """Plans by key, locked like `lock_plan`: all their sessions first, then they, each in the order of its keys.

    Raises `Plan.DoesNotExist`.
    """
    require_transaction()
    asked = set(plan_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, session_id FROM plans_plan WHERE id = ANY(%s)", [list(asked)])
        sessions = dict(cursor.fetchall())
    if wanted := {session_id for session_id in sessions.values() if session_id}:  # fixed for a plan's life
        list(ExamSession.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))
    rows = Plan.objects.select_for_update(of=("self",)).filter(pk__in=sessions).order_by("pk")
    plans = list(rows.select_related(*reading) if reading else rows)
    if len(plans) != len(asked):
        raise Plan.DoesNotExist("a plan is not there")
    for plan in plans:
        verify_expected(plan)
    return plans


def lock_session(session_id: int) -> ExamSession:
    """The session, locked: nobody withdraws it while a plan is executed in it. Raises `ExamSession.DoesNotExist`."""
    require_transaction()
    session: ExamSession = ExamSession.objects.select_for_update().get(pk=session_id)
    verify_expected(session)
    return session


def next_plan_serial() -> int:
    """The next number of the sequence; numbers of failed actions are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('plans_plan_number')")
        serial: int = cursor.fetchone()[0]
    return serial
