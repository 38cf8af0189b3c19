"""The institute keeps the record of a practical 三: meeting, attendance and signatures, seal, wrap-up, scans.

Each part may be written again until the whole is handed in. Lock order: plan, duty sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import require_transaction, use_case
from examiners.models import DutyMember, DutyScan, DutySheet, Examiner
from examiners.queries.duty import lock_duty_sheet
from examiners.queries.teams import is_still_asked_for, team_of
from examiners.rules.duty import KEPT, RULE, Attendance, DutyRole, DutyState, ScanKind, attendance_refusals
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import plan_of_sitting
from plans.rules.states import PlanAction
from plans.services import staffing
from plans.services.attachments import Attachment, store_attachment


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it was: when, where, what was said; `present`: examiners (by key) who were there."""

    at: datetime | None
    place: str
    notes: str
    present: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """What the institute says of one member: attendance, a note, and which papers he signed."""

    attendance: Attendance
    note: str = ""
    signed_roster: bool = False
    signed_seal: bool = False


@use_case
def record_meeting(*, actor: Actor, sitting_id: int, meeting: Meeting, now: datetime) -> DutySheet:
    """Record the meeting before the exam (考前会): with a complete team it keeps the obligation BRIEF.

    While seats of the team are open it is on record and owed again once everybody is there 三.

    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict`, `Refused` with everything that is missing.
    """
    plan, sheet = lock_to_keep(actor, sitting_id)
    members = set(sheet.members.values_list("examiner_id", flat=True))
    present = meeting.present & members
    refusals = gather(
        _time_refusals(meeting.at, now, "met_at", "考前会时间"),
        text_refusals(DutySheet, meeting_place=meeting.place),
        () if members else (Refusal("duty_no_team", rule=RULE),),
        () if not members or present else (Refusal("duty_meeting_empty", rule=RULE),),
    )
    if refusals:
        raise Refused(*refusals)
    sheet.met_at, sheet.meeting_place, sheet.meeting_notes = meeting.at, meeting.place.strip(), meeting.notes.strip()
    sheet.save(update_fields=["met_at", "meeting_place", "meeting_notes"])
    sheet.members.update(met=False)
    sheet.members.filter(examiner__in=present).update(met=True)
    if not is_still_asked_for(sheet.sitting):
        staffing.briefed(plan=plan, sitting=sheet.sitting, now=now)
    return _record(actor, plan, sheet, "登记考前会", now, present=len(present))


@use_case
def state_attendance(*, actor: Actor, sitting_id: int, statements: Mapping[int, Statement], now: datetime) -> DutySheet:
    """Say of every member (by examiner) whether he came, for how long, what he signed. Raises like `record_meeting`."""
    plan, sheet = lock_to_keep(actor, sitting_id)
    members = {one.examiner_id: one for one in sheet.members.all()}
    stated = {key: one.attendance for key, one in statements.items()}
    names = {key: one.name for key, one in members.items()}
    refusals = attendance_refusals(stated, names, settings.KAOWU["DUTY_MOST_HALF_DAYS"])
    if not members:
        refusals += (Refusal("duty_no_team", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    for key, one in statements.items():
        member, said = members[key], one.attendance
        member.role, member.attended, member.half_days, member.conduct = (
            said.role, said.attended, said.half_days, said.conduct,
        )  # fmt: skip
        member.note, member.signed_roster, member.signed_seal = one.note[:200], one.signed_roster, one.signed_seal
        member.save()
    return _record(actor, plan, sheet, "登记执评出勤和签字", now, members=len(members))


@use_case
def record_sealing(
    *, actor: Actor, sitting_id: int, sealed_at: datetime | None, envelopes: int, now: datetime
) -> DutySheet:
    """The score roster is sealed in so many envelopes. Raises like `record_meeting`."""
    plan, sheet = lock_to_keep(actor, sitting_id)
    refusals = _after_exam(sheet, sealed_at, "sealed_at", "封装时间", now)
    if envelopes < 1:
        refusals += (Refusal("missing", {"what": "封装份数"}, field="envelopes"),)
    if refusals:
        raise Refused(*refusals)
    sheet.sealed_at, sheet.envelopes = sealed_at, envelopes
    sheet.save(update_fields=["sealed_at", "envelopes"])
    return _record(actor, plan, sheet, "登记封装", now, envelopes=envelopes)


@use_case
def record_wrap_up(
    *, actor: Actor, sitting_id: int, meeting: Meeting, has_problems: bool | None, now: datetime
) -> DutySheet:
    """The meeting after the exam (考后小结会), and whether it found problems. Raises like `record_meeting`."""
    plan, sheet = lock_to_keep(actor, sitting_id)
    refusals = _after_exam(sheet, meeting.at, "wrapped_up_at", "小结会时间", now)
    if not meeting.notes.strip():
        refusals += (Refusal("missing", {"what": "考后小结"}, field="wrap_up_notes"),)
    if has_problems is None:
        refusals += (Refusal("duty_problems_unsaid", rule=RULE, field="has_problems"),)
    if refusals:
        raise Refused(*refusals)
    sheet.wrapped_up_at, sheet.wrap_up_notes, sheet.has_problems = meeting.at, meeting.notes.strip(), has_problems
    sheet.save(update_fields=["wrapped_up_at", "wrap_up_notes", "has_problems"])
    return _record(actor, plan, sheet, "登记考后小结会", now, has_problems=has_problems)


@use_case
def add_scan(
    *, actor: Actor, sitting_id: int, kind: ScanKind, attachment: Attachment | None, now: datetime
) -> DutyScan:
    """Keep a scanned paper, encrypted. Raises like `record_meeting`."""
    plan, sheet = lock_to_keep(actor, sitting_id)
    if attachment is None:
        raise Refused(Refusal("missing", {"what": "扫描件"}, field="document"))
    document = store_attachment(actor, attachment, now)
    made: DutyScan = DutyScan.objects.create(sheet=sheet, kind=kind, document=document)
    _record(actor, plan, sheet, f"上传{kind.label}扫描件", now, scan=made.pk)
    return made


@use_case
def remove_scan(*, actor: Actor, scan_id: int, now: datetime) -> None:
    """Take a scan off; the file stays on record. Raises `DutyScan.DoesNotExist`, and like `record_meeting`."""
    sitting_id = DutyScan.objects.values_list("sheet__sitting_id", flat=True).get(pk=scan_id)
    plan, sheet = lock_to_keep(actor, sitting_id)
    sheet.scans.filter(pk=scan_id, removed_at=None).update(removed_at=now)
    _record(actor, plan, sheet, "撤下扫描件", now, scan=scan_id)


@use_case
def name_stand_in(
    *, actor: Actor, sitting_id: int, examiner_id: int, role: DutyRole, reason: str, now: datetime
) -> DutyMember:
    """The district puts an examiner on the sheet who judged without having been dispatched, with the reason.

    Raises `Examiner.DoesNotExist`, and like `record_meeting`; `Refused` for somebody who is on it already.
    """
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, PlanAction.ENTER_DUTY, plan)
    sheet = lock_duty_sheet(plan, sitting_id)
    _refuse_closed(sheet)
    enlist_team(sheet)
    examiner: Examiner = Examiner.objects.visible_to(actor).get(pk=examiner_id)
    refusals = text_refusals(DutyMember, stand_in=reason)
    if not reason.strip():
        refusals += (Refusal("reason_missing", field="reason"),)
    if sheet.members.filter(examiner=examiner).exists():
        refusals += (Refusal("duty_member_already", {"name": examiner.name}, rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    made: DutyMember = DutyMember.objects.create(
        sheet=sheet, examiner=examiner, name=examiner.name, role=role, stand_in=reason.strip()
    )
    _record(actor, plan, sheet, "临时增补考评员", now, examiner=examiner.pk, reason=reason.strip())
    return made


def lock_to_keep(actor: Actor, sitting_id: int) -> tuple[Plan, DutySheet]:
    """The sheet that the institute may still write on, with the team on it. Raises like `record_meeting`."""
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, PlanAction.HAND_IN, plan)
    sheet = lock_duty_sheet(plan, sitting_id)
    _refuse_closed(sheet)
    enlist_team(sheet)
    return plan, sheet


def enlist_team(sheet: DutySheet) -> None:
    """Put the dispatched team on the locked sheet. Whoever left the team before anything was said of him goes."""
    team = team_of(sheet.sitting)
    known = {one.examiner_id: one for one in sheet.members.all()}
    for one in team:
        role = DutyRole.LEADER if one.is_leader else DutyRole.MEMBER
        if one.examiner_id not in known:
            DutyMember.objects.create(sheet=sheet, examiner_id=one.examiner_id, name=one.name, role=role)
    present = {one.examiner_id for one in team}
    gone = [one.pk for key, one in known.items() if key not in present and not one.stand_in and one.attended is None]
    if team and gone:
        sheet.members.filter(pk__in=gone).delete()


def forget_meeting(*, sitting_id: int, with_team: bool = False) -> bool:
    """A practical of a locked plan has moved: what was said in its meeting no longer holds. Whether there was one.

    `with_team`: the team was called off as well and leaves the sheet. Part of the action that moves it.
    """
    require_transaction()
    sheet: DutySheet | None = DutySheet.objects.select_for_update().filter(sitting=sitting_id).first()
    if sheet is None or sheet.state != DutyState.OPEN:
        return False
    if with_team:
        sheet.members.filter(stand_in="", attended=None).delete()
    had_met = sheet.met_at is not None
    sheet.met_at, sheet.meeting_place, sheet.meeting_notes = None, "", ""
    sheet.save(update_fields=["met_at", "meeting_place", "meeting_notes"])
    sheet.members.update(met=False)
    return had_met


def _refuse_closed(sheet: DutySheet) -> None:
    if sheet.state not in KEPT:
        raise conflict("duty_handed_in")


def _time_refusals(at: datetime | None, now: datetime, field: str, what: str) -> tuple[Refusal, ...]:
    if at is None:
        return (Refusal("missing", {"what": what}, field=field),)
    return (Refusal("duty_time_ahead", {"what": what}, field=field),) if at > now else ()


def _after_exam(sheet: DutySheet, at: datetime | None, field: str, what: str, now: datetime) -> tuple[Refusal, ...]:
    """What follows the exam lies neither ahead nor before its day."""
    day = sheet.sitting.date
    if at is not None and clock.today(at) < day:
        return (Refusal("duty_time_before_exam", {"what": what, "day": str(day)}, rule=RULE, field=field),)
    return _time_refusals(at, now, field, what)


def _record(actor: Actor, plan: Plan, sheet: DutySheet, said: str, now: datetime, **details: object) -> DutySheet:
    audit.record(
        actor=actor, action="duty.keep", target=sheet, at=now, sitting=sheet.sitting_id,
        summary=f"{said}：计划 {plan.number}，{sheet.sitting.item}", **details,
    )  # fmt: skip
    return sheet
