"""Reads that only the API asks."""

from django.db.models import QuerySet

from appraisal.core.rules.roles import Actor
from fees.models import Bill, PayoutLine, Receipt


def bills_of(actor: Actor) -> QuerySet[Bill]:
    """Bills that the actor may see, with their plan."""
    rows: QuerySet[Bill] = Bill.objects.visible_to(actor).select_related("plan")
    return rows


def receipts_of(actor: Actor) -> QuerySet[Receipt]:
    """Receipts that the actor may see."""
    rows: QuerySet[Receipt] = Receipt.objects.visible_to(actor)
    return rows


def payouts_of(actor: Actor) -> QuerySet[PayoutLine]:
    """Payments to the actor's organisation, or to himself; finance sees all."""
    rows: QuerySet[PayoutLine] = PayoutLine.objects.visible_to(actor).select_related("batch", "payee")
    return rows
