"""The institute chooses the committee that holds a plan's comprehensive reviews 二（六）: one per occupation."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import PlanItem
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.technicians import choice_facts, committee_choices
from plans.rules.states import PlanAction
from plans.rules.technicians import choice_refusals


@use_case
def choose_committee(
    *, actor: Actor, plan_id: int, occupation_id: int, committee_id: int | None, now: datetime
) -> None:
    """Choose the committee for every technician item of an occupation.

    Choosing the same one again also takes in items that were added since; another one is refused while the first
    stands (`drop_committee` takes it back). Raises `NotPermitted`, `Conflict`, `Refused`.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.CHOOSE_COMMITTEE, plan)
    facts, items = choice_facts(plan, occupation_id, committee_id)
    if refusals := choice_refusals(facts):
        raise Refused(*refusals)
    PlanItem.objects.filter(pk__in=[item.pk for item in items]).update(committee_id=committee_id)
    audit.record(
        actor=actor, action="plan.choose_committee", target=plan, at=now, committee=committee_id,
        summary=f"选择行业技师考评委：计划 {plan.number}，{facts.occupation}，{facts.wanted}",
    )  # fmt: skip


@use_case
def drop_committee(*, actor: Actor, plan_id: int, occupation_id: int, now: datetime) -> None:
    """Take the choice for an occupation back, so that another committee can be chosen. Raises like the choice."""
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.CHOOSE_COMMITTEE, plan)
    choice = next((one for one in committee_choices(plan) if one.occupation.pk == occupation_id), None)
    if choice is None or choice.committee is None:
        return
    PlanItem.objects.filter(pk__in=[item.pk for item in choice.items]).update(committee=None)
    audit.record(
        actor=actor, action="plan.drop_committee", target=plan, at=now, committee=choice.committee.pk,
        summary=f"取消行业技师考评委：计划 {plan.number}，{choice.occupation.name}，{choice.committee.name}",
    )  # fmt: skip
