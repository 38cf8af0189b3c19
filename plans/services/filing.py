"""The institute's steps of a plan: file, take back, complete the candidates."""

from datetime import datetime

from django.conf import settings

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.catalogue import modes_in_force
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import use_case
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.filing import filing_facts, filing_policy, item_rosters
from plans.queries.first_reviews import review_standings
from plans.queries.obligations import deadline_of
from plans.queries.photos import photos_missing
from plans.queries.plans import lock_plan
from plans.queries.roster_records import clashes_of
from plans.queries.technicians import reviewed_items, technician_items
from plans.rules import filing
from plans.rules.first_review import first_review_refusals
from plans.rules.obligations import FILING_SLIDE, ObligationCode
from plans.rules.photos import photo_refusals
from plans.rules.roster.records import clash_refusals
from plans.rules.states import PlanAction, PlanState
from plans.rules.technicians import technician_refusals
from plans.services import letters, steps
from plans.services.obligations import lay_obligations, meet


@use_case
def file_plan(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """File the plan with the city, or execute it in its session 二（二）.

    The appraisal modes in force today become those of the plan. A returned plan filed again within the grace keeps
    its filing time. Raises `NotPermitted`, `Conflict`; `Refused` with everything that is missing, late or wrong.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.FILE, plan)
    calendar, policy = calendar_for_writing(), filing_policy()
    facts = filing_facts(plan, today=clock.today(now), calendar=calendar)
    refusals = filing.filing_refusals(facts, now=now, calendar=calendar, policy=policy)
    if refusals:
        raise Refused(*refusals)
    again = plan.state == PlanState.RETURNED
    plan.filed_at = filing.filing_moment(
        filed_at=plan.filed_at if again else None,
        returned_at=plan.returned_at if again else None,
        now=now,
        calendar=calendar,
        policy=policy,
    )
    _keep_modes(plan, now)
    proof = facts.deadline.sentence() if facts.deadline else ""
    step = steps.advance(plan=plan, action=PlanAction.FILE, actor=actor, now=now, proof=proof)
    meet(plan=plan, code=ObligationCode.FILE, now=now)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    answer = deadline_of(plan, ObligationCode.ANSWER, calendar)
    letters.write(
        step, "filed_again" if again else "filed", [guidance_section_id()], role=Role.GUIDANCE_OFFICER,
        answer_by=answer.last_day if answer else "",
    )  # fmt: skip
    steps.record(step, filed_at=plan.filed_at.isoformat())
    return plan


@use_case
def take_back(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Take a filed plan back to draft before the city has answered. Its filing time is gone.

    Raises `NotPermitted`, `Conflict`; `Refused` once it is too late to file again, since the plan would be lost.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.TAKE_BACK, plan)
    calendar = calendar_for_writing()
    deadline = deadline_of(plan, ObligationCode.FILE, calendar)
    if deadline and not deadline.is_kept_at(now):
        policy = filing_policy()
        params = {
            "last_day": deadline.last_day,
            "cutoff": policy.counting.cutoff_text,
            "proof": deadline.sentence(),
            "grace": policy.returned_grace,
        }
        raise Refused(Refusal("take_back_late", params, rule=FILING_SLIDE, date=deadline.last_day))
    plan.filed_at = None
    step = steps.advance(plan=plan, action=PlanAction.TAKE_BACK, actor=actor, now=now)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    letters.write(step, "taken_back", [guidance_section_id()], role=Role.GUIDANCE_OFFICER)
    steps.record(step)
    return plan


@use_case
def enrol(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Declare the candidates of an accepted plan complete 二（四）; its roster is closed from then on.

    Being late is no reason to refuse (ENROL only turns red). Raises `NotPermitted`, `Conflict`; `Refused` for items
    without candidates, rosters not yet confirmed, candidates who stand in another plan by now, whatever the first
    review has left open, technicians without a committee or a comprehensive review 二（六）, and missing photographs
    where the portal asks for them.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.ENROL, plan)
    rosters = item_rosters(plan)
    refusals = gather(
        filing.enrolment_refusals(rosters),
        clash_refusals(clashes_of(plan)),
        first_review_refusals(review_standings(plan)),
        technician_refusals(technician_items(plan)),
        photo_refusals(photos_missing(plan), required=settings.KAOWU["PHOTOS_REQUIRED"]),
    )
    if refusals:
        raise Refused(*refusals)
    plan.candidate_count = sum(roster.candidates for roster in rosters)
    calendar = calendar_for_writing()
    deadline = deadline_of(plan, ObligationCode.ENROL, calendar)
    proof = deadline.sentence() if deadline else ""
    step = steps.advance(plan=plan, action=PlanAction.ENROL, actor=actor, now=now, proof=proof)
    meet(plan=plan, code=ObligationCode.ENROL, now=now)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    letters.write(step, "enrolled", [plan.district_id], candidates=plan.candidate_count)
    chosen = {item.committee_id for item in reviewed_items(plan)}
    letters.write(step, "enrolled_committee", sorted(chosen), candidates=plan.candidate_count)
    steps.record(step, candidates=plan.candidate_count)
    return plan


def _keep_modes(plan: Plan, now: datetime) -> None:
    """Write the modes in force into the items: what was filed stays what it was when a mode changes later."""
    items = list(plan.items.all())
    modes = modes_in_force([item.occupation_level_id for item in items], clock.today(now))
    for item in items:
        mode = modes[item.occupation_level_id]
        item.practical_mode, item.review_mode = mode.practical, mode.review
        item.save(update_fields=["practical_mode", "review_mode"])
