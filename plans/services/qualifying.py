"""A plan is qualified (资格审查通过) 二（四）: from then on it can be paid."""

from datetime import datetime

from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import use_case
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.qualifying import qualifying_facts
from plans.rules.qualifying import qualifying_refusals
from plans.rules.states import PlanAction
from plans.services import letters, steps
from plans.services.obligations import lay_obligations


@use_case
def qualify_plan(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Declare the candidates of a plan qualified; the district where an item is under re-review, else the institute.

    Raises `NotPermitted`, `Conflict`; `Refused` with everything that is still open.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.QUALIFY, plan)
    facts = qualifying_facts(plan, actor)
    refusals = qualifying_refusals(facts)
    if refusals:
        raise Refused(*refusals)
    plan.candidate_count = facts.candidates
    step = steps.advance(plan=plan, action=PlanAction.QUALIFY, actor=actor, now=now)
    lay_obligations(plan=plan, calendar=calendar_for_writing(), now=now)
    if actor.role == Role.DISTRICT_OFFICER:
        letters.write(step, "qualified", [plan.institute_id], candidates=plan.candidate_count)
    else:
        letters.write(step, "qualified", [plan.district_id], candidates=plan.candidate_count)
    steps.record(step, candidates=plan.candidate_count)
    return plan
