"""Dated facts of a candidate, as the institute enters them from his documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Background, Candidate, Plan
from plans.permissions import authorise_plan
from plans.queries.candidates import lock_candidate
from plans.queries.plans import lock_plan
from plans.rules.eligibility.documents import documents_refusals
from plans.rules.enums import CandidateState
from plans.rules.review_enums import Basis
from plans.rules.states import PlanAction
from plans.services.verdicts import evaluate_now


@use_case
def save_background(
    *, actor: Actor, candidate_id: int, basis: Basis, facts: Mapping[str, Any], now: datetime
) -> Background:
    """Replace a candidate's dated facts and evaluate him again.

    `facts` has the form of `Background.facts`. Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict`, and
    `Refused` with every fault.
    """
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.ADD_EVIDENCE)
    level = candidate.item.occupation_level.level
    today = clock.today(now)
    if refusals := documents_refusals(facts, basis=basis, level=level, born=candidate.birth_date, today=today):
        raise Refused(*refusals)
    kept = {name: value for name, value in facts.items() if value}
    background, _ = Background.objects.update_or_create(
        candidate=candidate,
        defaults={"basis": basis, "facts": kept, "updated_by_id": actor.user_id, "updated_at": now},
    )
    evaluate_now(candidate_ids=[candidate.pk], now=now)
    audit.record(
        actor=actor, action="candidate.background", target=candidate,
        summary=f"登记申报事实：计划 {plan.number}", at=now, basis=basis, kinds=sorted(kept),
    )  # fmt: skip
    return background


def lock_live_candidate(actor: Actor, candidate_id: int, action: PlanAction) -> tuple[Plan, Candidate]:
    """The plan and the candidate, locked, for an action on him.

    Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused` when he has withdrawn.
    """
    plan = lock_plan(Candidate.objects.values_list("plan_id", flat=True).get(pk=candidate_id))
    authorise_plan(actor, action, plan)
    candidate = lock_candidate(candidate_id)
    if candidate.state == CandidateState.WITHDRAWN:
        raise Refused(Refusal("candidate_withdrawn", {"name": candidate.name}))
    return plan, candidate
