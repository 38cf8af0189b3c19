"""The city's answer to a request for a change 一（二）; without one in time it is void, and nothing has moved."""

from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import use_case
from plans.models import ChangeRequest, Plan
from plans.permissions import authorise_plan
from plans.queries.change_lines import lines_of, sentences_of
from plans.queries.changes import change_facts, change_policy, lock_change, moves_of
from plans.queries.plans import lock_plan
from plans.rules.change_enums import ChangeState
from plans.rules.changes import RULE, Move, deciding_refusals
from plans.rules.states import PlanAction, PlanState
from plans.services import change_letters, steps
from plans.services.change_cascade import Cascade, carry_out
from plans.services.changes import close, open_change

LONGEST_NOTE = 400


@use_case
def decide_change(*, actor: Actor, change_id: int, approved: bool | None, note: str, now: datetime) -> ChangeRequest:
    """Approve a request, with all that follows from it, or refuse it with the reason.

    Raises `NotPermitted`; `Conflict` when it is decided already; `Refused` when it is legal no more (late is judged by
    when it was asked for), or the answer lacks something.
    """
    plan = lock_plan(ChangeRequest.objects.values_list("plan_id", flat=True).get(pk=change_id))
    authorise_plan(actor, PlanAction.DECIDE_CHANGE, plan)
    change = open_change(change_id)
    change.plan = plan
    note = note.strip()
    calendar = calendar_for_writing()
    moves = moves_of(change, calendar)
    legal = _legal_refusals(change, plan, moves, calendar, now) if approved else ()
    refusals = (*_answer_refusals(approved, note), *legal)
    if refusals:
        raise Refused(*refusals)
    if approved:
        return _approve(actor, change, moves, note, calendar, now)
    close(change, ChangeState.REFUSED, now, actor=actor, note=note)
    step = steps.advance(plan=plan, action=PlanAction.DECIDE_CHANGE, actor=actor, now=now, reason=f"不同意：{note}")
    change_letters.write("refused", change, lines_of(change), [plan.institute_id], now=now, note=note)
    steps.record(step, change=change.pk, approved=False)
    return change


@use_case
def expire_change(*, change_id: int, now: datetime) -> bool:
    """Close a request that nobody answered before its exam came; whether it was this call that did."""
    plan = lock_plan(ChangeRequest.objects.values_list("plan_id", flat=True).get(pk=change_id))
    change = lock_change(change_id)
    if change.state != ChangeState.REQUESTED or change.expires_on > clock.today(now):
        return False
    change.plan = plan
    close(change, ChangeState.EXPIRED, now)
    lines = lines_of(change)
    change_letters.write("expired", change, lines, [plan.institute_id, guidance_section_id()], now=now)
    audit.record(
        actor=None, action="plan.expire_change", target=plan, at=now, change=change.pk,
        summary=f"变更申请到期作废：计划 {plan.number}",
    )  # fmt: skip
    return True


def _approve(
    actor: Actor, change: ChangeRequest, moves: list[Move], note: str, calendar: WorkCalendar, now: datetime
) -> ChangeRequest:
    """The cascade: everything that follows, in this one transaction."""
    plan = change.plan
    close(change, ChangeState.APPROVED, now, actor=actor, note=note)
    lines = lines_of(change)
    said = f"同意变更：{sentences_of(lines)}。{note}"
    if plan.state == PlanState.SUSPENDED:
        steps.advance(plan=plan, action=PlanAction.RESUME, actor=actor, now=now, reason=said)
    step = steps.advance(plan=plan, action=PlanAction.DECIDE_CHANGE, actor=actor, now=now, reason=said)
    effects = carry_out(Cascade(change, tuple(moves), tuple(lines), actor, calendar, now))
    change.effects = [effect.as_json() for effect in effects]
    change.save(update_fields=["effects"])
    steps.record(step, change=change.pk, approved=True, late=change.is_late)
    return change


def _legal_refusals(
    change: ChangeRequest, plan: Plan, moves: list[Move], calendar: WorkCalendar, now: datetime
) -> tuple[Refusal, ...]:
    facts, policy = change_facts(plan, moves, calendar, now), change_policy(now, calendar)
    return deciding_refusals(facts, asked_at=change.asked_at, now=now, policy=policy)


def _answer_refusals(approved: bool | None, note: str) -> tuple[Refusal, ...]:
    found = []
    if approved is None:
        found.append(Refusal("change_answer_missing", rule=RULE, field="approved"))
    if approved is False and not note:
        found.append(Refusal("reason_missing", rule=RULE, field="note"))
    if len(note) > LONGEST_NOTE:
        size = {"what": "审核意见", "found": len(note), "limit": LONGEST_NOTE}
        found.append(Refusal("too_long", size, field="note"))
    return tuple(found)
