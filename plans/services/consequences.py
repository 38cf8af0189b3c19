"""What a missed obligation brings about, once, in the transaction that marks it.

One line of `CONSEQUENCES` for each kind of consequence; the table of obligations says which code has which.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from appraisal.core import audit
from appraisal.core.clock import today
from appraisal.core.queries.calendar import counting
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import Plan, Sitting
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import Shown
from plans.rules.change_enums import PointsCode
from plans.rules.deductions import Evidence
from plans.rules.enums import ObligationState
from plans.rules.obligations import Consequence, earliest_exam_date
from plans.rules.states import PlanAction
from plans.services import deductions, obligations, steps
from plans.services.deadline_letters import write
from plans.services.letters import plan_path


@dataclass(frozen=True)
class Missed:
    """An obligation of a locked plan whose last day has passed; `now` is the portal's time."""

    shown: Shown
    calendar: WorkCalendar
    now: datetime

    @property
    def plan(self) -> Plan:
        return self.shown.record.plan


def bring_about(missed: Missed) -> None:
    """Mark the obligation as missed and do what follows. Raises `KeyError` for a consequence without a line here.

    A right that has ended is closed: nobody missed anything.
    """
    row, record = missed.shown.row, missed.shown.record
    consequence = CONSEQUENCES[row.consequence]
    record.state = ObligationState.MISSED if row.is_duty else ObligationState.CLOSED
    record.missed_at, record.next_reminder_at = missed.now if row.is_duty else None, None
    record.save(update_fields=["state", "missed_at", "next_reminder_at"])
    consequence(missed)


def lapse(missed: Missed) -> None:
    """The draft lapses; its institute learns which exam date is still possible 二（二）."""
    plan, now = missed.plan, missed.now
    earliest = earliest_exam_date(missed.calendar, now=now, counting=counting(), table=obligation_table())
    write("lapsed", missed.shown, to=[plan.institute_id], now=now, earliest=earliest)
    obligations.close_all(plan=plan, now=now)
    _advance(missed, PlanAction.LAPSE)


def suspend(missed: Missed) -> None:
    """The plan stands still with its people and money until the city decides; both are told 二（二）."""
    plan, now = missed.plan, missed.now
    write("suspended", missed.shown, to=[plan.institute_id], now=now)
    city = [guidance_section_id()]
    write("suspended_city", missed.shown, to=city, now=now, role=Role.GUIDANCE_OFFICER, institute=plan.institute.name)
    obligations.close_all(plan=plan, now=now)
    _advance(missed, PlanAction.SUSPEND)


def show_red(missed: Missed) -> None:
    """Whoever owes it is told; the plan goes on (design §11)."""
    write("overdue", missed.shown, to=[missed.shown.record.responsible_id], now=missed.now)
    _record_overdue(missed)


def _record_overdue(missed: Missed) -> None:
    row, plan = missed.shown.row, missed.plan
    audit.record(
        actor=None,
        action="plan.overdue",
        target=plan,
        summary=f"逾期：计划 {plan.number} 的“{row.label}”",
        at=missed.now,
        code=row.code.value,
        last_day=str(missed.shown.deadline.last_day),
    )


def only_later_changes_are_late(missed: Missed) -> None:
    """Nothing stops: whoever asks for a change from now on must move by 15 working days and loses points 一（二）."""


def close_request(missed: Missed) -> None:
    """No examiners can be asked for any more: the sitting stands still until the city decides 三."""
    plan, now, sitting_id = missed.plan, missed.now, missed.shown.record.sitting_id
    reason = _reason(missed)
    Sitting.objects.select_for_update().filter(pk=sitting_id).update(suspended_at=now, suspended_reason=reason)
    write("request_closed", missed.shown, to=[plan.institute_id, plan.district_id], now=now)
    city = [guidance_section_id()]
    institute = plan.institute.name
    write("request_closed_city", missed.shown, to=city, now=now, role=Role.GUIDANCE_OFFICER, institute=institute)
    obligations.close_of_sitting(plan=plan, sitting_id=sitting_id)
    _advance(missed, PlanAction.SUSPEND_SITTING)


def escalate(missed: Missed) -> None:
    """The team is not complete or has not met: the city is told, from now on it is dispatched by hand 三."""
    plan, now, shown = missed.plan, missed.now, missed.shown
    write("brief_missed", shown, to=[plan.district_id, plan.institute_id], now=now)
    city = [guidance_section_id()]
    write("brief_missed_city", shown, to=city, now=now, role=Role.GUIDANCE_OFFICER, institute=plan.institute.name)
    audit.record(
        actor=None,
        action="plan.escalated",
        target=plan,
        summary=f"报市中心：计划 {plan.number} 没有按时{shown.row.label}",
        at=now,
        code=shown.row.code.value,
        sitting=shown.record.sitting_id,
        last_day=str(shown.deadline.last_day),
    )


def overdue_points(missed: Missed) -> None:
    """The institute and its district are told that a hand-in is overdue, and points are proposed 三."""
    plan, shown = missed.plan, missed.shown
    write("overdue_hand_in", shown, to=[plan.institute_id, plan.district_id], now=missed.now)
    evidence = Evidence(
        key=f"obligation:{shown.record.pk}",
        text=f"计划 {plan.number}：{shown.deadline.sentence()}",
        occurred_on=today(missed.now),
        path=plan_path(plan),
    )
    deductions.propose(
        institute_id=plan.institute_id, rule=PointsCode.OVERDUE_HAND_IN, evidence=evidence, plan=plan, now=missed.now
    )
    _record_overdue(missed)


def overdue_escalate(missed: Missed) -> None:
    """The district is told that its entry is overdue, and the city that it has to see to it 三."""
    plan, now = missed.plan, missed.now
    write("overdue_entry", missed.shown, to=[missed.shown.record.responsible_id], now=now)
    city = [guidance_section_id()]
    write("overdue_entry_city", missed.shown, to=city, now=now, role=Role.GUIDANCE_OFFICER, district=plan.district.name)
    _record_overdue(missed)


CONSEQUENCES: dict[Consequence, Callable[[Missed], None]] = {
    Consequence.LAPSE: lapse,
    Consequence.SUSPEND_PLAN: suspend,
    Consequence.RED_ROW: show_red,
    Consequence.POSTPONE: only_later_changes_are_late,
    Consequence.CLOSE_REQUEST: close_request,
    Consequence.ESCALATE: escalate,
    Consequence.OVERDUE_POINTS: overdue_points,
    Consequence.OVERDUE_ESCALATE: overdue_escalate,
}


def _advance(missed: Missed, action: PlanAction) -> None:
    shown = missed.shown
    proof, reason = shown.deadline.sentence(), _reason(missed)
    step = steps.advance(plan=missed.plan, action=action, actor=None, now=missed.now, reason=reason, proof=proof)
    steps.record(step, code=shown.row.code.value, last_day=str(shown.deadline.last_day))


def _reason(missed: Missed) -> str:
    return f"没有按时{missed.shown.label}"
