"""Receipts: numbered without gaps within a year, because the number is drawn under a lock and given back on failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from appraisal.core import clock
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.rules.enums import PaymentMethod

DRAW = """
    INSERT INTO fees_receiptseries AS series (year, last) VALUES (%s, %s)
    ON CONFLICT (year) DO UPDATE SET last = series.last + EXCLUDED.last RETURNING last
"""

ISSUE = """
    INSERT INTO fees_receipt (number, year, serial, institute_id, payer, amount, method, issued_at, issued_by_id)
    SELECT number, %(year)s, serial, institute, payer, amount, %(method)s, %(at)s, %(by)s
      FROM unnest(%(numbers)s::text[], %(serials)s::int[], %(institutes)s::bigint[], %(payers)s::text[],
                  %(amounts)s::numeric[]) AS taking (number, serial, institute, payer, amount)
     ORDER BY serial
    RETURNING id, number, institute_id, payer, amount
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


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt that was just written."""

    pk: int
    number: str
    institute_id: int
    payer: str
    amount: Decimal


def issue_receipts(
    *, takings: Sequence[Taking], method: PaymentMethod, actor: Actor | None, now: datetime
) -> list[Issued]:
    """A receipt for each taking, in order; part of the action that books the money. Two statements."""
    year = clock.today(now).year
    serials = draw_serials(year, len(takings))
    numbers = [f"{year}R{serial:06}" for serial in serials]
    with connection.cursor() as cursor:
        cursor.execute(
            ISSUE,
            {
                "year": year, "method": method.value, "at": now, "by": actor.user_id if actor else None,
                "numbers": numbers, "serials": list(serials),
                "institutes": [taking.institute_id for taking in takings],
                "payers": [taking.payer[:120] for taking in takings],
                "amounts": [taking.amount for taking in takings],
            },
        )  # fmt: skip
        issued = {one.number: one for one in (Issued(*row) for row in cursor.fetchall())}
    return [issued[number] for number in numbers]
