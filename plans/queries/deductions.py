"""Deductions of the double-hundred ledger 一（二）: the locked row, the list, one with its steps, the statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from appraisal.core.queries import documents
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import Deduction, DeductionStep
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import Entry, Standing


@dataclass(frozen=True, slots=True)
class DeductionFilters:
    """What the list is narrowed to; empty values narrow nothing."""

    state: str = ""
    code: str = ""
    year: int | None = None
    text: str = ""


def lock_deduction(actor: Actor, deduction_id: int) -> Deduction:
    """The deduction, if the actor may see it, locked until the action commits. Raises `Deduction.DoesNotExist`."""
    require_transaction()
    rows = Deduction.objects.visible_to(actor).select_related("institute")
    deduction: Deduction = rows.select_for_update(of=("self",)).get(pk=deduction_id)
    verify_expected(deduction)
    return deduction


def standing_of(deduction: Deduction) -> Standing:
    """As an appeal looks at it."""
    return Standing(DeductionState(deduction.state), deduction.appeal_until, deduction.appeal_due_at)


def deductions_matching(actor: Actor, filters: DeductionFilters) -> QuerySet[Deduction]:
    """The deductions that the actor may see and that match."""
    rows: QuerySet[Deduction] = Deduction.objects.visible_to(actor).select_related("institute", "plan")
    exact = {"state": filters.state, "code": filters.code, "occurred_on__year": filters.year}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.text:
        rows = rows.filter(
            Q(institute__name__icontains=filters.text) | Q(plan__number__startswith=filters.text.upper())
        )
    return rows


def visible_deduction(actor: Actor, deduction_id: int) -> Deduction:
    """One deduction, if the actor may see it. Raises `Deduction.DoesNotExist`."""
    rows = Deduction.objects.visible_to(actor).select_related("institute", "plan")
    deduction: Deduction = rows.get(pk=deduction_id)
    return deduction


def steps_of(deduction: Deduction) -> list[DeductionStep]:
    """What happened to it, oldest first."""
    return list(deduction.steps.select_related("document"))


def to_confirm(now: datetime) -> Iterable[int]:
    """Keys of deductions whose appeal has ended without one, longest first."""
    rows = Deduction.objects.filter(state=DeductionState.PROPOSED, appeal_due_at__lte=now)
    return list(rows.order_by("appeal_due_at", "pk").values_list("pk", flat=True))


def statement_entries(actor: Actor, year: int) -> list[Entry]:
    """Everything of a year that the actor may see. One query."""
    rows = Deduction.objects.visible_to(actor).filter(
        occurred_on__gte=date(year, 1, 1), occurred_on__lte=date(year, 12, 31)
    )
    columns = rows.order_by("pk").values_list("institute__short_name", "code", "points", "occurred_on", "state")
    return [
        Entry(institute, PointsCode(code), points, day, DeductionState(state))
        for institute, code, points, day, state in columns
    ]


def years_with_deductions(actor: Actor, this_year: int) -> list[int]:
    """The years that have a statement, the newest first; this year always has."""
    found = Deduction.objects.visible_to(actor).order_by().values_list("occurred_on__year", flat=True).distinct()
    return sorted({this_year, *found}, reverse=True)


def _of_step(document_id: int, actor: Actor) -> bool:
    return DeductionStep.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("plans.deductions", _of_step)
