"""Receipts: numbered without gaps within a year, because the number is drawn under a lock and given back on failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from appraisal.core import clock
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models import Receipt
from fees.rules.enums import PaymentMethod

DRAW = """
    INSERT INTO fees_receiptseries AS series (year, last) VALUES (%s, %s)
    ON CONFLICT (year) DO UPDATE SET last = series.last + EXCLUDED.last RETURNING last
"""


def draw_serials(year: int, count: int) -> range:
    """The next `count` serials of a year. Until the action commits everybody else who issues receipts waits."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [year, count])
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


@dataclass(frozen=True, slots=True)
class Taking:
    """Money that gets a receipt: from whom, how much, on which institute's account."""

    institute_id: int
    payer: str
    amount: Decimal


def issue_receipts(
    *, takings: Sequence[Taking], method: PaymentMethod, actor: Actor | None, now: datetime
) -> list[Receipt]:
    """A receipt for each taking, in order; part of the action that books the money."""
    year = clock.today(now).year
    serials = draw_serials(year, len(takings))
    return Receipt.objects.bulk_create(
        Receipt(
            number=f"{year}R{serial:06}",
            year=year,
            serial=serial,
            institute_id=taking.institute_id,
            payer=taking.payer[:120],
            amount=taking.amount,
            method=method,
            issued_at=now,
            issued_by_id=actor.user_id if actor else None,
        )
        for serial, taking in zip(serials, takings, strict=True)
    )
