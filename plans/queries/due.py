"""What is due: read through partial indexes over open obligations, so that it costs what is due, not what exists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from appraisal.core.rules.roles import Actor
from plans.models import Obligation
from plans.models.obligation import ObligationQuerySet
from plans.rules.enums import ObligationState


@dataclass(frozen=True, slots=True)
class Lateness:
    """Obligations that are past due and wait for the sweep: how many, and how long the oldest has waited."""

    count: int
    longest: timedelta


def past_due(now: datetime) -> ObligationQuerySet:
    """Open obligations whose last day has passed."""
    rows: ObligationQuerySet = Obligation.objects.filter(state=ObligationState.OPEN, due_at__lte=now)
    return rows


def to_remind_of(now: datetime) -> ObligationQuerySet:
    """Open obligations of which somebody is to be reminded by now."""
    rows: ObligationQuerySet = Obligation.objects.filter(state=ObligationState.OPEN, next_reminder_at__lte=now)
    return rows


def due_plans(now: datetime, limit: int) -> list[int]:
    """Keys of at most `limit` plans with something past due, each once, longest due first."""
    plans = past_due(now).order_by().values("plan_id").annotate(since=Min("due_at")).order_by("since", "plan_id")
    return list(plans.values_list("plan_id", flat=True)[:limit])


def due_reminders(now: datetime, limit: int) -> list[int]:
    """Keys of at most `limit` obligations to remind of."""
    return list(to_remind_of(now).order_by("next_reminder_at", "pk").values_list("pk", flat=True)[:limit])


def lateness(now: datetime) -> Lateness:
    """How far the sweep is behind."""
    found = past_due(now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    return Lateness(found["count"], now - found["oldest"] if found["oldest"] else timedelta())


def next_due(actor: Actor, now: datetime) -> Obligation | None:
    """The open obligation, of the plans that the actor sees, whose last day ends next."""
    rows = Obligation.objects.visible_to(actor).filter(state=ObligationState.OPEN, due_at__gt=now)
    found: Obligation | None = rows.select_related("plan").order_by("due_at", "pk").first()
    return found
