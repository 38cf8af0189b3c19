"""A cancelled plan needs no examiners: named by settings.KAOWU_PLAN_ENDINGS, part of the action that cancels it."""

from datetime import datetime

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch
from examiners.queries.conversations import lock_dispatch
from examiners.rules.states import ALIVE
from examiners.services.dispatches import call_off
from plans.models import Plan


def after_cancellation(plan: Plan, actor: Actor | None, reason: str, now: datetime) -> None:
    """Call off whatever dispatch of the locked plan is not over; everyone asked hears it."""
    require_transaction()
    live = Dispatch.objects.filter(request__sitting__plan=plan, state__in=sorted(ALIVE)).order_by("pk")
    for key in list(live.values_list("pk", flat=True)):
        call_off(dispatch=lock_dispatch(key), reason=f"计划取消：{reason}", actor=actor, now=now)
