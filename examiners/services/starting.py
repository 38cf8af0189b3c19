"""Dispatches start by themselves once the requests of their day are complete: then assignment sees all that compete."""

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from appraisal.core.errors import DomainError
from examiners.models import Dispatch
from examiners.queries.timing import sms_hours
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.states import DispatchState
from examiners.services.dispatches import start_dispatch
from plans.models import Obligation
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState

logger = logging.getLogger(__name__)
BATCH = 200


def start_due(*, now: datetime) -> int:
    """Start what waits and whose last day for requests has passed, the nearest day first; returns how many.

    Nothing outside the hours of short messages, or when DISPATCH_AUTO_START is off.
    """
    if not settings.KAOWU["DISPATCH_AUTO_START"] or not sms_hours().contain(now):
        return 0
    return sum(_start(key, now) for key in _waiting(now))


def _waiting(now: datetime) -> list[int]:
    over = Obligation.objects.filter(sitting=OuterRef("request__sitting"), code=ObligationCode.REQUEST, due_at__lte=now)
    rows = Dispatch.objects.exclude(request__sitting__plan__state=PlanState.SUSPENDED).filter(
        Exists(over),
        state=DispatchState.WAITING,
        day__gt=now.date(),
        request__state=ExaminerRequestState.OPEN,
        request__sitting__suspended_at=None,
    )
    return list(rows.order_by("day", "pk").values_list("pk", flat=True)[:BATCH])


def _start(dispatch_id: int, now: datetime) -> bool:
    try:
        start_dispatch(actor=None, dispatch_id=dispatch_id, now=now)
    except DomainError as error:
        logger.warning("dispatch %s was not started: %s", dispatch_id, error)
        return False
    except Exception:
        logger.exception("dispatch %s was not started; the next sweep tries again", dispatch_id)
        return False
    return True
