"""What happens to dispatches when a sitting moves: a new date asks everybody anew.

Named by settings.KAOWU_CHANGE_IMPACTS and KAOWU_CHANGE_EFFECTS; called inside the transaction that holds the plan. A
new place or hour on the same day changes nothing for the team: no message of the slides names them.
"""

from collections.abc import Sequence
from datetime import datetime

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch, ExaminerRequest, Invitation
from examiners.queries.conversations import lock_dispatch
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.states import ALIVE, TOLD_OF_CANCELLATION
from examiners.services.dispatches import call_off, open_dispatch
from plans.models import ChangeRequest, Plan
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move
from plans.services import staffing


def impacts_of(plan: Plan, moves: Sequence[Move]) -> list[ImpactLine]:
    """How many examiners a new date would release. One query."""
    asked = Invitation.objects.filter(
        dispatch__request__sitting__in=_moved_days(moves),
        dispatch__state__in=sorted(ALIVE),
        state__in=sorted(TOLD_OF_CANCELLATION),
    ).count()
    if not asked:
        return []
    return [ImpactLine(ImpactKind.EXAMINERS, f"{asked} 名考评员将收到撤销短信，按新的日期重新派遣", asked, warns=True)]


def after_change(change: ChangeRequest, moves: Sequence[Move], actor: Actor | None, now: datetime) -> list[ImpactLine]:
    """Call the old dispatches off and open new ones for the new dates; the requests stand."""
    require_transaction()
    told = reopened = 0
    requests = ExaminerRequest.objects.filter(sitting__in=_moved_days(moves), state=ExaminerRequestState.OPEN)
    for request in requests.select_for_update().order_by("pk"):
        live = Dispatch.objects.filter(request=request, state__in=sorted(ALIVE)).values_list("pk", flat=True).first()
        if live:
            told += call_off(dispatch=lock_dispatch(live), reason="考试改期", actor=actor, now=now)
        request.refresh_from_db(fields=["sitting"])
        open_dispatch(request=request, now=now)
        staffing.examiners_requested(plan=request.sitting.plan, sitting=request.sitting, now=now)
        reopened += 1
    if not reopened:
        return []
    text = f"{told} 名考评员已通知撤销，{reopened} 场按新的日期重新派遣"
    return [ImpactLine(ImpactKind.EXAMINERS, text, told)]


def _moved_days(moves: Sequence[Move]) -> list[int]:
    return [move.sitting_id for move in moves if move.old.date != move.new.date]
