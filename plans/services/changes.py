"""Asking for a change of time or place 一（二）, and taking the request back."""

from collections.abc import Collection
from datetime import datetime

from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import require_transaction, use_case
from plans.models import ChangeLine, ChangeRequest, Plan
from plans.permissions import authorise_plan
from plans.queries.change_lines import lines_of, sentences_of
from plans.queries.changes import change_facts, change_policy, line_of, lock_change, moves_wanted
from plans.queries.plans import lock_plan
from plans.rules.change_enums import ChangeState
from plans.rules.changes import Wish, asking_refusals, expires_on, is_late
from plans.rules.states import PlanAction
from plans.services import change_letters, steps
from plans.services.attachments import Attachment, store_attachment


@use_case
def ask_change(
    *,
    actor: Actor,
    plan_id: int,
    wishes: Collection[Wish],
    reason: str,
    attachment: Attachment | None = None,
    now: datetime,
) -> ChangeRequest:
    """Ask the city to move sittings of a plan. Nothing moves before it agrees.

    Raises `NotPermitted`, `Conflict`; `Refused` with everything that stands against it, each with rule, date, remedy.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.ASK_CHANGE, plan)
    calendar = calendar_for_writing()
    moves, unknown = moves_wanted(plan, wishes, calendar)
    facts = change_facts(plan, moves, calendar, now, unknown)
    policy = change_policy(now, calendar)
    refusals = asking_refusals(facts, reason=reason, has_document=attachment is not None, now=now, policy=policy)
    if refusals or attachment is None:
        raise Refused(*refusals)
    change = ChangeRequest.objects.create(
        plan=plan, reason=reason.strip(), document=store_attachment(actor, attachment, now),
        is_late=is_late(moves, now), expires_on=expires_on(moves), asked_by_id=actor.user_id, asked_at=now,
    )  # fmt: skip
    ChangeLine.objects.bulk_create([line_of(change, move, calendar) for move in moves])
    lines = lines_of(change)
    proof = "".join(line.line.proof for line in lines)
    said = f"{sentences_of(lines)}。理由：{change.reason}"
    step = steps.advance(plan=plan, action=PlanAction.ASK_CHANGE, actor=actor, now=now, reason=said, proof=proof)
    name = "asked_late" if change.is_late else "asked"
    change_letters.write(name, change, lines, [guidance_section_id()], now=now, role=Role.GUIDANCE_OFFICER)
    steps.record(step, change=change.pk, sittings=[move.sitting_id for move in moves], late=change.is_late)
    return change


@use_case
def withdraw_change(*, actor: Actor, change_id: int, now: datetime) -> ChangeRequest:
    """The institute takes its request back. Raises `NotPermitted`, `Conflict` when it is decided already."""
    plan = lock_plan(ChangeRequest.objects.values_list("plan_id", flat=True).get(pk=change_id))
    authorise_plan(actor, PlanAction.WITHDRAW_CHANGE, plan)
    change = open_change(change_id)
    close(change, ChangeState.WITHDRAWN, now)
    step = steps.advance(plan=plan, action=PlanAction.WITHDRAW_CHANGE, actor=actor, now=now)
    change.plan = plan
    change_letters.write("withdrawn", change, [], [guidance_section_id()], now=now, role=Role.GUIDANCE_OFFICER)
    steps.record(step, change=change.pk)
    return change


# --- parts ----------------------------------------------------------------------------------------
def open_change(change_id: int) -> ChangeRequest:
    """The request, locked, while it waits. Raises `Conflict` when somebody was faster; lock its plan first."""
    change = lock_change(change_id)
    if change.state != ChangeState.REQUESTED:
        raise conflict("change_not_open", state=change.get_state_display())
    return change


def close(
    change: ChangeRequest, state: ChangeState, now: datetime, *, actor: Actor | None = None, note: str = ""
) -> None:
    """The locked request has its answer, or needs none any more; its sittings are free for another one."""
    require_transaction()
    change.state, change.decided_at, change.decision = state, now, note
    change.decided_by_id = actor.user_id if actor else None
    change.save(update_fields=["state", "decided_at", "decision", "decided_by"])
    change.lines.update(is_open=False)


def close_all(*, plan: Plan, now: datetime) -> int:
    """The locked plan is cancelled: whatever still waits is void. Returns how many requests that were."""
    waiting = ChangeRequest.objects.select_for_update(of=("self",)).filter(plan=plan, state=ChangeState.REQUESTED)
    for change in waiting:
        close(change, ChangeState.EXPIRED, now)
    return len(waiting)
