"""The city lets a suspended plan go on with a later first exam 二（二）; its rooms and seats are arranged anew."""

from datetime import date, datetime

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.refusals import gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.workdays import WEEKDAY_NAMES, WorkCalendar
from appraisal.core.transactions import use_case
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.filing import filing_facts, filing_policy
from plans.queries.obligations import deadline_of
from plans.queries.plans import lock_plan
from plans.queries.resuming import moves_by, resume_facts
from plans.rules import filing
from plans.rules.obligations import ObligationCode
from plans.rules.resuming import resume_refusals
from plans.rules.states import PlanAction
from plans.services import changes, district_notices, moved_sittings, steps
from plans.services.letters import write
from plans.services.obligations import lay_obligations
from plans.services.seats import drop_seats


@use_case
def resume_later(*, actor: Actor, plan_id: int, first_exam: date | None, reason: str, now: datetime) -> Plan:
    """SUSPENDED → the state before, all sittings moved by as many days as the first exam; seats are given back.

    Papers, examiners and bills follow as they do from a change of time.

    Raises `NotPermitted`, `Conflict`; `Refused` with every reason, also when licence, mode or site no longer hold.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.RESUME, plan)
    reason = steps.require_reason(PlanAction.RESUME, reason)
    calendar = calendar_for_writing()
    facts = resume_facts(plan, first_exam, calendar, now)
    refusals = resume_refusals(facts, today=clock.today(now))
    if refusals or first_exam is None:
        raise Refused(*refusals)
    before = facts.old
    seats = drop_seats(plan=plan)
    changes.close_all(plan=plan, now=now)  # what was asked for these dates is void
    moves = moves_by(plan, first_exam - before, calendar)
    moved_sittings.move_sittings(moves)
    plan.first_exam_date = first_exam
    _refuse_what_no_longer_holds(plan, calendar, now)
    proof = f"首场考试由 {_day(before)} 改到 {_day(first_exam)}。"
    step = steps.advance(plan=plan, action=PlanAction.RESUME, actor=actor, now=now, reason=reason, proof=proof)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    district_notices.move_all(plan=plan, shift=first_exam - before)
    effects = moved_sittings.tell_higher_packages(plan=plan, moves=moves, actor=actor, now=now)
    gone = moved_sittings.supersede_dated(plan=plan, moves=moves, now=now)
    arrange_by = deadline_of(plan, ObligationCode.ARRANGE, calendar)
    words = {"before": before, "arrange_by": arrange_by.last_day if arrange_by else ""}
    write(step, "resumed_later", [plan.institute_id], role=Role.INSTITUTE_CLERK, **words)
    write(step, "resumed_later", [plan.district_id], role=Role.DISTRICT_OFFICER, **words)
    committees = plan.concerned() - {plan.institute_id, plan.district_id}
    write(step, "resumed_later", sorted(committees), role=Role.COMMITTEE_CLERK, **words)
    steps.record(
        step, exam_before=str(before), first_exam=str(first_exam), seats=seats, papers=sum(gone.values()),
        effects=[line.text for line in effects],
    )  # fmt: skip
    return plan


def _refuse_what_no_longer_holds(plan: Plan, calendar: WorkCalendar, now: datetime) -> None:
    facts = filing_facts(plan, today=clock.today(now), calendar=calendar)
    refusals = gather(filing.standing_refusals(facts, policy=filing_policy()))
    if refusals:
        raise Refused(*refusals)


def _day(day: date) -> str:
    return f"{day}（{WEEKDAY_NAMES[day.weekday()]}）"
