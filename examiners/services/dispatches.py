"""What officers do with a dispatch: start it, ask the next ones, take somebody out, call it off.

Lock order: plan (where a team that stood may break), dispatch, examiners, then what hangs on the dispatch.
"""

import secrets
from datetime import datetime, time

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import require_transaction, use_case
from examiners.models import Dispatch, ExaminerRequest, Timer
from examiners.permissions import authorise_dispatch
from examiners.queries.conversations import lock_dispatch
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.events import Cancelled, Started, Withdrawn
from examiners.rules.ranking import commitment
from examiners.rules.states import ALIVE, OUT, DispatchAction, DispatchState, InvitationState, TimerKind
from examiners.services.conversing import take
from examiners.services.plan_side import lock_plan_of, team_lost_somebody
from examiners.services.ranking import rank_examiners
from plans.models import Sitting
from plans.rules.states import PlanState

RULE = "三（实操考评实行统一派遣）"


def open_dispatch(*, request: ExaminerRequest, now: datetime) -> Dispatch:
    """Open the dispatch of a locked request, or take its new number over; the seed is promised at this moment.

    Part of the action that asks for examiners. More people are asked for at once when it runs already.
    """
    require_transaction()
    sitting = request.sitting
    live = Dispatch.objects.filter(request=request, state__in=sorted(ALIVE)).values_list("pk", flat=True).first()
    if live:
        return _resize(lock_dispatch(live), request.number, now)
    seed = secrets.token_hex(16)
    dispatch = Dispatch.objects.create(
        request=request, district_id=sitting.plan.district_id, day=sitting.date, place=place_of(sitting),
        seats=request.number, opened_at=now, state_since=now, seed=seed, seed_hash=commitment(seed),
    )  # fmt: skip
    day = datetime.combine(sitting.date, time(0), BEIJING)
    Timer.objects.create(dispatch=dispatch, kind=TimerKind.DAY, started_at=now, due_at=day)
    return dispatch


def place_of(sitting: Sitting) -> str:
    """Where it is held, as the cancellation message names it."""
    return str(sitting.site.name if sitting.site else sitting.place or sitting.plan.institute.name)


def _resize(dispatch: Dispatch, seats: int, now: datetime) -> Dispatch:
    """Another number of examiners. Raises `Refused` for fewer once people were asked."""
    if seats == dispatch.seats:
        return dispatch
    if seats < dispatch.seats and dispatch.state != DispatchState.WAITING:
        raise Refused(Refusal("request_dispatched", rule=RULE, field="number"))
    was_formed = dispatch.state == DispatchState.FORMED
    if was_formed:
        dispatch.state, dispatch.state_since = DispatchState.ASKING, now
    dispatch.seats = seats
    dispatch.save(update_fields=["seats", "state", "state_since"])
    if was_formed:
        team_lost_somebody(dispatch.request.sitting.plan, dispatch, now)
    if dispatch.state != DispatchState.WAITING:
        rank_examiners(dispatch=dispatch, now=now)
        take(dispatch=dispatch, event=Started(), now=now)
    return dispatch


@use_case
def start_dispatch(*, actor: Actor | None, dispatch_id: int, now: datetime) -> Dispatch:
    """Rank everyone beside the other requests of the day and ask the first ones. `actor=None`: the worker, on its day.

    Raises `NotPermitted`, `Conflict`, `Dispatch.DoesNotExist`; `Refused` for a closed request or a suspended sitting.
    """
    dispatch = lock_dispatch(dispatch_id)
    if actor:
        authorise_dispatch(actor, DispatchAction.START, dispatch)
    elif dispatch.state != DispatchState.WAITING:
        return dispatch
    _refuse(_start_refusals(dispatch, now))
    people = rank_examiners(dispatch=dispatch, now=now)
    taken = take(dispatch=dispatch, event=Started(), now=now, actor=actor)
    _record(actor, dispatch, "start", "开始派遣", now, people=people, asked=len(taken.messages))
    return dispatch


@use_case
def ask_now(*, actor: Actor, dispatch_id: int, now: datetime) -> int:
    """Rank again and ask whoever can be asked for the open seats; returns how many messages went out.

    Raises like `start_dispatch`, and `Refused` when there is nobody.
    """
    dispatch = lock_dispatch(dispatch_id)
    authorise_dispatch(actor, DispatchAction.ASK_NOW, dispatch)
    _refuse(_start_refusals(dispatch, now))
    rank_examiners(dispatch=dispatch, now=now)
    taken = take(dispatch=dispatch, event=Started(), now=now, actor=actor)
    if not taken.messages and taken.state == DispatchState.SHORT:
        raise Refused(Refusal("dispatch_nobody", rule=RULE))
    _record(actor, dispatch, "ask", "发下一批邀请", now, asked=len(taken.messages))
    return len(taken.messages)


@use_case
def withdraw_examiner(
    *, actor: Actor, dispatch_id: int, examiner_id: int, reason: str, told: bool, now: datetime
) -> None:
    """Take an examiner out, by his wish or the district's; his seat goes to a reserve or is asked for anew.

    Raises `NotPermitted`, `Conflict`; `Refused` without reason or when he is not in it.
    """
    plan = lock_plan_of(dispatch_id)
    dispatch = lock_dispatch(dispatch_id)
    authorise_dispatch(actor, DispatchAction.WITHDRAW, dispatch)
    row = dispatch.invitations.filter(examiner=examiner_id).select_related("examiner").first()
    refusals = reason_refusals(reason)
    if row is None or row.state in OUT | {InvitationState.WITHDRAWN}:
        name = row.examiner.name if row else "这名考评员"
        refusals += (Refusal("withdraw_not_in", {"name": name}, rule=RULE),)
    _refuse(refusals)
    was_formed = dispatch.state == DispatchState.FORMED
    take(dispatch=dispatch, event=Withdrawn(examiner_id, told), now=now, actor=actor)
    if was_formed and dispatch.state != DispatchState.FORMED:
        team_lost_somebody(plan, dispatch, now)
    _record(actor, dispatch, "withdraw", "考评员退出", now, examiner=examiner_id, told=told, reason=reason.strip())


@use_case
def cancel_dispatch(*, actor: Actor, dispatch_id: int, reason: str, now: datetime) -> None:
    """Call a dispatch off: everyone asked hears it. Raises `NotPermitted`, `Conflict`; `Refused` without reason."""
    plan = lock_plan_of(dispatch_id)
    dispatch = lock_dispatch(dispatch_id)
    authorise_dispatch(actor, DispatchAction.CANCEL, dispatch)
    _refuse(reason_refusals(reason))
    was_formed = dispatch.state == DispatchState.FORMED
    call_off(dispatch=dispatch, reason=reason, actor=actor, now=now)
    if was_formed:
        team_lost_somebody(plan, dispatch, now)


def call_off(*, dispatch: Dispatch, reason: str, actor: Actor | None, now: datetime) -> int:
    """Call off a locked dispatch as part of another action; returns to how many it was told."""
    require_transaction()
    dispatch.reason = reason.strip()[:400]
    taken = take(dispatch=dispatch, event=Cancelled(), now=now, actor=actor)
    return len(taken.messages)


def _start_refusals(dispatch: Dispatch, now: datetime) -> tuple[Refusal, ...]:
    request, refusals = dispatch.request, []
    if request.state != ExaminerRequestState.OPEN:
        refusals.append(Refusal("dispatch_request_closed", rule=RULE))
    if request.sitting.suspended_at or request.sitting.plan.state == PlanState.SUSPENDED:
        refusals.append(Refusal("dispatch_suspended", rule=RULE))
    if dispatch.day <= now.astimezone(BEIJING).date():
        refusals.append(Refusal("dispatch_day_over", {"day": dispatch.day}, rule=RULE, date=dispatch.day))
    return tuple(refusals)


def _refuse(*groups: tuple[Refusal, ...]) -> None:
    refusals = gather(*groups)
    if refusals:
        raise Refused(*refusals)


def _record(actor: Actor | None, dispatch: Dispatch, action: str, said: str, now: datetime, **details: object) -> None:
    sitting = dispatch.request.sitting
    audit.record(
        actor=actor,
        action=f"dispatch.{action}",
        target=dispatch,
        summary=f"{said}：计划 {sitting.plan.number}，{sitting.item}，{dispatch.day}",
        at=now,
        **details,
    )
