"""Reads that only the API asks: lists by what changed since, obligations of many plans at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast, Substr

from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Actor
from plans.models import Booking, Candidate, Correction, Obligation, Plan, ReReview
from plans.queries.bookings import newest_verdict
from plans.rules.enums import ObligationState

PLAN_TARGET = "plan:"


def plans_touched_since(rows: QuerySet[Plan], moment: datetime) -> QuerySet[Plan]:
    """Those of the plans that an act changed at or after a moment, by the audit log."""
    acts = AuditEntry.objects.filter(at__gte=moment, target__startswith=PLAN_TARGET)
    return rows.filter(
        pk__in=acts.annotate(plan=Cast(Substr("target", len(PLAN_TARGET) + 1), BigIntegerField())).values("plan")
    )


def open_obligations(plan_ids: Iterable[int]) -> dict[int, list[Obligation]]:
    """By plan: what is open, or missed and still owed, earliest first. One query."""
    waiting = [ObligationState.OPEN, ObligationState.MISSED]
    rows = Obligation.objects.filter(plan_id__in=list(plan_ids), state__in=waiting).order_by("due_at", "pk")
    found: dict[int, list[Obligation]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def candidates_of(actor: Actor, plan: Plan) -> QuerySet[Candidate]:
    """The candidates of a plan that the actor may see, each with the newest verdict of the desk."""
    rows: QuerySet[Candidate] = newest_verdict(Candidate.objects.visible_to(actor).filter(plan=plan))
    return rows


def bookings_of(actor: Actor) -> QuerySet[Booking]:
    """Bookings the actor may see, with slot, plan and institute."""
    rows: QuerySet[Booking] = Booking.objects.visible_to(actor).select_related("slot", "plan__institute")
    return rows


def verdicts_of(actor: Actor) -> QuerySet[ReReview]:
    """Verdicts of the desk the actor may see, with their candidates."""
    rows: QuerySet[ReReview] = ReReview.objects.visible_to(actor).select_related("candidate")
    return rows


def corrections_of(actor: Actor) -> QuerySet[Correction]:
    """Corrections the actor may see, with candidate and plan."""
    rows: QuerySet[Correction] = Correction.objects.visible_to(actor).select_related("candidate__plan", "document")
    return rows
