"""Closed months, and the lock that keeps closing and posting apart."""

from datetime import date

from django.db import connection

from appraisal.core.transactions import require_transaction
from fees.models import MonthClose

MONTHS_LOCK = 4096003  # the trigger on the ledger takes it, too


def share_months() -> None:
    """Until the action commits no month is closed. Many may hold it at once."""
    _lock("pg_advisory_xact_lock_shared")


def lock_months() -> None:
    """Until the action commits nobody posts and nobody closes a month."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [MONTHS_LOCK])


def is_closed(day: date) -> bool:
    """Whether the month of `day`, or a later one, is closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM fees_monthclose WHERE month >= %s)", [day.replace(day=1)])
        return bool(cursor.fetchone()[0])


def last_closed() -> date | None:
    """The first day of the newest closed month."""
    return MonthClose.objects.order_by("-month").values_list("month", flat=True).first()
