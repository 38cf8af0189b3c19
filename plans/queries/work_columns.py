"""The columns that all groups of the work list share, and the last days that they show."""

from datetime import date
from typing import Any, TypeAlias

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from plans.models import Candidate, Obligation
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.work import PlanWork

Rows: TypeAlias = QuerySet[Model, Any]
LIMIT = 100  # of each kind; the list of plans shows the rest
UNDONE = (ObligationState.OPEN, ObligationState.MISSED)


def columns(rows: QuerySet[Any], work: PlanWork | F, *, plan: str = "", **given: Combinable) -> Rows:
    """What all groups share, of at most `LIMIT` rows; `plan` leads to the plan. `given`: what a group has of its own.

    work, key of the page, plan number, title, organisation on the other side, last day, whether late, provisional,
    number of candidates, moment.
    """
    return rows.values_list(
        Cast(work if isinstance(work, F) else Value(work.value), CharField()),
        Cast(given.get("key", F(f"{plan}number")), CharField()),
        Cast(given.get("number", F(f"{plan}number")), CharField()),
        Cast(given.get("title", F(f"{plan}title")), CharField()),
        given.get("party", Value("")),
        given.get("last_day", Cast(None, DateField())),
        given.get("late", Value(False)),
        given.get("provisional", Value(False)),
        given.get("people", Value(0)),
        given.get("at", Cast(None, DateTimeField())),
    )[:LIMIT]


def until(day: date, *codes: ObligationCode, plan: str = "pk") -> dict[str, Combinable]:
    """The columns `last_day` and `provisional`: the nearest of these obligations of the plan that `day` still keeps."""
    nearest = Obligation.objects.filter(
        plan=OuterRef(plan), code__in=codes, state__in=UNDONE, sitting=None, last_day__gte=day
    ).order_by("last_day", "pk")
    return {
        "last_day": Subquery(nearest.values("last_day")[:1], DateField()),
        "provisional": Coalesce(Subquery(nearest.values("provisional")[:1], BooleanField()), Value(False)),
    }


def number_of(people: QuerySet[Candidate], by: str = "plan") -> Combinable:
    """How many of `people` an outer row has; they are grouped `by` what the outer row is."""
    counted = people.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, IntegerField()), 0)
