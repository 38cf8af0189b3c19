"""Reads of practical sites 二（三）."""

from dataclasses import dataclass

from django.db.models import QuerySet

from appraisal.core.models import Organisation, Site
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import OrganisationKind, SiteState
from appraisal.core.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class SiteFilters:
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    district_id: int | None = None


def confirmed_sites(institute_id: int, occupation_id: int) -> QuerySet[Site]:
    """The institute's confirmed sites that may carry the occupation, by name."""
    return Site.objects.filter(institute_id=institute_id, state=SiteState.CONFIRMED, occupations=occupation_id)


def sites(actor: Actor, filters: SiteFilters) -> QuerySet[Site]:
    """The sites the actor may see that match, with institute, district and occupations."""
    rows = Site.objects.visible_to(actor)
    if text := filters.text.strip():
        rows = rows.filter(
            named_like(text, name="institute__name", key="institute__name_key")
            | named_like(text, name="name", key="institute__name_key", codes=("approval_number",))
            | named_like(text, name="address", key="institute__name_key")
        )
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.district_id:
        rows = rows.filter(district_id=filters.district_id)
    return rows.select_related("institute", "district").prefetch_related("occupations")


def site_detail(actor: Actor, site_id: int) -> Site:
    """One site the actor may see. Raises `Site.DoesNotExist`."""
    return sites(actor, SiteFilters()).get(pk=site_id)


def district_centres(actor: Actor) -> QuerySet[Organisation]:
    """The district centres in use, by name."""
    centres = Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    return centres.order_by("name_key", "pk")
