"""Reads of licences 一（一）: what an institute may appraise on a day, and the requests to extend that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from appraisal.core.models import Licence, LicenceRequest, OccupationLevel
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import LicenceState, RequestState
from appraisal.core.rules.licences import LevelFacts, Period
from appraisal.core.rules.roles import Actor

OPEN_END = date.max  # sorts behind every licence that ends
ORDERS = {
    "name": ("occupation_level__occupation__name_key", "-occupation_level__level", "pk"),
    "institute": ("institute__name_key", "occupation_level__occupation__name_key", "-occupation_level__level", "pk"),
    "from": ("valid_from", "pk"),
    "until": ("ends", "pk"),
}
REQUEST_ORDERS = {
    "newest": ("-requested_at", "-pk"),
    "institute": ("institute__name_key", "pk"),
}


@dataclass(frozen=True, slots=True)
class LicenceFilters:
    """What the list is narrowed to. `state`: a `LicenceState`, "ENDING" (ends soon), "ENDED", or empty for all."""

    text: str = ""
    state: str = ""
    level: int | None = None
    institute_id: int | None = None


def in_force_on(day: date) -> Q:
    """Condition on licences: in force on `day`."""
    return Q(state=LicenceState.IN_FORCE, valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def licensed_levels(institute_id: int, day: date) -> set[int]:
    """Keys of the occupation levels that the institute may appraise on `day`. One query."""
    rows = Licence.objects.filter(in_force_on(day), institute_id=institute_id)
    return set(rows.values_list("occupation_level_id", flat=True))


def licence_ends(institute_id: int, level_ids: Iterable[int], day: date) -> dict[int, date | None]:
    """For the levels licensed on `day`: the licence's last day, `None` for an open one."""
    rows = Licence.objects.filter(in_force_on(day), institute_id=institute_id, occupation_level_id__in=list(level_ids))
    return dict(rows.values_list("occupation_level_id", "valid_until"))


def licences(actor: Actor, filters: LicenceFilters, day: date, ending_by: date) -> QuerySet[Licence]:
    """The licences the actor may see that match. "ENDING" are those that end from `day` to `ending_by`."""
    rows = Licence.objects.visible_to(actor).filter(
        named_like(
            filters.text, name="occupation_level__occupation__name", key="occupation_level__occupation__name_key"
        )
        | named_like(filters.text, name="institute__name", key="institute__name_key", codes=("document_number",))
    )
    if filters.state == "ENDING":
        rows = rows.filter(in_force_on(day), valid_until__lte=ending_by)
    elif filters.state == "ENDED":
        rows = rows.filter(state=LicenceState.IN_FORCE, valid_until__lt=day)
    elif filters.state == LicenceState.IN_FORCE:
        rows = rows.filter(state=LicenceState.IN_FORCE).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if filters.level:
        rows = rows.filter(occupation_level__level=filters.level)
    if filters.institute_id:
        rows = rows.filter(institute_id=filters.institute_id)
    rows = rows.annotate(ends=Coalesce("valid_until", Value(OPEN_END)))
    return rows.select_related("institute", "occupation_level__occupation", "request__document")


def licence_requests(actor: Actor, state: str = "", text: str = "") -> QuerySet[LicenceRequest]:
    """The requests the actor may see that match, with institute, document and scope."""
    rows = LicenceRequest.objects.visible_to(actor).filter(
        named_like(text, name="institute__name", key="institute__name_key", codes=("document_number",))
    )
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("institute", "document", "requested_by", "decided_by").prefetch_related(
        "scope__occupation"
    )


def waiting_requests(actor: Actor) -> int:
    """How many of the requests that the actor may see wait for the city."""
    return LicenceRequest.objects.visible_to(actor).filter(state=RequestState.REQUESTED).count()


def level_facts(institute_id: int, level_ids: Iterable[int]) -> dict[int, LevelFacts]:
    """What the rules must know of the levels an institute asks for; a key that does not exist is not in it."""
    wanted = list(level_ids)
    held: dict[int, list[Period]] = {}
    in_force = Licence.objects.filter(
        institute_id=institute_id, occupation_level_id__in=wanted, state=LicenceState.IN_FORCE
    )
    for level_id, start, until in in_force.values_list("occupation_level_id", "valid_from", "valid_until"):
        held.setdefault(level_id, []).append(Period(start, until))
    waiting = LicenceRequest.objects.filter(institute_id=institute_id, state=RequestState.REQUESTED, scope__in=wanted)
    requested = set(waiting.values_list("scope", flat=True))
    return {
        level.pk: LevelFacts(
            name=str(level),
            active=level.active and level.occupation.active,
            held=tuple(held.get(level.pk, ())),
            requested=level.pk in requested,
        )
        for level in OccupationLevel.objects.filter(pk__in=wanted).select_related("occupation").order_by("pk")
    }
