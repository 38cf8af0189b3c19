"""Reads of organisations."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from appraisal.core.models import Organisation
from appraisal.core.queries.search import named_like
from appraisal.core.rules.roles import Actor

ORDERS = {
    "kind": ("kind", "name_key", "pk"),
    "name": ("name_key", "pk"),
    "code": ("code",),
}


@dataclass(frozen=True, slots=True)
class OrganisationFilters:
    """What the list is narrowed to; empty means all, except that those out of use show only when asked for."""

    text: str = ""
    kind: str = ""
    district_id: int | None = None
    out_of_use: bool = False


def organisations(actor: Actor, filters: OrganisationFilters) -> QuerySet[Organisation]:
    """The organisations that the actor may see and that match, with their district and number of institutes."""
    rows = Organisation.objects.visible_to(actor).filter(active=not filters.out_of_use)
    if text := filters.text.strip():
        rows = rows.filter(
            named_like(text, name="name", key="name_key", codes=("code", "gb_code")) | Q(short_name__icontains=text)
        )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.district_id:
        rows = rows.filter(Q(district_id=filters.district_id) | Q(pk=filters.district_id))
    return with_relations(rows)


def with_relations(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With district and parent, and `institute_count`: the institutes in use of a district centre."""
    counted = Count("institutes", filter=Q(institutes__active=True))
    return rows.select_related("district", "parent").annotate(institute_count=counted)
