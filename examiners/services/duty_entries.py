"""The district enters the duties of a practical twice blind 三, decides differences, confirms.

As with scores (`plans.services.score_entries`): two people, neither sees what the other entered before both are in;
whoever decided on differences does not confirm. Confirmed duties are what examiners are paid by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.rules.double_entry import agreed, confirming_refusals, differences, entering_refusals
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from examiners.models import Duty, DutyEntry, DutyLine, DutyMember, DutyResolution, DutySheet
from examiners.queries.duty import (
    Attendances,
    attendances_of,
    duty_resolvers,
    lock_duty_sheet,
    resolved_attendances,
    submitted_duties,
)
from examiners.rules.duty import KEPT, RULE, Attendance, DutyState, attendance_refusals
from plans.models import Plan
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import plan_of_sitting
from plans.rules.states import PlanAction
from plans.services import hand_ins


@dataclass(frozen=True, slots=True)
class Entered:
    """What is entered of one member, with a note that is kept but not compared."""

    attendance: Attendance
    note: str = ""


@use_case
def enter_duties(*, actor: Actor, sitting_id: int, entered: Mapping[int, Entered], now: datetime) -> DutySheet:
    """One whole entry, by examiner. The second one is compared with the first at once.

    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict`; `Refused` with everything that is wrong or missing.
    """
    plan, sheet, members = _lock(actor, sitting_id)
    submitted_by = [entry.person_id for entry in submitted_duties(sheet)]
    refusals = _closed_refusals(sheet) or (
        *entering_refusals(actor.user_id, submitted_by),
        *_attendance_refusals({key: one.attendance for key, one in entered.items()}, members),
    )
    if refusals:
        raise Refused(*refusals)
    entry = DutyEntry.objects.create(
        sheet=sheet, person_id=actor.user_id, organisation_id=actor.organisation_id,
        ordinal=len(submitted_by) + 1, submitted_at=now,
    )  # fmt: skip
    DutyLine.objects.bulk_create(
        DutyLine(entry=entry, member=members[key], **stored(one)) for key, one in entered.items()
    )
    if entry.ordinal == 2:
        first, second = (attendances_of(one) for one in submitted_duties(sheet))
        sheet.state = DutyState.DIFFERING if differences(first, second) else DutyState.AGREED
        sheet.save(update_fields=["state"])
    _record(actor, plan, sheet, "enter", f"录入执评情况第 {entry.ordinal} 遍", now, turn=entry.ordinal)
    return sheet


@use_case
def resolve_duties(*, actor: Actor, sitting_id: int, entered: Mapping[int, Entered], now: datetime) -> DutySheet:
    """Decide on members whose two entries differ, by examiner, with the paper at hand.

    Raises like `enter_duties`; `Conflict` when the entries are not both in or the duties are confirmed.
    """
    plan, sheet, members = _lock(actor, sitting_id)
    if sheet.state not in (DutyState.DIFFERING, DutyState.AGREED):
        raise conflict("duty_not_to_resolve")
    _, differing = held_attendances(sheet, members, {})
    chosen = {key: members[key] for key in entered if key in members}
    refusals = _attendance_refusals({key: one.attendance for key, one in entered.items()}, chosen)
    if not entered or set(entered) - set(differing):
        refusals += (Refusal("duty_resolution_stranger", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    DutyResolution.objects.bulk_create(
        DutyResolution(
            sheet=sheet, member=members[key], decided_by_id=actor.user_id, decided_at=now, **stored(one)
        )
        for key, one in entered.items()
    )  # fmt: skip
    _, left = held_attendances(sheet, members, resolved_attendances(sheet))
    sheet.state = DutyState.DIFFERING if left else DutyState.AGREED
    sheet.save(update_fields=["state"])
    _record(actor, plan, sheet, "resolve", f"核定执评差异 {len(entered)} 人", now, left=len(left))
    return sheet


@use_case
def confirm_duties(*, actor: Actor, sitting_id: int, now: datetime) -> DutySheet:
    """Confirm the duties: examiners are paid by them. Raises like `enter_duties`."""
    plan, sheet, members = _lock(actor, sitting_id)
    if sheet.state not in (DutyState.DIFFERING, DutyState.AGREED):
        raise conflict("duty_not_to_confirm")
    held, left = held_attendances(sheet, members, resolved_attendances(sheet))
    refusals = confirming_refusals(actor.user_id, duty_resolvers(sheet), len(left))
    if refusals:
        raise Refused(*refusals)
    notes = _notes(sheet)
    Duty.objects.bulk_create(
        Duty(member=members[key], confirmed_at=now, **stored(Entered(said, notes.get(key, ""))))
        for key, said in held.items()
    )
    sheet.state, sheet.confirmed_at, sheet.confirmed_by_id = DutyState.CONFIRMED, now, actor.user_id
    sheet.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    hand_ins.record_duty_confirmed(plan=plan, sitting_id=sitting_id, actor=actor, now=now)
    came = sum(one.attended for one in held.values())
    _record(actor, plan, sheet, "confirm", f"确认执评情况，{came} 人到场", now, members=len(held))
    return sheet


def held_attendances(
    sheet: DutySheet, members: Mapping[int, DutyMember], resolved: Attendances
) -> tuple[Attendances, tuple[int, ...]]:
    """What holds for every member (by examiner), and for whom nothing holds yet."""
    entries = [attendances_of(entry) for entry in submitted_duties(sheet)]
    first, second = entries if len(entries) == 2 else ({}, {})
    return agreed(members, first, second, resolved)


def _lock(actor: Actor, sitting_id: int) -> tuple[Plan, DutySheet, dict[int, DutyMember]]:
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, PlanAction.ENTER_DUTY, plan)
    sheet = lock_duty_sheet(plan, sitting_id)
    return plan, sheet, {one.examiner_id: one for one in sheet.members.all()}


def _closed_refusals(sheet: DutySheet) -> tuple[Refusal, ...]:
    if sheet.state in KEPT:
        return (Refusal("score_not_handed_in", rule=RULE),)
    return (Refusal("duty_confirmed", rule=RULE),) if sheet.state == DutyState.CONFIRMED else ()


def _attendance_refusals(stated: Mapping[int, Attendance], members: Mapping[int, DutyMember]) -> tuple[Refusal, ...]:
    names = {key: one.name for key, one in members.items()}
    return attendance_refusals(stated, names, settings.KAOWU["DUTY_MOST_HALF_DAYS"])


def stored(one: Entered) -> dict[str, object]:
    """The columns of `AttendanceFields` for what was entered."""
    said = one.attendance
    return {
        "role": said.role,
        "attended": said.attended,
        "half_days": said.half_days,
        "conduct": said.conduct,
        "note": one.note.strip()[:200],
    }


def _notes(sheet: DutySheet) -> dict[int, str]:
    """The notes of the entries and decisions, the latest one of each examiner."""
    notes: dict[int, str] = {}
    for entry in submitted_duties(sheet):
        notes.update({line.member.examiner_id: line.note for line in entry.lines.select_related("member") if line.note})
    for row in sheet.resolutions.select_related("member").order_by("pk"):
        if row.note:
            notes[row.member.examiner_id] = row.note
    return notes


def _record(actor: Actor, plan: Plan, sheet: DutySheet, word: str, said: str, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor, action=f"duty.{word}", target=sheet, at=now, sitting=sheet.sitting_id,
        summary=f"{said}：计划 {plan.number}，{sheet.sitting.item}", **details,
    )  # fmt: skip
