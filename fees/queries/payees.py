"""Payees for pages: the list with bank data, one with its history, what is his."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.core.queries.search import named_like
from appraisal.core.rules.roles import Actor
from fees.models import Due, Payee, PayeeDetails, PayoutLine
from fees.queries.payouts import NAMED
from fees.rules.enums import DetailsState


def payees_page(actor: Actor, *, text: str = "", kind: str = "", state: str = "") -> QuerySet[Payee]:
    """The payees that match, each with `approved` and `waiting`: whether there are such bank data."""
    details = PayeeDetails.objects.filter(payee=OuterRef("pk"))
    rows = Payee.objects.visible_to(actor).select_related(*NAMED).annotate(
        approved=Exists(details.filter(state=DetailsState.APPROVED)),
        waiting=Exists(details.filter(state=DetailsState.PROPOSED)),
    )  # fmt: skip
    if kind:
        rows = rows.filter(kind=kind)
    if state == "NONE":
        rows = rows.filter(approved=False)
    elif state == DetailsState.PROPOSED:
        rows = rows.filter(waiting=True)
    if text:
        rows = rows.filter(
            named_like(text, name="organisation__name", key="organisation__name_key")
            | named_like(text, name="examiner__name", key="examiner__name_key")
        )
    return rows


def visible_payee(actor: Actor, payee_id: int) -> Payee:
    """A payee that the actor may see. Raises `Payee.DoesNotExist`."""
    payee: Payee = Payee.objects.visible_to(actor).select_related(*NAMED).get(pk=payee_id)
    return payee


def own_payee(actor: Actor) -> Payee | None:
    """The payee that the actor's organisation, or he himself, is."""
    return Payee.objects.visible_to(actor).select_related(*NAMED).first()


def details_of(actor: Actor, payee: Payee) -> list[PayeeDetails]:
    """All bank data of a payee, newest first."""
    rows = PayeeDetails.objects.visible_to(actor).filter(payee=payee)
    return list(rows.select_related("proposed_by", "decided_by"))


def dues_of(actor: Actor, payee: Payee) -> QuerySet[Due]:
    """What a payee is and was owed, with plan, rate and payment."""
    rows = Due.objects.visible_to(actor).filter(payee=payee)
    return rows.select_related("plan", "item__occupation_level__occupation", "rate", "line__batch").order_by("-pk")


def payments_to(actor: Actor, payee: Payee) -> list[PayoutLine]:
    """The payments to a payee that went to the bank, newest first."""
    rows = PayoutLine.objects.visible_to(actor).filter(payee=payee).filter(~Q(batch__sent_at=None))
    return list(rows.select_related("batch", "details").order_by("-pk")[:50])
