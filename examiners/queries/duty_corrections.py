"""Corrections of confirmed duties: what waits, what each changes, and every version of a practical's duties."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from appraisal.core.queries import documents
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.roles import Actor, Role
from examiners.models import Duty, DutyCorrection, DutyCorrectionLine, DutySheet
from examiners.rules.duty import Attendance
from examiners.rules.duty_corrections import OWED_IN, deciders
from plans.rules.states import PlanState


@dataclass(frozen=True, slots=True)
class CorrectedDuty:
    """One examiner in a correction: what holds, None for somebody not on the sheet, and what is asked for."""

    examiner_id: int
    name: str
    present: Attendance | None
    wanted: Attendance
    note: str


def duty_corrections(actor: Actor, state: str = "") -> QuerySet[DutyCorrection]:
    """Corrections that the actor sees, newest first, each with its lines: two queries."""
    rows: QuerySet[DutyCorrection] = DutyCorrection.objects.visible_to(actor).select_related(
        "sheet__sitting__plan__institute", "sheet__sitting__plan__district",
        "sheet__sitting__item__occupation_level__occupation", "requested_by", "decided_by", "document",
    )  # fmt: skip
    lines = Prefetch("lines", DutyCorrectionLine.objects.select_related("examiner", "duty__member"))
    return (rows.filter(state=state) if state else rows).prefetch_related(lines)


def waiting_duty_corrections(actor: Actor) -> QuerySet[DutyCorrection]:
    """Corrections that the actor may decide: asked for by somebody else, and in a state that is his to decide."""
    rows = DutyCorrection.objects.visible_to(actor).filter(state=RequestState.REQUESTED)
    rows = rows.exclude(requested_by=actor.user_id)
    return rows if actor.role == Role.GUIDANCE_OFFICER else rows.exclude(sheet__sitting__plan__state__in=OWED_IN)


def may_decide(actor: Actor, asked: DutyCorrection) -> bool:
    """Whether it is for this role, and this person, to decide."""
    state = PlanState(asked.sheet.sitting.plan.state)
    return actor.role in deciders(state) and asked.requested_by_id != actor.user_id


def lines_of(asked: DutyCorrection) -> list[CorrectedDuty]:
    """What a correction from `duty_corrections` changes."""
    return [_line(line) for line in asked.lines.all()]


def _line(line: DutyCorrectionLine) -> CorrectedDuty:
    duty = line.duty
    name = duty.member.name if duty else line.examiner.name
    return CorrectedDuty(line.examiner_id, name, duty.attendance if duty else None, line.attendance, line.note)


def duty_versions(actor: Actor, sheet: DutySheet) -> list[list[Duty]]:
    """Every version of each member's confirmed duty, newest first, members in their order. One query."""
    rows = Duty.objects.visible_to(actor).filter(member__sheet=sheet).select_related("member", "correction")
    found: dict[int, list[Duty]] = {}
    for row in rows.order_by("member__role", "member", "-version"):
        found.setdefault(row.member_id, []).append(row)
    return list(found.values())


def _of_duty_correction(document_id: int, actor: Actor) -> bool:
    return DutyCorrection.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("examiners.duty_corrections", _of_duty_correction)
