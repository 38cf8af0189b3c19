"""Score sheets for services: locked rows, who sits a subject, what was entered; and the one door to its numbers."""

from datetime import date

from django.db.models import QuerySet

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Candidate, Plan, ScoreEntry, ScoreLine, ScoreSheet, Sitting
from plans.rules.enums import CandidateState
from plans.rules.score_entry import SheetFacts
from plans.rules.scoring import Grade, SheetState

Grades = dict[int, Grade]
"""Grades by candidate."""


def plan_of_sitting(sitting_id: int) -> int:
    """Key of the sitting's plan. Raises `Sitting.DoesNotExist`."""
    key: int = Sitting.objects.values_list("plan_id", flat=True).get(pk=sitting_id)
    return key


def sitting_of(plan: Plan, sitting_id: int) -> Sitting:
    """A sitting of the locked plan, with the plan itself on it."""
    sitting: Sitting = plan.sittings.select_related("item__occupation_level__occupation").get(pk=sitting_id)
    sitting.plan = plan
    return sitting


def lock_sheet(plan: Plan, sitting_id: int) -> ScoreSheet:
    """The sheet of a sitting of the locked plan, made when it is first needed; locked until the action commits.

    Raises `Sitting.DoesNotExist` for a sitting of another plan.
    """
    require_transaction()
    sitting = sitting_of(plan, sitting_id)
    sheet: ScoreSheet | None = ScoreSheet.objects.select_for_update(of=("self",)).filter(sitting=sitting).first()
    sheet = sheet or ScoreSheet.objects.create(sitting=sitting)
    sheet.sitting = sitting
    return sheet


def sitters(sitting: Sitting) -> QuerySet[Candidate]:
    """Who sits the subject: the candidates of its item who have not withdrawn, in the order of their roster."""
    column = Subject(sitting.subject).lower()
    rows = Candidate.objects.filter(item=sitting.item_id).exclude(state=CandidateState.WITHDRAWN)
    rows = rows.exclude(**{column: ""})
    return rows.order_by("sheet_row", "pk")


def sheet_facts(sitting: Sitting, sheet: ScoreSheet | None, today: date) -> SheetFacts:
    """The sheet as the rules see it, before anything has come in too. Two queries."""
    return SheetFacts(
        subject=Subject(sitting.subject),
        held_on=sitting.date,
        today=today,
        is_suspended=sitting.suspended_at is not None,
        is_handed_in=bool(sheet and sheet.handed_in_at),
        state=SheetState(sheet.state) if sheet else SheetState.ENTERING,
        submitted_by=tuple(entry.person_id for entry in submitted_entries(sheet)) if sheet else (),
        sitters=dict(sitters(sitting).values_list("pk", "name")),
    )


def submitted_entries(sheet: ScoreSheet) -> list[ScoreEntry]:
    """The entries that are in, first and second; without their numbers."""
    return list(sheet.entries.filter(ordinal__isnull=False).select_related("person").order_by("ordinal"))


def grades_of(entry: ScoreEntry) -> Grades:
    """What an entry says. For services that compare; pages read `readable_lines`."""
    return {line.candidate_id: line.grade for line in entry.lines.all()}


def readable_lines(actor: Actor, sheet: ScoreSheet) -> QuerySet[ScoreLine]:
    """The lines of a sheet that the actor may read: his own, and all of them once both entries are in."""
    rows: QuerySet[ScoreLine] = ScoreLine.objects.visible_to(actor).filter(entry__sheet=sheet)
    return rows


def resolved_grades(sheet: ScoreSheet) -> Grades:
    """What was decided where the entries differed: the latest decision of each candidate."""
    return {row.candidate_id: row.grade for row in sheet.resolutions.order_by("pk")}


def resolvers(sheet: ScoreSheet) -> list[int]:
    """Who decided on differences that still hold."""
    latest = {row.candidate_id: row.decided_by_id for row in sheet.resolutions.order_by("pk")}
    return sorted(set(latest.values()))
