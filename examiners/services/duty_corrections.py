"""Confirmed duties change only on the record: reason and document by one person, the decision by another.

Granted, the next version of each duty is added. What examiners are owed follows in `fees`, which finds the corrections
that it has not reckoned with yet. Lock order: plan, duty sheet.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from appraisal.core import audit
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from examiners.models import Duty, DutyCorrection, DutyCorrectionLine, DutyMember, DutySheet, Examiner
from examiners.queries.duty import latest_duties, lock_duty_sheet
from examiners.rules.duty import RULE, DutyState
from examiners.rules.duty_corrections import DutyCorrectionFacts, changes, deciders, duty_correction_refusals
from examiners.services import duty_letters
from examiners.services.duty_entries import Entered, stored
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import plan_of_sitting
from plans.rules.states import PlanAction, PlanState
from plans.services.attachments import Attachment, store_attachment


@use_case
def ask_duty_correction(
    *,
    actor: Actor,
    sitting_id: int,
    entered: Mapping[int, Entered],
    reason: str,
    attachment: Attachment | None,
    now: datetime,
) -> DutyCorrection:
    """Ask for confirmed duties to be changed to what was entered, by examiner; equal ones are left out. Somebody who is
    not on the sheet is put on it when the correction is granted.

    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict`; `Refused` with all that is wrong.
    """
    plan, sheet = _lock(actor, sitting_id)
    duties = latest_duties(sheet)
    present = {key: one.attendance for key, one in duties.items()}
    people = Examiner.objects.visible_to(actor).filter(pk__in=set(entered) - set(duties))
    names = {key: one.member.name for key, one in duties.items()} | dict(people.values_list("pk", "name"))
    facts = DutyCorrectionFacts(
        is_confirmed=sheet.state == DutyState.CONFIRMED,
        is_waiting=sheet.corrections.filter(state=RequestState.REQUESTED).exists(),
        has_document=attachment is not None,
        present=present,
        wanted={key: one.attendance for key, one in entered.items()},
        names=names,
        most_half_days=settings.KAOWU["DUTY_MOST_HALF_DAYS"],
    )
    refusals = gather(duty_correction_refusals(facts), reason_refusals(reason))
    if refusals or attachment is None:
        raise Refused(*refusals)
    asked: DutyCorrection = DutyCorrection.objects.create(
        sheet=sheet, reason=reason.strip(), document=store_attachment(actor, attachment, now),
        requested_by_id=actor.user_id, requested_at=now,
    )  # fmt: skip
    DutyCorrectionLine.objects.bulk_create(
        DutyCorrectionLine(correction=asked, examiner_id=key, duty=duties.get(key), **stored(entered[key]))
        for key in changes(present, facts.wanted)
    )
    _tell_deciders(plan, sheet, asked, now)
    _record(actor, "ask", "申请更正执评", plan, asked, now)
    return asked


@use_case
def decide_duty_correction(
    *, actor: Actor, correction_id: int, grant: bool, note: str = "", now: datetime
) -> DutyCorrection:
    """Grant or refuse a correction; granted, the next version of each of its duties counts at once.

    Raises `DutyCorrection.DoesNotExist`, `NotPermitted`, `Conflict` when it is decided already; `Refused` for one's
    own request and for a refusal without a reason.
    """
    where = DutyCorrection.objects.values_list("sheet__sitting_id", flat=True).get(pk=correction_id)
    plan, sheet = _lock(actor, where)
    asked: DutyCorrection = DutyCorrection.objects.get(pk=correction_id)
    asked.sheet = sheet
    if actor.role not in deciders(PlanState(plan.state)):
        raise NotPermitted("考评费已经计提，更正由市中心鉴定指导科处理。")
    if asked.state != RequestState.REQUESTED:
        raise Conflict("这项更正刚刚已被处理，请刷新后再看。")
    refusals: tuple[Refusal, ...] = () if grant else reason_refusals(note)
    if asked.requested_by_id == actor.user_id:
        refusals += (Refusal("duty_correction_own", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    asked.state = RequestState.GRANTED if grant else RequestState.REFUSED
    asked.decided_by_id, asked.decided_at, asked.decision = actor.user_id, now, note.strip()[:400]
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if grant:
        _confirm_next(asked, sheet, now)
        duty_letters.write("corrected", plan, sheet, plan.institute_id, now)
        duty_letters.write("corrected", plan, sheet, plan.district_id, now, role=Role.DISTRICT_OFFICER)
    else:
        duty_letters.write(
            "correction_refused", plan, sheet, plan.district_id, now, role=Role.DISTRICT_OFFICER, note=asked.decision
        )
    said = "同意更正执评" if grant else "不同意更正执评"
    _record(actor, "grant" if grant else "refuse", said, plan, asked, now)
    return asked


def _lock(actor: Actor, sitting_id: int) -> tuple[Plan, DutySheet]:
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, PlanAction.CORRECT_DUTY, plan)
    return plan, lock_duty_sheet(plan, sitting_id)


def _confirm_next(asked: DutyCorrection, sheet: DutySheet, now: datetime) -> None:
    members = {one.examiner_id: one for one in sheet.members.all()}
    versions = {key: one.version for key, one in latest_duties(sheet).items()}
    for line in asked.lines.select_related("examiner"):
        key = line.examiner_id
        member = members.get(key) or DutyMember.objects.create(
            sheet=sheet, examiner=line.examiner, name=line.examiner.name, role=line.role, stand_in=asked.reason[:200]
        )
        Duty.objects.create(
            member=member, version=versions.get(key, 0) + 1, correction=asked, confirmed_at=now,
            **stored(Entered(line.attendance, line.note)),
        )  # fmt: skip


def _tell_deciders(plan: Plan, sheet: DutySheet, asked: DutyCorrection, now: datetime) -> None:
    is_city = Role.DISTRICT_OFFICER not in deciders(PlanState(plan.state))
    to, role = (guidance_section_id(), Role.GUIDANCE_OFFICER) if is_city else (plan.district_id, Role.DISTRICT_OFFICER)
    path = f"/duty/corrections/{asked.pk}/"
    duty_letters.write("correction_asked", plan, sheet, to, now, role=role, path=path)


def _record(actor: Actor, word: str, said: str, plan: Plan, asked: DutyCorrection, now: datetime) -> None:
    audit.record(
        actor=actor, action=f"duty.correction_{word}", target=asked, at=now, sitting=asked.sheet.sitting_id,
        examiners=sorted(asked.lines.values_list("examiner_id", flat=True)),
        summary=f"{said}：计划 {plan.number}，{asked.sheet.sitting.item}",
    )  # fmt: skip
