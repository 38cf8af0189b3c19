"""What an actor may do to a plan, by the table of `plans.rules.states`, and the words when he may not."""

from collections.abc import Iterable
from typing import NamedTuple

from appraisal.core.errors import Conflict, NotPermitted
from appraisal.core.rules.roles import Actor, Role
from plans.models import Plan
from plans.rules.states import TABLE, PlanAction, PlanState, actions_of, is_possible


class AvailableAction(NamedTuple):
    """An action of the actor's role on one plan; `why_not` says why it is impossible now, empty when possible."""

    action: PlanAction
    possible: bool
    why_not: str


def authorise_plan(actor: Actor, action: PlanAction, plan: Plan) -> None:
    """Raises `NotPermitted` for a role or organisation that may never do it, `Conflict` for the wrong state.

    Call it with the locked plan: its state is the one that decides.
    """
    authorise_role(actor, action)
    if not is_of_plan(actor, plan):
        raise NotPermitted("这份计划属于其他单位。")
    if not is_possible(action, PlanState(plan.state)):
        raise Conflict(
            f"计划 {plan.number} 现在是“{plan.get_state_display()}”，不能{action.label}：{TABLE[action].why_not}。"
        )


def authorise_role(actor: Actor, action: PlanAction) -> None:
    """Raises `NotPermitted` unless the actor's role has the action anywhere in the table."""
    if actor.role not in TABLE[action].roles:
        raise NotPermitted(f"{actor.role.label}不能{action.label}。")


def is_of_plan(actor: Actor, plan: Plan) -> bool:
    """Whether a clerk stands before a plan of his own institute, a district officer before one of his district."""
    homes = {Role.INSTITUTE_CLERK: plan.institute_id, Role.DISTRICT_OFFICER: plan.district_id}
    return actor.role not in homes or homes[actor.role] == actor.organisation_id


def available_actions(actor: Actor, plan: Plan) -> list[AvailableAction]:
    """Every action that the actor's role ever has on a plan, in order of the table."""
    if not is_of_plan(actor, plan):
        return []
    return list(_with_reasons(actions_of(actor.role), PlanState(plan.state)))


def _with_reasons(actions: Iterable[PlanAction], state: PlanState) -> Iterable[AvailableAction]:
    for action in actions:
        possible = is_possible(action, state)
        yield AvailableAction(action, possible, "" if possible else f"{TABLE[action].why_not}。")
