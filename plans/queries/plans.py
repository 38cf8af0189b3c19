"""Plans for services and pages: the locked row, one page of the list, and all that a plan's page shows."""

from collections.abc import Iterable

from django.db import connection

from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import ExamSession, Plan


def lock_plan(plan_id: int) -> Plan:
    """The plan, locked until the action commits; its session first, by the lock order. Raises `Plan.DoesNotExist`.

    From here on only the returned object is read and written.
    """
    require_transaction()
    session_id = Plan.objects.values_list("session_id", flat=True).get(pk=plan_id)
    if session_id:  # fixed for the plan's life
        lock_session(session_id)
    plans = Plan.objects.select_for_update(of=("self",)).select_related("institute__district", "session")
    plan: Plan = plans.get(pk=plan_id)
    verify_expected(plan)
    return plan


def lock_plans(plan_ids: Iterable[int]) -> list[Plan]:
    """Plans by key, locked like `lock_plan`: all their sessions first, then they, each in the order of its keys.

    Their items are at hand, so that recording an act on many asks for the committees once. Raises `Plan.DoesNotExist`.
    """
    require_transaction()
    wanted = set(plan_ids)
    sessions = ExamSession.objects.filter(plans__in=wanted).order_by().values("pk")
    list(ExamSession.objects.select_for_update(of=("self",)).filter(pk__in=sessions).order_by("pk").only("pk"))
    rows = Plan.objects.select_for_update(of=("self",)).select_related("institute__district", "session")
    plans = list(rows.filter(pk__in=wanted).order_by("pk").prefetch_related("items"))
    if len(plans) != len(wanted):
        raise Plan.DoesNotExist("a plan is not there")
    for plan in plans:
        verify_expected(plan)
    return plans


def lock_session(session_id: int) -> ExamSession:
    """The session, locked: nobody withdraws it while a plan is executed in it. Raises `ExamSession.DoesNotExist`."""
    require_transaction()
    session: ExamSession = ExamSession.objects.select_for_update().get(pk=session_id)
    return session


def next_plan_serial() -> int:
    """The next number of the sequence; numbers of failed actions are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('plans_plan_number')")
        serial: int = cursor.fetchone()[0]
    return serial
