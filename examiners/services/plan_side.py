"""What plans hear of a dispatch. The plan is locked before the dispatch."""

from datetime import datetime

from examiners.models import Dispatch
from plans.models import Plan
from plans.queries.plans import lock_plan
from plans.services import staffing


def lock_plan_of(dispatch_id: int) -> Plan:
    """The plan of a dispatch, locked. Raises `Dispatch.DoesNotExist`."""
    return lock_plan(Dispatch.objects.values_list("request__sitting__plan_id", flat=True).get(pk=dispatch_id))


def team_lost_somebody(plan: Plan, dispatch: Dispatch, now: datetime) -> None:
    """A team that stood is no longer complete, or is to be larger: its meeting is owed again 三."""
    staffing.not_briefed(plan=plan, sitting=dispatch.request.sitting, now=now)
