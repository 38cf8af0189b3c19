"""The city's decisions on a filed plan: accept, return with reasons, cancel."""

from collections.abc import Collection
from datetime import datetime

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.refusals import gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import use_case
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.filing import filing_facts, filing_policy, proofs_to_check
from plans.queries.obligations import deadline_of
from plans.queries.plans import lock_plan
from plans.rules import filing
from plans.rules.acceptance import unchecked_refusals
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanAction
from plans.services import changes, district_notices, letters, steps
from plans.services.bookings import release_bookings
from plans.services.endings import end_elsewhere
from plans.services.obligations import close_all, lay_obligations, meet
from plans.services.seats import drop_seats


@use_case
def accept_plan(*, actor: Actor, plan_id: int, now: datetime, checked_proofs: Collection[int] = ()) -> Plan:
    """Accept a filed plan. A late answer is still an answer (ANSWER only turns red).

    `checked_proofs`: keys of the proofs (`PlanDocument`) that the officer has opened and ticked; those that a special
    session's category asks for must be among them 一（二）. Raises `NotPermitted`, `Conflict`; `Refused` also when what
    filing required no longer holds, e.g. a licence revoked since: such a plan is returned.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.ACCEPT, plan)
    calendar = calendar_for_writing()
    facts = filing_facts(plan, today=clock.today(now), calendar=calendar)
    unchecked = [one.document.name for one in proofs_to_check(plan) if one.pk not in checked_proofs]
    refusals = gather(
        filing.standing_refusals(facts, policy=filing_policy()),
        unchecked_refusals(facts.category, unchecked),
    )
    if refusals:
        raise Refused(*refusals)
    step = steps.advance(plan=plan, action=PlanAction.ACCEPT, actor=actor, now=now)
    meet(plan=plan, code=ObligationCode.ANSWER, now=now)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    enrol_by = deadline_of(plan, ObligationCode.ENROL, calendar)
    letters.write(step, "accepted", [plan.institute_id], enrol_by=enrol_by.last_day if enrol_by else "")
    letters.write(step, "accepted_district", [plan.district_id], role=Role.DISTRICT_OFFICER)
    steps.record(step, checked_proofs=sorted(checked_proofs))
    return plan


@use_case
def return_plan(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> Plan:
    """Give a filed plan back to the institute with the reason. Raises `NotPermitted`, `Conflict`, `Refused`.

    Filed again within the grace it keeps its filing time (design §11).
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.RETURN, plan)
    reason = steps.require_reason(PlanAction.RETURN, reason)
    calendar = calendar_for_writing()
    plan.returned_at = now
    step = steps.advance(plan=plan, action=PlanAction.RETURN, actor=actor, now=now, reason=reason)
    meet(plan=plan, code=ObligationCode.ANSWER, now=now)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    file_by = deadline_of(plan, ObligationCode.FILE, calendar)
    letters.write(step, "returned", [plan.institute_id], file_by=file_by.last_day if file_by else "")
    steps.record(step)
    return plan


@use_case
def cancel_plan(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> Plan:
    """Cancel a plan for good, with the reason. Raises `NotPermitted`, `Conflict`, `Refused`."""
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.CANCEL, plan)
    reason = steps.require_reason(PlanAction.CANCEL, reason)
    step = steps.advance(plan=plan, action=PlanAction.CANCEL, actor=actor, now=now, reason=reason)
    close_all(plan=plan, now=now)
    release_bookings(plan=plan, now=now)
    drop_seats(plan=plan)
    end_elsewhere(plan=plan, actor=actor, reason=reason, now=now)
    changes.close_all(plan=plan, now=now)
    district_notices.void_all(plan=plan, now=now)
    letters.write(step, "cancelled", sorted(plan.concerned()))
    steps.record(step)
    return plan
