"""What dispatch brings to the work list; `examiners.queries.work` asks for it together with the rest."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from appraisal.core.clock import today
from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section, WorkItem
from examiners.models import Dispatch, ManualDispatch
from examiners.rules.states import OPEN, DispatchState, DispatchWork, ManualState
from plans.models import Obligation
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState

LIMIT = 100
COLUMNS = (
    "key",
    "state",
    "day",
    "proposed_by",
    "missed",
    "last_day",
    "provisional",
    "institute",
    "occupation",
    "level",
)


def rows(actor: Actor, now: datetime) -> QuerySet[Dispatch, Any] | None:
    """For those who dispatch: what waits for a start, for people, for a second signature, or is past its last day.

    `COLUMNS` of each; `None` for everybody else.
    """
    if actor.role not in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER):
        return None
    brief = Obligation.objects.filter(sitting=OuterRef("request__sitting"), code=ObligationCode.BRIEF)
    proposals = ManualDispatch.objects.filter(dispatch=OuterRef("pk"), state=ManualState.PROPOSED)
    found = Dispatch.objects.visible_to(actor).annotate(
        key=Cast("pk", CharField()),
        proposed_by=Subquery(proposals.values("proposed_by_id")[:1]),
        missed=Exists(brief.filter(state=ObligationState.MISSED)),
        last_day=Subquery(brief.values("last_day")[:1]),
        provisional=Subquery(brief.values("provisional")[:1]),
        institute=F("request__sitting__plan__institute__short_name"),
        occupation=F("request__sitting__item__occupation_level__occupation__name"),
        level=F("request__sitting__item__occupation_level__level"),
    )
    waits = Q(proposed_by__isnull=False) | Q(state=DispatchState.SHORT) | Q(missed=True)
    if actor.role == Role.DISTRICT_OFFICER:
        stands_still = Q(request__sitting__plan__state=PlanState.SUSPENDED)
        waits |= Q(state=DispatchState.WAITING, request__sitting__suspended_at=None) & ~stands_still
    open_ones = found.filter(waits, state__in=sorted(OPEN), day__gte=today(now))
    return open_ones.order_by("day", "pk").values_list(*COLUMNS)[:LIMIT]


def item(row: dict[str, Any], actor: Actor) -> WorkItem:
    """One line of the work list."""
    own = row["proposed_by"] == actor.user_id
    level = LEVEL_LABELS[int(str(row["level"]))]
    return WorkItem(
        section=Section.WAITING if row["proposed_by"] and own else Section.TO_DO,
        what=_what(row, own).label,
        about=f"{row['day']:%m-%d} {row['occupation']}{level}",
        route="examiners:dispatch",
        key=row["key"],
        party=str(row["institute"]),
        last_day=row["last_day"],
        is_late=bool(row["missed"]),
        is_provisional=bool(row["provisional"]),
    )


def _what(row: dict[str, Any], own: bool) -> DispatchWork:
    if row["proposed_by"]:
        return DispatchWork.AWAIT_APPROVAL if own else DispatchWork.APPROVE
    if row["state"] == DispatchState.WAITING:
        return DispatchWork.START
    return DispatchWork.FILL if row["state"] == DispatchState.SHORT else DispatchWork.HURRY
