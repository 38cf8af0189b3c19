"""What the city's override (特批) of a deadline needs: a reason, a later date, and something to give room to."""

from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.deadlines import Direction
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Role
from plans.rules.enums import ObligationState
from plans.rules.obligations import Obligation, ObligationCode
from plans.rules.owing import owed_in
from plans.rules.states import PlanAction, PlanState

RULE = "特批（系统设置：只由市中心作出，须写明理由和日期）"

# What an override brings back: the obligation whose missing stopped the plan opens it again.
REVIVES: dict[tuple[ObligationCode, PlanState], PlanAction] = {
    (ObligationCode.FILE, PlanState.LAPSED): PlanAction.REVIVE,
    (ObligationCode.ARRANGE, PlanState.SUSPENDED): PlanAction.RESUME,
}


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """An obligation as it stands, and what is asked for. `taken_by`: another plan in the same session, if any."""

    row: Obligation
    state: ObligationState
    plan_state: PlanState
    anchor: date
    last_day: date
    new_last_day: date | None
    reason: str
    taken_by: str = ""


def revival(code: ObligationCode, plan_state: PlanState) -> PlanAction | None:
    """What granting an override does to the plan itself."""
    return REVIVES.get((code, plan_state))


def override_refusals(facts: OverrideFacts, *, today: date) -> tuple[Refusal, ...]:
    """Every reason why the override cannot be granted today."""
    reason = () if facts.reason.strip() else (Refusal("reason_missing", rule=RULE, field="reason"),)
    return gather(object_refusals(facts), _date_refusals(facts, today), reason)


def object_refusals(facts: OverrideFacts) -> tuple[Refusal, ...]:
    """Reasons that lie in the obligation and its plan, whatever date is asked for."""
    row, params = facts.row, {"label": facts.row.label}
    if Role.GUIDANCE_OFFICER in row.responsible:
        return (Refusal("override_own_duty", params, rule=RULE),)
    brings_back = revival(row.code, facts.plan_state)
    if brings_back is None and row.code not in owed_in(facts.plan_state):
        if facts.state == ObligationState.MET:
            return (Refusal("override_settled", {**params, "state": facts.state.label}, rule=RULE),)
        return (Refusal("override_plan_closed", {**params, "state": facts.plan_state.label}, rule=RULE),)
    if brings_back is PlanAction.REVIVE and facts.taken_by:
        return (Refusal("override_session_taken", {"number": facts.taken_by}, rule=RULE),)
    return ()


def _date_refusals(facts: OverrideFacts, today: date) -> tuple[Refusal, ...]:
    new = facts.new_last_day
    if new is None:
        return (Refusal("override_date_missing", rule=RULE, field="new_last_day"),)
    found: list[tuple[str, dict[str, object]]] = []
    if new < today:
        found.append(("override_date_past", {"new": new}))
    if new <= facts.last_day:
        found.append(("override_not_later", {"new": new, "old": facts.last_day}))
    if facts.row.direction is Direction.BEFORE and new >= facts.anchor:
        event = facts.row.anchor.label
        found.append(("override_after_event", {"new": new, "event": event, "anchor": facts.anchor}))
    return tuple(Refusal(code, params, rule=RULE, date=new, field="new_last_day") for code, params in found)
