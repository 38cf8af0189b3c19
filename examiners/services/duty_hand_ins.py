"""The institute hands the papers of a practical in 三: everything that is missing is said at once.

From then on the district enters: REPORT is met and ENTER begins to run (`plans.services.hand_ins`).
"""

from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case
from examiners.models import DutyHandIn, DutySheet, ProblemReport
from examiners.queries.duty import hand_in_facts, latest_hand_in, lock_duty_sheet, record_of
from examiners.rules.duty import RULE, DutyState, hand_in_refusals
from examiners.services import duty_letters
from examiners.services.duty_sheets import lock_to_keep
from plans.models import Plan
from plans.permissions import is_of_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import plan_of_sitting
from plans.services import hand_ins
from plans.services.attachments import Attachment, store_attachment


@use_case
def hand_in(*, actor: Actor, sitting_id: int, handed_to: str, answer: str = "", now: datetime) -> DutySheet:
    """Hand roster and duty sheet of a practical in. `handed_to`: who took the sealed envelope at the district.

    `answer`: what has been mended, when they were sent back. The record is kept as it is handed in.
    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused` with everything that is missing.
    """
    plan, sheet = lock_to_keep(actor, sitting_id)
    facts = hand_in_facts(sheet, handed_to=handed_to, today=clock.today(now), answer=answer)
    refusals = gather(hand_in_refusals(facts), text_refusals(DutyHandIn, answer=answer))
    if refusals:
        raise Refused(*refusals)
    before = latest_hand_in(sheet)
    DutyHandIn.objects.create(
        sheet=sheet, number=before.number + 1 if before else 1, handed_to=handed_to.strip()[:40],
        answer=answer.strip(), record=record_of(sheet), handed_in_at=now, handed_in_by_id=actor.user_id,
    )  # fmt: skip
    sheet.scans.filter(removed_at=None).update(was_handed_in=True)
    sheet.state, sheet.handed_to = DutyState.ENTERING, handed_to.strip()[:40]
    sheet.handed_in_at, sheet.handed_in_by_id = now, actor.user_id
    sheet.save(update_fields=["state", "handed_to", "handed_in_at", "handed_in_by"])
    hand_ins.record_hand_in(plan=plan, sitting_id=sitting_id, actor=actor, now=now)
    name = "handed_in_again" if before else "handed_in"
    duty_letters.write(name, plan, sheet, plan.district_id, now, role=Role.DISTRICT_OFFICER)
    audit.record(
        actor=actor, action="duty.hand_in", target=sheet, at=now, sitting=sitting_id,
        number=before.number + 1 if before else 1,
        summary=f"{'再次' if before else ''}报送成绩花名册和执评表：计划 {plan.number}，{sheet.sitting.item}",
    )  # fmt: skip
    return sheet


@use_case
def report_problem(
    *, actor: Actor, sitting_id: int, text: str, attachment: Attachment | None = None, now: datetime
) -> ProblemReport:
    """Report a problem of the exam to the district in writing. Raises like `hand_in`."""
    plan, sheet = lock_to_keep(actor, sitting_id)
    if not text.strip():
        raise Refused(Refusal("missing", {"what": "问题"}, rule=RULE, field="text"))
    document = store_attachment(actor, attachment, now) if attachment else None
    made: ProblemReport = ProblemReport.objects.create(
        sheet=sheet, text=text.strip(), document=document, reported_by_id=actor.user_id, reported_at=now
    )
    duty_letters.write("problem", plan, sheet, plan.district_id, now, role=Role.DISTRICT_OFFICER)
    _record(actor, plan, made, "书面报告问题", now)
    return made


@use_case
def answer_problem(*, actor: Actor, problem_id: int, reply: str, now: datetime) -> ProblemReport:
    """The district answers a reported problem, at any time. Raises `NotPermitted`, `Conflict`, `Refused`."""
    sitting_id = ProblemReport.objects.values_list("sheet__sitting_id", flat=True).get(pk=problem_id)
    plan = lock_plan(plan_of_sitting(sitting_id))
    if actor.role not in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER) or not is_of_plan(actor, plan):
        raise NotPermitted("问题由鉴定机构注册地的区县中心答复。")
    sheet = lock_duty_sheet(plan, sitting_id)
    problem: ProblemReport = sheet.problems.get(pk=problem_id)
    problem.sheet = sheet
    if problem.replied_at:
        raise conflict("duty_problem_answered")
    if not reply.strip():
        raise Refused(Refusal("missing", {"what": "答复"}, rule=RULE, field="reply"))
    problem.reply, problem.replied_by_id, problem.replied_at = reply.strip(), actor.user_id, now
    problem.save(update_fields=["reply", "replied_by", "replied_at"])
    duty_letters.write("answered", plan, sheet, plan.institute_id, now)
    _record(actor, plan, problem, "答复问题报告", now)
    return problem


def _record(actor: Actor, plan: Plan, problem: ProblemReport, said: str, now: datetime) -> None:
    audit.record(
        actor=actor, action="duty.problem", target=problem, at=now, sitting=problem.sheet.sitting_id,
        summary=f"{said}：计划 {plan.number}，{problem.sheet.sitting.item}",
    )  # fmt: skip
