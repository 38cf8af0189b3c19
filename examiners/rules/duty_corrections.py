"""Correcting confirmed duties 三: what stands in the way, and who decides.

Pure. Before examiners are owed anything any second person of those who enter decides; once they are (the plan is
scored), the city, since it pays them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from examiners.rules.duty import RULE, Attendance, DutyRole, attendance_refusals
from plans.rules.states import PlanState

OWED_IN: Final = frozenset({PlanState.SCORED, PlanState.SETTLED})
"""States of a plan in which its examiners are owed money, or were paid."""


class DutyWork(LabelledEnum):
    """What corrections of duties bring to the work list."""

    DECIDE_DUTY = "DECIDE_DUTY", "处理执评更正"
    AWAIT_DUTY = "AWAIT_DUTY", "执评更正等另一人处理"


@dataclass(frozen=True, slots=True)
class DutyCorrectionFacts:
    """A change of confirmed duties as it is asked for, by examiner. `names`: of everybody who may be named in it."""

    is_confirmed: bool
    is_waiting: bool
    has_document: bool
    present: Mapping[int, Attendance]
    wanted: Mapping[int, Attendance]
    names: Mapping[int, str]
    most_half_days: int


def changes(present: Mapping[int, Attendance], wanted: Mapping[int, Attendance]) -> dict[int, Attendance]:
    """What is wanted otherwise than it is, newcomers included."""
    return {key: said for key, said in wanted.items() if present.get(key) != said}


def duty_correction_refusals(facts: DutyCorrectionFacts) -> tuple[Refusal, ...]:
    """Everything that is wrong with a change of confirmed duties, its reason apart."""
    return tuple(_correction(facts))


def _correction(facts: DutyCorrectionFacts) -> Iterable[Refusal]:
    if not facts.is_confirmed:
        yield Refusal("duty_not_confirmed", rule=RULE)
        return
    if facts.is_waiting:
        yield Refusal("duty_correction_waiting", rule=RULE)
    changed = changes(facts.present, facts.wanted)
    if not changed:
        yield Refusal("duty_correction_unchanged", rule=RULE)
    named = {key: name for key, name in facts.names.items() if key in changed}
    yield from attendance_refusals(changed, named, facts.most_half_days)
    after = {**facts.present, **changed}
    came = [said for said in after.values() if said.attended]
    leaders = sum(said.role is DutyRole.LEADER for said in came)
    if changed and came and leaders != 1:
        yield Refusal("duty_one_leader", {"count": leaders}, rule=RULE)
    if not facts.has_document:
        yield Refusal("duty_correction_unproven", rule=RULE, field="document")


def deciders(state: PlanState) -> frozenset[Role]:
    """Who decides on a correction of a plan in this state; never whoever asked."""
    return frozenset({Role.GUIDANCE_OFFICER} if state in OWED_IN else {Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
