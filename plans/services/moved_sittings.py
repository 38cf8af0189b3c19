"""What follows whenever sittings are held at another time or place, on request or because the city resumes a plan.

Parts of an action that holds the locked plan. Letters, deadlines and points are the action's own.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from appraisal.core.services import papers
from appraisal.core.transactions import require_transaction
from plans.models import Plan, Sitting
from plans.queries.changes import moves_first_exam
from plans.rules.change_impact import ImpactLine
from plans.rules.changes import Move
from plans.rules.review_enums import REVIEW_PAPERS
from plans.services.plan_papers import supersede_outdated


def move_sittings(moves: Iterable[Move]) -> None:
    """Sittings get their new time and place; one that stood still goes on."""
    require_transaction()
    slots = {move.sitting_id: move.new for move in moves}
    for sitting in Sitting.objects.select_for_update(of=("self",)).filter(pk__in=slots).order_by("pk"):
        new = slots[sitting.pk]
        sitting.date, sitting.starts_at, sitting.place = new.date, new.starts_at, new.place
        sitting.site_id = new.site_id
        sitting.place_district_id = None if sitting.subject == Subject.PRACTICAL else new.district_id
        sitting.suspended_at, sitting.suspended_reason = None, ""
        sitting.save()


def supersede_dated(*, plan: Plan, moves: Sequence[Move], now: datetime) -> dict[PaperKind, int]:
    """Papers that say otherwise than a fresh print no longer count, printed or not; returns how many of each kind.

    After everything else has moved. 花名册 and 资格复审表 bear no fingerprint; of all days they name the first exam.
    """
    gone = supersede_outdated(plan=plan, now=now)
    if moves_first_exam(plan, moves):
        for kind in REVIEW_PAPERS:
            if count := papers.supersede(subject=plan, now=now, kinds=[kind]):
                gone[kind] = count
    return gone


def tell_higher_packages(*, plan: Plan, moves: Sequence[Move], actor: Actor, now: datetime) -> list[ImpactLine]:
    """Examiners asked or confirmed, bills, and whatever else packages above know of."""
    return [line for act in _of_higher_packages() for line in act(plan, moves, actor, now)]


@cache
def _of_higher_packages() -> tuple[Callable[..., list[ImpactLine]], ...]:
    return tuple(import_string(name) for name in settings.KAOWU_CHANGE_EFFECTS)
