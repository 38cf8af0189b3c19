"""What happens to dispatches when a sitting moves, by request or by resumption: a new date asks everybody anew.

Named by settings.KAOWU_CHANGE_IMPACTS and KAOWU_CHANGE_EFFECTS; called inside the transaction that holds the plan. A
new place or hour on the same day keeps the team: no message of the slides names them, so they are
told in the meeting (考前会), which is owed again when it has been held already.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch, DutySheet, ExaminerRequest, Invitation
from examiners.queries.conversations import live_dispatch, lock_dispatch
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.states import ALIVE, TOLD_OF_CANCELLATION
from examiners.services.dispatches import call_off, open_dispatch, place_of
from examiners.services.duty_sheets import forget_meeting
from plans.models import Plan
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move
from plans.services import staffing


def impacts_of(plan: Plan, moves: Sequence[Move]) -> list[ImpactLine]:
    """How many examiners a new date would release, and which teams have to meet again."""
    lines = []
    asked = Invitation.objects.filter(
        dispatch__request__sitting__in=_other_day(moves),
        dispatch__state__in=sorted(ALIVE),
        state__in=sorted(TOLD_OF_CANCELLATION),
    ).count()
    if asked:
        words = f"{asked} 名考评员将收到撤销短信，按新的日期重新派遣"
        lines.append(ImpactLine(ImpactKind.EXAMINERS, words, asked, warns=True))
    met = DutySheet.objects.filter(sitting__in=_same_day(moves), met_at__isnull=False).count()
    return [*lines, *_to_meet_again(met)]


def after_change(plan: Plan, moves: Sequence[Move], actor: Actor | None, now: datetime) -> list[ImpactLine]:
    """A new date calls the old dispatches off and opens new ones, the requests stand; a new place or hour is told."""
    require_transaction()
    lines = _ask_anew(_other_day(moves), actor, now)
    return [*lines, *_to_meet_again(_meet_again(_same_day(moves), now))]


def _ask_anew(sitting_ids: Collection[int], actor: Actor | None, now: datetime) -> list[ImpactLine]:
    """For each open request of these sittings a new dispatch, on their new dates; a meeting held counts no more."""
    told = reopened = 0
    requests = ExaminerRequest.objects.filter(sitting__in=sitting_ids, state=ExaminerRequestState.OPEN)
    for request in requests.select_for_update().order_by("pk"):
        if live := live_dispatch(request):
            told += call_off(dispatch=lock_dispatch(live.pk), reason="考试改期", actor=actor, now=now)
        request.refresh_from_db(fields=["sitting"])
        sitting = request.sitting
        open_dispatch(request=request, now=now)
        staffing.examiners_requested(plan=sitting.plan, sitting=sitting, now=now)
        if forget_meeting(sitting_id=sitting.pk, with_team=True):
            staffing.not_briefed(plan=sitting.plan, sitting=sitting, now=now)
        reopened += 1
    if not reopened:
        return []
    text = f"{told} 名考评员已通知撤销，{reopened} 场按新的日期重新派遣"
    return [ImpactLine(ImpactKind.EXAMINERS, text, told)]


def _meet_again(sitting_ids: Collection[int], now: datetime) -> int:
    """The dispatches know the new place; returns how many teams that have met already must meet again."""
    met = 0
    running = Dispatch.objects.filter(request__sitting__in=sitting_ids, state__in=sorted(ALIVE)).order_by("pk")
    for key in list(running.values_list("pk", flat=True)):
        dispatch = lock_dispatch(key)
        dispatch.place = place_of(dispatch.request.sitting)
        dispatch.save(update_fields=["place"])
        sitting = dispatch.request.sitting
        if forget_meeting(sitting_id=sitting.pk):
            staffing.not_briefed(plan=sitting.plan, sitting=sitting, now=now)
            met += 1
    return met


def _to_meet_again(teams: int) -> Iterable[ImpactLine]:
    if teams:
        words = f"{teams} 场已开过考前会，须重新召开，告知新的时间、地点"
        yield ImpactLine(ImpactKind.EXAMINERS, words, teams, warns=True)


def _other_day(moves: Sequence[Move]) -> list[int]:
    return [move.sitting_id for move in moves if move.old.date != move.new.date]


def _same_day(moves: Sequence[Move]) -> list[int]:
    return [move.sitting_id for move in moves if move.old.date == move.new.date]
