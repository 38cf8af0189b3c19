"""The letters of the portal to an organisation."""

from django.db.models import QuerySet

from appraisal.core.models import Notice
from appraisal.core.rules.roles import Actor


def unread(actor: Actor) -> QuerySet[Notice]:
    """Letters that nobody of the actor's organisation and role has read, urgent ones first, then newest first."""
    rows: QuerySet[Notice] = Notice.objects.visible_to(actor).filter(read_at=None).order_by("-urgent", "-pk")
    return rows


def letters(actor: Actor) -> QuerySet[Notice]:
    """All letters, newest first."""
    rows: QuerySet[Notice] = Notice.objects.visible_to(actor).order_by("-pk")
    return rows
