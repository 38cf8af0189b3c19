"""Which conditions for applying are in force for a level on a day, and the versions as officers see them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from appraisal.core.models import OccupationLevel
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import EligibilityStandard
from plans.rules.eligibility.judging import LevelConditions
from plans.rules.eligibility.standards import Standard, parse_standard
from plans.rules.review_enums import StandardState


def alternatives_for(
    level_ids: Iterable[int], day: date, *, with_draft: EligibilityStandard | None = None
) -> dict[int, LevelConditions]:
    """The conditions in force on `day` by id of the occupation's level.

    An occupation's own version holds for it, the newest begun by then; without one the version without an occupation
    serves. An own version that leaves out a level has none for it. `with_draft`: as if it were published.
    """
    levels = OccupationLevel.objects.filter(pk__in=set(level_ids)).only("level", "occupation_id")
    found: dict[int, LevelConditions] = {}
    in_force = versions_in_force({row.occupation_id for row in levels}, day, with_draft=with_draft)
    parsed: dict[int, Standard] = {}
    for row in levels:
        version = in_force.get(row.occupation_id) or in_force.get(None)
        if version is None:
            found[row.pk] = LevelConditions(row.level)
            continue
        standard = parsed.get(version.pk) or parsed.setdefault(
            version.pk, parse_standard(version.code, version.content)
        )
        found[row.pk] = LevelConditions(row.level, standard.levels.get(row.level, ()), version.pk)
    return found


def versions_in_force(
    occupation_ids: Iterable[int], day: date, *, with_draft: EligibilityStandard | None = None
) -> dict[int | None, EligibilityStandard]:
    """The version in force on `day` by occupation; under `None` the one for all others."""
    whose = Q(occupation_id__in=set(occupation_ids)) | Q(occupation=None)
    rows = EligibilityStandard.objects.filter(whose, state=StandardState.PUBLISHED, valid_from__lte=day)
    versions = {(row.occupation_id, row.valid_from): row for row in rows}
    if with_draft is not None and with_draft.valid_from <= day:
        versions[with_draft.occupation_id, with_draft.valid_from] = with_draft
    newest: dict[int | None, EligibilityStandard] = {}
    for (occupation_id, valid_from), row in versions.items():
        known = newest.get(occupation_id)
        if known is None or known.valid_from < valid_from:
            newest[occupation_id] = row
    return newest


def condition_texts(level_id: int, day: date) -> tuple[str, ...]:
    """What the column 申报条件 may say for a level on `day`; empty when no conditions are kept for it."""
    return alternatives_for([level_id], day)[level_id].texts


def standards_list(actor: Actor, *, q: str = "", state: str = "") -> QuerySet[EligibilityStandard]:
    """The versions that the actor may see, those for all occupations first, newest first."""
    rows = EligibilityStandard.objects.visible_to(actor).select_related("occupation", "published_by")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(occupation__name__icontains=q) | Q(code__icontains=q))
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("occupation__name_key", "-valid_from", "-pk")


def lock_standard(standard_id: int) -> EligibilityStandard:
    """The version, locked until the action commits. Raises `EligibilityStandard.DoesNotExist`."""
    require_transaction()
    rows = EligibilityStandard.objects.select_for_update(of=("self",)).select_related("occupation")
    standard: EligibilityStandard = rows.get(pk=standard_id)
    verify_expected(standard)
    return standard
