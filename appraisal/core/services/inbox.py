"""Reading the portal's letters. A letter is to an organisation: once one of its people has read it, it is read."""

from collections.abc import Iterable
from datetime import datetime

from appraisal.core.queries import inbox
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case


@use_case
def mark_read(*, actor: Actor, letter_ids: Iterable[int], now: datetime) -> int:
    """Mark letters as read; returns how many were unread. Letters to others are not touched.

    Reading changes nothing about the matter itself, so the audit log does not name it.
    """
    return inbox.unread(actor).order_by().filter(pk__in=list(letter_ids)).update(read_at=now)
