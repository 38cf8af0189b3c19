"""Reads for access by machines: tokens, kept answers, calls, the feed of changes, webhooks and their deliveries."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from appraisal.core.models import ApiCall, ApiToken, AuditEntry, Change, KeptAnswer, RoleAssignment, Webhook
from appraisal.core.queries.actors import assignments_in_force
from appraisal.core.rules.api import DeliveryState
from appraisal.core.rules.roles import Actor


def assignment_of(token: ApiToken, today: date) -> RoleAssignment | None:
    """The role in which a token acts, if it is in force on `today`."""
    return assignments_in_force(token.user_id, today).filter(pk=token.assignment_id).first()


def kept_answer(caller: str, key: str) -> KeptAnswer | None:
    """What an earlier request with this key was answered."""
    return KeptAnswer.objects.filter(caller=caller, key=key).first()


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens of the actor's organisation, newest first, ended ones too."""
    rows: QuerySet[ApiToken] = ApiToken.objects.visible_to(actor).select_related("user", "assignment", "revoked_by")
    return rows


def calls_of(actor: Actor, token_key: str = "") -> QuerySet[ApiCall]:
    """Calls with the tokens of the actor's organisation, newest first."""
    rows: QuerySet[ApiCall] = ApiCall.objects.visible_to(actor).select_related("token")
    return rows.filter(token__token_key=token_key) if token_key else rows


def webhooks_of(actor: Actor) -> QuerySet[Webhook]:
    """The webhooks of the actor's organisation, newest first, with `undelivered`: deliveries that were given up."""
    given_up = Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED))
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(actor).annotate(undelivered=given_up)
    return rows


# --- the feed of changes ------------------------------------------------------------------------------------
def changes_after(actor: Actor, number: int, limit: int) -> list[AuditEntry]:
    """Entries that concern the actor's organisation with a number above `number`, in order, at most `limit`.

    Numbers are given under a lock that lasts until commit: whoever has read up to a number has missed nothing below it.
    The city reads all acts on records that have organisations; the cost follows what is returned.
    """
    if actor.is_city:
        numbers = Change.objects.filter(number__gt=number).order_by("number").values_list("number", flat=True)
        keys = list(numbers.distinct()[:limit])
    else:
        rows = Change.objects.visible_to(actor).filter(number__gt=number)
        keys = list(rows.order_by("number").values_list("number", flat=True)[:limit])
    return list(AuditEntry.objects.filter(number__in=keys).order_by("number"))


def latest_change() -> int:
    """The newest number of the feed; 0 while it is empty."""
    newest = Change.objects.order_by("-number").values_list("number", flat=True).first()
    return int(newest or 0)
