"""Manual dispatch 三: proposed with a reason, decided by a second person; only the third message goes out."""

from collections.abc import Sequence
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict, explain
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from examiners.models import Dispatch, Examiner, ManualDispatch
from examiners.permissions import authorise_dispatch
from examiners.queries.conversations import engaged_among, lock_dispatch
from examiners.queries.pool import pool_of
from examiners.rules.events import Appointed
from examiners.rules.states import SEATED, DispatchAction, ManualState
from examiners.services import letters
from examiners.services.conversing import take
from examiners.services.ranking import rank_examiners

RULE = "三（系统手动派遣只发送第三条短信）"


@use_case
def propose_manual(
    *, actor: Actor, dispatch_id: int, examiner_ids: Sequence[int], reason: str, now: datetime
) -> ManualDispatch:
    """Propose people for the open seats. Raises `NotPermitted`, `Conflict`; `Refused` with everything in the way."""
    dispatch = lock_dispatch(dispatch_id)
    authorise_dispatch(actor, DispatchAction.APPOINT, dispatch)
    chosen = sorted(set(examiner_ids))
    refusals = gather(reason_refusals(reason), _choice_refusals(dispatch, chosen))
    if dispatch.manual_dispatches.filter(state=ManualState.PROPOSED).exists():
        refusals = (*refusals, Refusal("manual_waiting", rule=RULE))
    if refusals:
        raise Refused(*refusals)
    proposal: ManualDispatch = ManualDispatch.objects.create(
        dispatch=dispatch,
        reason=reason.strip(),
        proposed_by_id=actor.user_id,
        proposed_label=actor.label,
        proposed_at=now,
    )
    proposal.examiners.set(chosen)
    words = {"proposer": actor.label, "people": len(chosen), "reason": proposal.reason}
    letters.write("proposed", dispatch, [dispatch.district_id], Role.DISTRICT_OFFICER, now, **words)
    letters.write("proposed", dispatch, [guidance_section_id()], Role.GUIDANCE_OFFICER, now, **words)
    _record(actor, proposal, "提出手动派遣", now, examiners=chosen, reason=proposal.reason)
    return proposal


@use_case
def approve_manual(*, actor: Actor, proposal_id: int, note: str = "", now: datetime) -> ManualDispatch:
    """A second person approves: the people are in, and the team is told when it is complete.

    Raises `NotPermitted`, `Conflict`; `Refused` when they no longer fit, or for the proposer himself.
    """
    dispatch, proposal = _lock(actor, proposal_id)
    chosen = sorted(proposal.examiners.values_list("pk", flat=True))
    refusals = _choice_refusals(dispatch, chosen)
    if proposal.proposed_by_id == actor.user_id:
        refusals = (Refusal("manual_same_person", rule=RULE), *refusals)
    if refusals:
        raise Refused(*refusals)
    _decide(actor, proposal, ManualState.APPROVED, note, now)
    if len(chosen) < dispatch.seats and dispatch.ranked_at is None:
        rank_examiners(dispatch=dispatch, now=now)  # the other seats are asked for
    take(dispatch=dispatch, event=Appointed(tuple(chosen)), now=now, actor=actor, manual=True)
    _record(actor, proposal, "复核手动派遣", now, examiners=chosen)
    return proposal


@use_case
def refuse_manual(*, actor: Actor, proposal_id: int, note: str, now: datetime) -> ManualDispatch:
    """A second person refuses with a reason, or the proposer takes it back. Raises `NotPermitted`, `Conflict`."""
    _, proposal = _lock(actor, proposal_id)
    own = proposal.proposed_by_id == actor.user_id
    if not own and (refusals := reason_refusals(note)):
        raise Refused(*refusals)
    _decide(actor, proposal, ManualState.WITHDRAWN if own else ManualState.REFUSED, note, now)
    _record(actor, proposal, "撤回手动派遣" if own else "不同意手动派遣", now, reason=note.strip())
    return proposal


def _lock(actor: Actor, proposal_id: int) -> tuple[Dispatch, ManualDispatch]:
    dispatch = lock_dispatch(ManualDispatch.objects.values_list("dispatch_id", flat=True).get(pk=proposal_id))
    authorise_dispatch(actor, DispatchAction.APPROVE, dispatch)
    proposal: ManualDispatch = ManualDispatch.objects.select_for_update().get(pk=proposal_id)
    if proposal.state != ManualState.PROPOSED:
        raise conflict("manual_decided")
    return dispatch, proposal


def _decide(actor: Actor, proposal: ManualDispatch, state: ManualState, note: str, now: datetime) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_label = state, actor.user_id, actor.label
    proposal.decided_at, proposal.decision_note = now, note.strip()
    proposal.save()


def _choice_refusals(dispatch: Dispatch, chosen: Sequence[int]) -> tuple[Refusal, ...]:
    """Too many, bound elsewhere on that day, or not to be chosen at all."""
    if not chosen:
        return (Refusal("manual_nobody", rule=RULE),)
    list(Examiner.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    seated = set(dispatch.invitations.filter(state__in=SEATED).values_list("examiner_id", flat=True))
    refusals = []
    open_seats, wanted = dispatch.seats - len(seated), len(set(chosen) - seated)
    if wanted > open_seats:
        refusals.append(Refusal("manual_too_many", {"open": open_seats, "chosen": wanted}, rule=RULE))
    engaged = engaged_among(chosen, dispatch)
    if engaged:
        names = Examiner.objects.filter(pk__in=engaged).order_by("name_key").values_list("name", flat=True)
        refusals.append(Refusal("manual_engaged", {"names": "、".join(names)}, rule=RULE))
    return (*refusals, *_pool_refusals(dispatch, set(chosen)))


def _pool_refusals(dispatch: Dispatch, chosen: set[int]) -> tuple[Refusal, ...]:
    found = []
    for entry in pool_of(dispatch.request.sitting):
        if entry.person.pk not in chosen:
            continue
        against = [one for one in entry.why_not if one.code not in WAIVED]
        if against:
            why = "".join(explain(one).message for one in against)
            found.append(Refusal("manual_unqualified", {"names": entry.person.name, "why": why}, rule=RULE))
    return tuple(found)


# What the officer may set aside by naming somebody with a reason: a wish, rotation; "busy" has its own sentence.
WAIVED = frozenset({"selection_other_district", "selection_run", "selection_busy", "selection_away"})


def _record(actor: Actor, proposal: ManualDispatch, said: str, now: datetime, **details: object) -> None:
    sitting = proposal.dispatch.request.sitting
    audit.record(
        actor=actor,
        action="dispatch.manual",
        target=proposal,
        summary=f"{said}：计划 {sitting.plan.number}，{sitting.item}，{proposal.dispatch.day}",
        at=now,
        state=proposal.state,
        **details,
    )
