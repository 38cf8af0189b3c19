"""Reads of practical sites 二（三）."""

from dataclasses import dataclass

from django.db.models import QuerySet

from appraisal.core.models import Organisation, Site
from appraisal.core.phrases import explain
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import OrganisationKind, SiteState
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, may
from appraisal.core.rules.sites import SiteAction, next_state

ORDERS = {
    "name": ("name", "pk"),
    "institute": ("institute__name_key", "name", "pk"),
    "district": ("district__name_key", "name", "pk"),
    "filed": ("-filed_at", "-pk"),
    "workstations": ("-workstations", "pk"),
}


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


def district_centres(actor: Actor) -> QuerySet[Organisation]:
    """The district centres in use, by name."""
    centres = Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    return centres.order_by("name_key", "pk")


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """An action of a site as a button: impossible ones say why."""

    action: SiteAction
    label: str
    possible: bool
    why_not: str


def site_choices(actor: Actor, site: Site) -> list[SiteChoice]:
    """What the actor's role can do to a site; empty for those who only look."""
    actions: tuple[SiteAction, ...] = ()
    if may(actor, Capability.FILE_SITE):
        actions = (SiteAction.CHANGE, SiteAction.WITHDRAW)
    elif may(actor, Capability.CONFIRM_SITE):
        actions = (SiteAction.CONFIRM, SiteAction.REFUSE)
    return [_choice(site, action) for action in actions]


def _choice(site: Site, action: SiteAction) -> SiteChoice:
    state = SiteState(site.state)
    possible = next_state(state, action) is not None
    words = {"state": state.label, "action": action.label}
    return SiteChoice(action, action.label, possible, "" if possible else explain(Refusal("site_state", words)).message)
