"""The district sends the papers of a practical back 三: with a reason and what is wrong with each part.

Lock order: plan, duty sheet, score sheet. What two people have entered stays: from then on a mistake is decided with
the paper at hand, or corrected on the record. A first entry alone was made of other papers and does not count.
"""

from collections.abc import Mapping
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from examiners.models import DutyReturn, DutySheet
from examiners.queries.duty import latest_hand_in, lock_duty_sheet, return_facts
from examiners.rules.duty import KEPT, DutyState, RecordPart, return_refusals
from examiners.services import duty_letters
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import lock_sheet, plan_of_sitting
from plans.rules.obligations import ObligationCode
from plans.rules.owing import DeadlineInForce
from plans.rules.states import PlanAction
from plans.services import hand_ins

LONGEST = 400  # of what is said about one part


@use_case
def send_back(
    *, actor: Actor, sitting_id: int, reason: str, remarks: Mapping[RecordPart, str], is_incomplete: bool, now: datetime
) -> DutySheet:
    """Send a hand-in back. `remarks`: what is wrong, by part; empty ones are left out. `is_incomplete`: the roster or
    the duty sheet was not there, so that its date does not count.

    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict` when nothing is handed in; `Refused` with every reason.
    """
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, PlanAction.RETURN_HAND_IN, plan)
    sheet = lock_duty_sheet(plan, sitting_id)
    before = latest_hand_in(sheet)
    if sheet.state in KEPT or before is None:
        raise conflict("duty_not_handed_in")
    said = {part: text.strip() for part, text in remarks.items() if text.strip()}
    _refuse(plan, sheet, reason, said, is_incomplete)
    made = DutyReturn.objects.create(
        hand_in=before, reason=reason.strip(), remarks=said, is_incomplete=is_incomplete, returned_at=now,
        returned_by_id=actor.user_id,
    )  # fmt: skip
    sheet.state, sheet.handed_in_at, sheet.handed_in_by_id = DutyState.RETURNED, None, None
    sheet.save(update_fields=["state", "handed_in_at", "handed_in_by"])
    sheet.entries.filter(set_aside_at=None).update(set_aside_at=now)
    was_late = plan.obligations.filter(code=ObligationCode.ENTER, sitting=sitting_id, state="MISSED").exists()
    deadline = hand_ins.record_return(
        plan=plan, sitting_id=sitting_id, is_incomplete=is_incomplete, reason=made.reason, actor=actor, now=now
    )
    _tell(plan, sheet, made, deadline, now)
    if was_late:  # its own entry was overdue: the two days that begin anew with the next hand-in are the city's to see
        city = guidance_section_id()
        duty_letters.write("returned_late", plan, sheet, city, now, role=Role.GUIDANCE_OFFICER, reason=made.reason)
    audit.record(
        actor=actor, action="duty.return", target=sheet, at=now, sitting=sitting_id, number=before.number,
        parts=sorted(said), incomplete=is_incomplete,
        summary=f"退回成绩花名册和执评表：计划 {plan.number}，{sheet.sitting.item}",
    )  # fmt: skip
    return sheet


def _refuse(plan: Plan, sheet: DutySheet, reason: str, remarks: Mapping[RecordPart, str], is_incomplete: bool) -> None:
    facts = return_facts(sheet, lock_sheet(plan, sheet.sitting_id), remarks, is_incomplete=is_incomplete)
    too_long = tuple(
        Refusal("duty_remark_long", {"part": part.label, "most": LONGEST}, field=f"remark-{part.word}")
        for part, text in remarks.items()
        if len(text) > LONGEST
    )
    refusals = gather(return_refusals(facts), reason_refusals(reason), too_long)
    if refusals:
        raise Refused(*refusals)


def _tell(plan: Plan, sheet: DutySheet, made: DutyReturn, deadline: DeadlineInForce | None, now: datetime) -> None:
    name = "returned_incomplete" if made.is_incomplete else "returned"
    by = str(deadline.last_day) if deadline else ""
    duty_letters.write(
        name, plan, sheet, plan.institute_id, now, role=Role.INSTITUTE_CLERK, reason=made.reason, mend_by=by
    )
