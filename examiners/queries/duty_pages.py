"""Duty for pages: a practical's record with what it lacks, its entries once both are in, the practicals of a plan."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from appraisal.core import clock
from appraisal.core.queries import documents
from appraisal.core.rules.double_entry import confirming_refusals, entering_refusals
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from examiners.models import (
    DutyEntry,
    DutyHandIn,
    DutyLine,
    DutyMember,
    DutyReturn,
    DutyScan,
    DutySheet,
    Examiner,
    ProblemReport,
)
from examiners.queries.duty import hand_in_facts, record_of, return_facts, submitted_duties
from examiners.queries.teams import team_of
from examiners.rules.duty import (
    BLIND,
    BOTH_IN,
    KEPT,
    RULE,
    Attendance,
    DutyRole,
    DutyState,
    RecordPart,
    changed_parts,
    hand_in_refusals,
    return_refusals,
)
from plans.models import Plan, ScoreSheet, Sitting


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member on the page: from the sheet, or from the team while the sheet has not been begun."""

    examiner_id: int
    name: str
    role: DutyRole
    record: DutyMember | None


@dataclass(frozen=True)
class HandInShown:
    """A hand-in of the record's history: its scans, what it was sent back for, what has been changed since."""

    hand_in: DutyHandIn
    scans: list[DutyScan]
    returned: DutyReturn | None
    changed: tuple[RecordPart, ...] = ()

    @property
    def remarks(self) -> list[tuple[RecordPart, str]]:
        """What the district said was wrong, in the order of the checklist."""
        said = self.returned.remarks if self.returned else {}
        return [(part, said[part]) for part in RecordPart if part in said]


@dataclass(frozen=True)
class DutyRecord:
    """All of a practical's record. `missing`: what keeps it from being handed in, the receiver's name apart.

    `hand_ins`: every one, newest first.
    """

    sitting: Sitting
    sheet: DutySheet | None
    members: list[MemberRow]
    scans: list[DutyScan]
    problems: list[ProblemReport]
    missing: tuple[Refusal, ...]
    hand_ins: tuple[HandInShown, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the institute may still write on it."""
        return self.sheet is None or self.sheet.state in KEPT

    @property
    def is_blind(self) -> bool:
        """Whether those who enter must not see what the institute states."""
        return self.sheet is None or self.sheet.state in BLIND

    @property
    def sent_back(self) -> HandInShown | None:
        """The hand-in that was sent back and is to be mended now."""
        return self.hand_ins[0] if self.sheet and self.sheet.state == DutyState.RETURNED else None


def visible_practical(actor: Actor, sitting_id: int) -> Sitting:
    """A practical whose duty the actor may see, with its plan. Raises `Sitting.DoesNotExist`."""
    rows = Sitting.objects.visible_to(actor).filter(subject=Subject.PRACTICAL).select_related(
        "plan__institute", "plan__district", "item__occupation_level__occupation", "site", "sheet", "duty_sheet"
    )  # fmt: skip
    sitting: Sitting = rows.get(pk=sitting_id)
    return sitting


def duty_record(sitting: Sitting, now: datetime) -> DutyRecord:
    """The record of a practical that `visible_practical` gave. At most a dozen queries, however often handed in."""
    sheet: DutySheet | None = getattr(sitting, "duty_sheet", None)
    stored = list(sheet.members.all()) if sheet else []
    rows = [MemberRow(one.examiner_id, one.name, DutyRole(one.role), one) for one in stored]
    if sheet is None or sheet.state in KEPT:
        known = {one.examiner_id for one in stored}
        rows += [
            MemberRow(one.examiner_id, one.name, DutyRole.LEADER if one.is_leader else DutyRole.MEMBER, None)
            for one in team_of(sitting)
            if one.examiner_id not in known
        ]
    if sheet is None:
        return DutyRecord(sitting, None, rows, [], [], (Refusal("duty_no_meeting", rule=RULE),))
    sheet.sitting = sitting
    facts = hand_in_facts(sheet, handed_to="…", today=clock.today(now), answer="…")
    return DutyRecord(
        sitting,
        sheet,
        rows,
        list(sheet.scans.filter(removed_at=None).select_related("document")),
        list(sheet.problems.select_related("document", "reported_by", "replied_by")),
        hand_in_refusals(facts) if sheet.state in KEPT else (),
        _hand_ins(sheet),
    )


def _hand_ins(sheet: DutySheet) -> tuple[HandInShown, ...]:
    """Every hand-in of a sheet, newest first, each with what was changed after it."""
    rows = list(DutyHandIn.objects.filter(sheet=sheet).select_related("returned", "handed_in_by").order_by("-number"))
    if not rows:
        return ()
    scans = {scan.pk: scan for scan in sheet.scans.select_related("document")}
    later = record_of(sheet) if sheet.state in KEPT else rows[0].record
    found = []
    for row in rows:
        handed = [scans[key] for key in row.record.get(RecordPart.SCAN, []) if key in scans]
        returned: DutyReturn | None = getattr(row, "returned", None)
        found.append(HandInShown(row, handed, returned, changed_parts(row.record, later)))
        later = row.record
    return tuple(found)


def why_not_send_back(sitting: Sitting, record: DutyRecord) -> tuple[Refusal, ...]:
    """Why a hand-in cannot be sent back any more; empty when it can. One query."""
    if record.sheet is None:
        return (Refusal("duty_not_handed_in", rule=RULE),)
    scores: ScoreSheet | None = getattr(sitting, "sheet", None)
    return return_refusals(return_facts(record.sheet, scores, {}, is_incomplete=True))


def stand_ins(actor: Actor, sheet: DutySheet | None) -> QuerySet[Examiner]:
    """Examiners whom the actor may put on the sheet."""
    rows: QuerySet[Examiner] = Examiner.objects.visible_to(actor).filter(active=True)
    return rows.exclude(duty_members__sheet=sheet) if sheet else rows


@dataclass(frozen=True, slots=True)
class ComparedDuty:
    """A member in both entries, what was decided, and what the institute states."""

    member: DutyMember
    first: Attendance | None
    second: Attendance | None
    decided: Attendance | None
    decided_by: str

    @property
    def differs(self) -> bool:
        """Whether the entries are not the same."""
        return self.first != self.second


@dataclass(frozen=True)
class DutyComparison:
    """Both entries side by side. `why_not`: why the actor cannot confirm."""

    entries: list[DutyEntry]
    rows: list[ComparedDuty]
    unresolved: int
    why_not: tuple[Refusal, ...]


def duty_entries_of(actor: Actor, sheet: DutySheet) -> list[DutyEntry]:
    """Who has entered and when; never what."""
    rows = DutyEntry.objects.visible_to(actor).filter(sheet=sheet, set_aside_at=None)
    return list(rows.select_related("person").order_by("ordinal"))


def why_not_enter(actor: Actor, sheet: DutySheet | None) -> tuple[Refusal, ...]:
    """Why the actor cannot enter the duties now."""
    if sheet is None or sheet.state in KEPT:
        return (Refusal("score_not_handed_in", rule=RULE),)
    if sheet.state == DutyState.CONFIRMED:
        return (Refusal("duty_confirmed", rule=RULE),)
    return entering_refusals(actor.user_id, [entry.person_id for entry in submitted_duties(sheet)])


def duty_comparison(actor: Actor, sheet: DutySheet) -> DutyComparison:
    """The comparison of a sheet whose entries are both in; empty for whoever may not read them. Four queries."""
    by_turn: dict[int, dict[int, Attendance]] = {1: {}, 2: {}}
    if sheet.state in BOTH_IN:
        lines = (
            DutyLine.objects.visible_to(actor)
            .filter(entry__sheet=sheet, entry__set_aside_at=None)
            .annotate(turn=F("entry__ordinal"))
        )
        for line in lines:
            by_turn[line.turn][line.member_id] = line.attendance
    decided = {row.member_id: row for row in sheet.resolutions.select_related("decided_by").order_by("pk")}
    rows = []
    for member in sheet.members.all():
        row = decided.get(member.pk)
        rows.append(
            ComparedDuty(
                member,
                by_turn[1].get(member.pk),
                by_turn[2].get(member.pk),
                row.attendance if row else None,
                row.decided_by.name if row else "",
            )
        )
    unresolved = sum(one.differs and one.decided is None for one in rows)
    who = tuple(row.decided_by_id for row in decided.values())
    why_not = confirming_refusals(actor.user_id, who, unresolved)
    return DutyComparison(duty_entries_of(actor, sheet), rows, unresolved, why_not)


def plan_practicals(actor: Actor, plan: Plan) -> list[Sitting]:
    """The practicals of a plan, each with its duty sheet. One query."""
    rows = Sitting.objects.visible_to(actor).filter(plan=plan, subject=Subject.PRACTICAL)
    return list(rows.select_related("item__occupation_level__occupation", "duty_sheet").order_by("date", "pk"))


def _of_duty(document_id: int, actor: Actor) -> bool:
    # A scan that was taken off after a hand-in stays with what was handed in; one that nobody was handed is gone.
    scans = DutyScan.objects.visible_to(actor).filter(Q(removed_at=None) | Q(was_handed_in=True), document=document_id)
    return scans.exists() or ProblemReport.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("examiners.duty", _of_duty)
