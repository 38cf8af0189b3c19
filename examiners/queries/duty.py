"""Duty sheets: locked for services, and the duties that are paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.transactions import require_transaction
from examiners.models import Duty, DutyEntry, DutyHandIn, DutyMember, DutySheet
from examiners.rules.duty import (
    KEPT,
    Attendance,
    DutyRole,
    DutyState,
    HandInFacts,
    MemberFacts,
    Record,
    RecordPart,
    ReturnFacts,
    ScanKind,
)
from plans.models import Plan, ScoreSheet, Sitting
from plans.queries.scores import submitted_entries
from plans.rules.scoring import SheetState

Attendances = dict[int, Attendance]
"""What is said, by examiner."""


@dataclass(frozen=True, slots=True)
class PaidDuty:
    """One examiner's duty at one practical. `half_days` is 0 for a member who did not come."""

    examiner_id: int
    examiner_name: str
    sitting_id: int
    role: DutyRole
    half_days: int
    confirmed: bool


def duties_of_plan(plan: Plan) -> list[PaidDuty]:
    """Every team member of the plan's practicals with what he is paid by: the duty as last corrected; unconfirmed
    as the institute states it. Two queries.
    """
    duties = {duty.member_id: duty for duty in Duty.objects.latest().filter(member__sheet__sitting__plan=plan)}
    rows = DutyMember.objects.filter(sheet__sitting__plan=plan).select_related("sheet")
    return [_paid(row, duties.get(row.pk)) for row in rows.order_by("sheet__sitting", "role", "pk")]


def latest_duties(sheet: DutySheet) -> dict[int, Duty]:
    """The confirmed duties of a sheet that count, by examiner."""
    rows = Duty.objects.latest().filter(member__sheet=sheet).select_related("member")
    return {duty.member.examiner_id: duty for duty in rows}


def _paid(row: DutyMember, duty: Duty | None) -> PaidDuty:
    said = duty.attendance if duty else row.stated
    return PaidDuty(
        examiner_id=row.examiner_id,
        examiner_name=row.name,
        sitting_id=row.sheet.sitting_id,
        role=said.role if said else DutyRole(row.role),
        half_days=said.half_days if said else 0,
        confirmed=duty is not None,
    )


def lock_duty_sheet(plan: Plan, sitting_id: int) -> DutySheet:
    """The duty sheet of a practical of the locked plan, made when it is first needed; locked until the action commits.

    Raises `Sitting.DoesNotExist` for a sitting of another plan and for one that is no practical.
    """
    require_transaction()
    rows = plan.sittings.select_related("item__occupation_level__occupation").filter(subject="PRACTICAL")
    sitting: Sitting = rows.get(pk=sitting_id)
    sitting.plan = plan
    sheet: DutySheet | None = DutySheet.objects.select_for_update(of=("self",)).filter(sitting=sitting).first()
    sheet = sheet or DutySheet.objects.create(sitting=sitting)
    sheet.sitting = sitting
    return sheet


def hand_in_facts(sheet: DutySheet, *, handed_to: str, today: date, answer: str = "") -> HandInFacts:
    """Everything that must be there when a stored sheet is handed in; three queries."""
    sitting = sheet.sitting
    return HandInFacts(
        held_on=sitting.date,
        today=today,
        is_suspended=sitting.suspended_at is not None,
        is_handed_in=sheet.state not in KEPT,
        met_at=sheet.met_at,
        members=tuple(
            MemberFacts(one.name, one.stated, one.signed_roster, one.signed_seal) for one in sheet.members.all()
        ),
        sealed_at=sheet.sealed_at,
        envelopes=sheet.envelopes,
        wrapped_up_at=sheet.wrapped_up_at,
        wrap_up_notes=sheet.wrap_up_notes,
        has_problems=sheet.has_problems,
        reports=sheet.problems.count(),
        scans={ScanKind(kind) for kind in sheet.scans.filter(removed_at=None).values_list("kind", flat=True)},
        handed_to=handed_to,
        is_returned=sheet.state == DutyState.RETURNED,
        answer=answer,
    )


def record_of(sheet: DutySheet) -> Record:
    """The record as it is now, by part; three queries."""
    members = [
        [one.examiner_id, one.role, one.met, one.attended, one.half_days, one.conduct, one.note, one.signed_roster,
         one.signed_seal]
        for one in sheet.members.order_by("pk")
    ]  # fmt: skip
    return {
        RecordPart.MEETING: [_moment(sheet.met_at), sheet.meeting_place, sheet.meeting_notes],
        RecordPart.ATTENDANCE: members,
        RecordPart.SEALING: [_moment(sheet.sealed_at), sheet.envelopes],
        RecordPart.SCAN: list(sheet.scans.filter(removed_at=None).order_by("pk").values_list("pk", flat=True)),
        RecordPart.WRAP_UP: [_moment(sheet.wrapped_up_at), sheet.wrap_up_notes, sheet.has_problems],
        RecordPart.PROBLEM: list(sheet.problems.order_by("pk").values_list("pk", flat=True)),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def return_facts(
    sheet: DutySheet, scores: ScoreSheet | None, remarks: Mapping[RecordPart, str], *, is_incomplete: bool
) -> ReturnFacts:
    """A hand-in as it stands before whoever sends it back. `scores`: the practical's score sheet. One query."""
    return ReturnFacts(
        state=DutyState(sheet.state),
        scores_in=len(submitted_entries(scores)) if scores else 0,
        scores_published=scores is not None and scores.state == SheetState.PUBLISHED,
        remarks=remarks,
        is_incomplete=is_incomplete,
    )


def latest_hand_in(sheet: DutySheet) -> DutyHandIn | None:
    """The last hand-in of a sheet, with what it was sent back for, if it was."""
    rows = DutyHandIn.objects.filter(sheet=sheet).select_related("returned")
    return rows.order_by("-number").first()


def submitted_duties(sheet: DutySheet) -> list[DutyEntry]:
    """The entries that are in, first and second; without what they say."""
    return list(sheet.entries.filter(set_aside_at=None).select_related("person").order_by("ordinal"))


def attendances_of(entry: DutyEntry) -> Attendances:
    """What an entry says. For services that compare; pages read `DutyLine.objects.visible_to`."""
    return {line.member.examiner_id: line.attendance for line in entry.lines.select_related("member")}


def resolved_attendances(sheet: DutySheet) -> Attendances:
    """What was decided where the entries differed: the latest decision of each member."""
    rows = sheet.resolutions.select_related("member").order_by("pk")
    return {row.member.examiner_id: row.attendance for row in rows}


def duty_resolvers(sheet: DutySheet) -> list[int]:
    """Who decided on differences that still hold."""
    return sorted({row.member_id: row.decided_by_id for row in sheet.resolutions.order_by("pk")}.values())
