"""One step of a plan's life: new state by the table, a line of history, an entry of the audit log.

Parts of an action, never an action of their own. An action takes the step, lets obligations and letters follow, and
records it last, because the audit chain stays locked until the action commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import Plan, PlanStep
from plans.rules.states import TABLE, PlanAction, PlanState, next_state


@dataclass(frozen=True)
class Step:
    """A step that was taken. `key` is unique to it: letters about it go out once. `actor=None` is the worker."""

    plan: Plan
    action: PlanAction
    before: PlanState
    actor: Actor | None
    at: datetime
    reason: str
    key: str


def advance(
    *,
    plan: Plan,
    action: PlanAction,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
    proof: str = "",
) -> Step:
    """Move the locked plan where the table says and add the line of history.

    Saves the plan with whatever the caller has set on it. Raises `KeyError` for a state that the table does not have.
    """
    before = _move(plan, action, now)
    plan.save()
    line = _line(plan, action, before, actor, now, reason, proof)
    line.save()
    return Step(plan, action, before, actor, now, reason, f"plan-step:{line.pk}")


def advance_all(*, plans: Sequence[Plan], action: PlanAction, actor: Actor | None, now: datetime) -> list[Step]:
    """Take the same step with many locked plans that stand in the same state: two statements.

    Nothing but the state is saved. Raises like `advance`, and `ValueError` for plans of different states.
    """
    if len({plan.state for plan in plans}) > 1:
        raise ValueError("plans step together only from the same state")
    moved = [(plan, _move(plan, action, now)) for plan in plans]
    changed = [(plan, before) for plan, before in moved if before != plan.state]
    for plan, before in changed[:1]:  # all of them left the same state for the same state
        rows = Plan.objects.filter(pk__in=[one.pk for one, _ in changed])
        rows.update(previous_state=before, state=plan.state, state_since=now)
    lines = PlanStep.objects.bulk_create(_line(plan, action, before, actor, now) for plan, before in moved)
    return [
        Step(plan, action, before, actor, now, "", f"plan-step:{line.pk}")
        for (plan, before), line in zip(moved, lines, strict=True)
    ]


def _move(plan: Plan, action: PlanAction, now: datetime) -> PlanState:
    """Set the state that the table says; returns the one before."""
    before = PlanState(plan.state)
    after = next_state(action, before, PlanState(plan.previous_state) if plan.previous_state else None)
    if after != before:
        plan.previous_state, plan.state, plan.state_since = before, after, now
    return before


def _line(
    plan: Plan, action: PlanAction, before: PlanState, actor: Actor | None, now: datetime, reason: str = "",
    proof: str = "",
) -> PlanStep:  # fmt: skip
    return PlanStep(
        plan=plan,
        action=action,
        from_state=before,
        to_state=plan.state,
        at=now,
        actor_label=actor.label if actor else audit.SYSTEM,
        reason=reason,
        proof=proof,
    )


def record(step: Step, *, said: str = "", **details: object) -> None:
    """The step's entry of the audit log: the last thing an action writes. `said`: what it was, if not the action."""
    audit.record_many([entry(step, said=said, **details)])


def entry(step: Step, *, said: str = "", **details: object) -> audit.Entry:
    """What `record` writes, for an action that takes many steps and records them together."""
    after = PlanState(step.plan.state)
    states = after.label if after == step.before else f"{step.before.label} → {after.label}"
    return audit.Entry(
        actor=step.actor,
        action=f"plan.{step.action.lower()}",
        target=step.plan,
        summary=f"{said or step.action.label}：计划 {step.plan.number}，{states}",
        at=step.at,
        details={"before": step.before.value, "after": after.value, "reason": step.reason, **details},
    )


def require_reason(action: PlanAction, reason: str) -> str:
    """The reason without spaces around it. Raises `Refused` when the table asks for one and there is none."""
    reason = reason.strip()
    if TABLE[action].needs_reason and not reason:
        raise Refused(Refusal("reason_missing", field="reason"))
    return reason
