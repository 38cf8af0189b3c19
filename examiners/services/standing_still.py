"""A plan that is still suspended on the eve of its exam holds none: whoever was asked hears it in time to stay at home.

Until then the dispatch goes on, because the city may resume the plan for the same date.
"""

import logging
from datetime import datetime

from django.db.models import Q

from appraisal.core.clock import today
from appraisal.core.rules.workdays import ONE_DAY
from appraisal.core.transactions import use_case
from examiners.models import Dispatch
from examiners.queries.conversations import lock_dispatch
from examiners.queries.timing import sms_hours
from examiners.rules.states import ALIVE
from examiners.services.dispatches import call_off
from examiners.services.plan_side import lock_plan_of
from plans.rules.states import PlanState

logger = logging.getLogger(__name__)
REASON = "计划仍在暂停，这一天不举行考试"
STANDS_STILL = Q(request__sitting__plan__state=PlanState.SUSPENDED) | Q(request__sitting__suspended_at__isnull=False)


def call_off_due(*, now: datetime) -> int:
    """Call off what stands still and would be held tomorrow; returns how many. Nothing outside the hours of texts."""
    if not sms_hours().contain(now):
        return 0
    rows = Dispatch.objects.filter(STANDS_STILL, state__in=sorted(ALIVE), day=today(now) + ONE_DAY)
    return sum(_call_off(key, now) for key in list(rows.order_by("pk").values_list("pk", flat=True)))


def _call_off(dispatch_id: int, now: datetime) -> bool:
    try:
        return call_off_standing(dispatch_id=dispatch_id, now=now)
    except Exception:
        logger.exception("dispatch %s was not called off; the next sweep tries again", dispatch_id)
        return False


@use_case
def call_off_standing(*, dispatch_id: int, now: datetime) -> bool:
    """Call off one dispatch if its exam still stands still; whether it was this call that did."""
    lock_plan_of(dispatch_id)
    if not Dispatch.objects.filter(STANDS_STILL, pk=dispatch_id, state__in=sorted(ALIVE)).exists():
        return False
    call_off(dispatch=lock_dispatch(dispatch_id), reason=REASON, actor=None, now=now)
    return True
