"""Reads of the catalogue: occupations as people look for them, and the appraisal modes in force 二（一）."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from appraisal.core.models import AppraisalMode, Notice, Occupation, OccupationLevel, Organisation
from appraisal.core.queries.search import named_like
from appraisal.core.rules.roles import Actor

CODES = ("code_1999", "code_2022")
MODE_ASKED = "mode-asked"
ORDERS = {
    "name": ("name_key", "pk"),
    "code1999": ("code_1999", "pk"),
    "code2022": ("code_2022", "pk"),
}
LEVEL_ORDER = ("occupation__name_key", "-level", "pk")


@dataclass(frozen=True, slots=True)
class CatalogueFilters:
    """What the list is narrowed to. `mode`: "set" or "unset"; `flag`: "computer_based" or "re_review"."""

    text: str = ""
    level: int | None = None
    mode: str = ""
    flag: str = ""
    unverified: bool = False
    inactive: bool = False


def modes_in_force(level_ids: Iterable[int], day: date) -> dict[int, AppraisalMode]:
    """The mode in force on `day` by key of the occupation level; a level without one is not in it. One query."""
    newest = (
        AppraisalMode.objects.filter(occupation_level_id__in=list(level_ids), valid_from__lte=day)
        .order_by("occupation_level_id", "-valid_from", "-pk")
        .distinct("occupation_level_id")
    )
    return {mode.occupation_level_id: mode for mode in newest}


def levels_with_mode(day: date) -> Exists:
    """Condition on occupation levels: a mode is in force on `day`."""
    return Exists(AppraisalMode.objects.filter(occupation_level=OuterRef("pk"), valid_from__lte=day))


def unmaintained_levels(actor: Actor, day: date) -> QuerySet[OccupationLevel]:
    """Levels in use without a mode in force: plans with them must wait 二（一）."""
    return (
        OccupationLevel.objects.visible_to(actor)
        .filter(~levels_with_mode(day), active=True, occupation__active=True)
        .select_related("occupation")
    )


def occupations(actor: Actor, filters: CatalogueFilters, day: date) -> QuerySet[Occupation]:
    """The occupations that match, each with its levels in `levels.all()`, highest number first."""
    levels = OccupationLevel.objects.filter(_level_condition(filters, day), occupation=OuterRef("pk"))
    rows = Occupation.objects.visible_to(actor).filter(named_like(filters.text, codes=CODES))
    if not filters.inactive:
        rows = rows.filter(active=True)
    if filters.unverified:
        rows = rows.filter(Q(levels_confirmed=False) | Q(code_1999__contains="?") | Q(code_2022__contains="?"))
    if filters.level or filters.mode or filters.flag:
        rows = rows.filter(Exists(levels))
    return rows.prefetch_related(Prefetch("levels", OccupationLevel.objects.order_by("-level")))


def _level_condition(filters: CatalogueFilters, day: date) -> Q:
    condition = Q(active=True)
    if filters.level:
        condition &= Q(level=filters.level)
    if filters.flag:
        condition &= Q(**{filters.flag: True})
    if filters.mode:
        condition &= Q(levels_with_mode(day)) if filters.mode == "set" else ~Q(levels_with_mode(day))
    return condition


def occupations_with_history(actor: Actor) -> QuerySet[Occupation]:
    """Occupations with all their levels and the history of each level's modes, newest first."""
    history = AppraisalMode.objects.select_related("set_by").order_by("-valid_from", "-pk")
    levels = OccupationLevel.objects.order_by("-level").prefetch_related(Prefetch("modes", history))
    return Occupation.objects.visible_to(actor).prefetch_related(Prefetch("levels", levels))


def active_levels(actor: Actor) -> QuerySet[OccupationLevel]:
    """What can be chosen in requests and plans, by name and level."""
    rows = OccupationLevel.objects.visible_to(actor).filter(active=True, occupation__active=True)
    return rows.select_related("occupation").order_by("occupation__name_key", "-level")


def active_occupations(actor: Actor) -> QuerySet[Occupation]:
    """Occupations that can be chosen, by name."""
    return Occupation.objects.visible_to(actor).filter(active=True).order_by("name_key", "pk")


def mode_request_key(level_id: int, institute_id: int) -> str:
    """Key of the notice with which an institute asks for a mode: it makes the second asking do nothing."""
    return f"{MODE_ASKED}:{level_id}:{institute_id}"


def institutes_asking(level_ids: Iterable[int] | None = None) -> dict[int, set[int]]:
    """By key of the level: the institutes that asked the city to maintain its mode. One query.

    With `level_ids` each of them is in the answer, without it those that were asked for.
    """
    asking: dict[int, set[int]] = {level_id: set() for level_id in level_ids or ()}
    prefixes = [f"{MODE_ASKED}:{level_id}:" for level_id in asking] if level_ids is not None else [f"{MODE_ASKED}:"]
    if prefixes:
        wanted = reduce(Q.__or__, (Q(key__startswith=prefix) for prefix in prefixes))
        for key in Notice.objects.filter(wanted).values_list("key", flat=True):
            _, level_id, institute_id, _ = key.split(":")
            asking.setdefault(int(level_id), set()).add(int(institute_id))
    return asking


def names_of(actor: Actor, organisation_ids: Iterable[int]) -> dict[int, str]:
    """Short names of organisations the actor may see."""
    rows = Organisation.objects.visible_to(actor).filter(pk__in=list(organisation_ids))
    return dict(rows.values_list("pk", "short_name"))
