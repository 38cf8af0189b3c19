"""Reads that only the API asks."""

from django.db.models import QuerySet

from appraisal.core.rules.roles import Actor
from examiners.models import Dispatch, ExaminerRequest, Invitation
from examiners.queries.conversations import with_background


def requests_of(actor: Actor) -> QuerySet[ExaminerRequest]:
    """Requests for examiners that the actor may see, with sitting and plan."""
    rows: QuerySet[ExaminerRequest] = ExaminerRequest.objects.visible_to(actor).select_related("sitting__plan")
    return rows


def dispatches_of(actor: Actor) -> QuerySet[Dispatch]:
    """Dispatches that the actor may see, with what a row says of other tables."""
    rows: QuerySet[Dispatch] = with_background(Dispatch.objects.visible_to(actor))
    return rows


def invitations_of(actor: Actor, dispatch: Dispatch) -> list[Invitation]:
    """Who was asked in a dispatch, as far as the actor may know."""
    rows = Invitation.objects.visible_to(actor).filter(dispatch=dispatch).select_related("examiner")
    return list(rows.order_by("pk"))
