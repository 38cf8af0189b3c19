"""Scores are entered twice blind 三: a draft page by page, handed in whole, compared when the second one is in.

Lock order: plan, sheet, entry. Nobody is told a number of the other entry before both are in, not even by a refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.rules.double_entry import differences
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import use_case
from plans.models import Plan, ScoreEntry, ScoreLine, ScoreSheet
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.scores import grades_of, lock_sheet, plan_of_sitting, sheet_facts, submitted_entries
from plans.rules.score_entry import SheetFacts, completeness_refusals, opening_refusals, read_typed
from plans.rules.scoring import ENTERED_BY, EntrySource, Grade, SheetState
from plans.rules.states import PlanAction
from plans.services import score_letters

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The workbook that an entry was read from."""

    name: str
    sha256: str


@use_case
def save_scores(*, actor: Actor, sitting_id: int, typed: Mapping[int, str], now: datetime) -> ScoreEntry:
    """Keep what was typed as the actor's draft: texts by candidate, an empty one takes the grade away. All or none.

    Raises `Sitting.DoesNotExist`, `NotPermitted`, `Conflict`; `Refused` with every field that cannot be read.
    """
    _, sheet, facts = open_sheet(actor, sitting_id, now)
    return _keep(actor, sheet, facts, typed, now)


@use_case
def submit_scores(*, actor: Actor, sitting_id: int, now: datetime) -> ScoreSheet:
    """Hand the actor's draft in as the first or second entry. The second one is compared with the first at once.

    Raises like `save_scores`; `Refused` also for people without a grade.
    """
    plan, sheet, facts = open_sheet(actor, sitting_id, now)
    entry = sheet.entries.filter(person=actor.user_id).first()
    return _hand_in(actor, plan, sheet, facts, entry, now)


@use_case
def enter_scores(*, actor: Actor, sitting_id: int, typed: Mapping[int, str], now: datetime) -> ScoreSheet:
    """A whole sheet in one go: kept and handed in, or refused with everything that is wrong. Raises like the two."""
    plan, sheet, facts = open_sheet(actor, sitting_id, now)
    entry = _keep(actor, sheet, facts, typed, now)
    return _hand_in(actor, plan, sheet, facts, entry, now)


def open_sheet(actor: Actor, sitting_id: int, now: datetime) -> tuple[Plan, ScoreSheet, SheetFacts]:
    """The locked sheet that the actor may enter now. Raises like `save_scores`."""
    plan, sheet = locked_sheet(actor, sitting_id, PlanAction.ENTER_SCORES)
    facts = facts_of(sheet, now)
    refusals = opening_refusals(facts, actor.user_id)
    if refusals:
        raise Refused(*refusals)
    return plan, sheet, facts


def locked_sheet(actor: Actor, sitting_id: int, action: PlanAction) -> tuple[Plan, ScoreSheet]:
    """The sheet of a sitting and its plan, locked, if the actor may act on that subject."""
    plan = lock_plan(plan_of_sitting(sitting_id))
    authorise_plan(actor, action, plan)
    sheet = lock_sheet(plan, sitting_id)
    authorise_subject(actor, sheet)
    return plan, sheet


def authorise_subject(actor: Actor, sheet: ScoreSheet) -> None:
    """Raises `NotPermitted` for a role that does not enter this subject, and for another committee's review."""
    sitting = sheet.sitting
    if actor.role not in ENTERED_BY[Subject(sitting.subject)]:
        raise NotPermitted(f"{actor.role.label}不录入{sitting.get_subject_display()}成绩。")
    if actor.role == Role.COMMITTEE_CLERK and sitting.item.committee_id != actor.organisation_id:
        raise NotPermitted("这一场综合评审由其他考评委承担。")


def facts_of(sheet: ScoreSheet, now: datetime) -> SheetFacts:
    """The sheet as the rules see it; two queries."""
    return sheet_facts(sheet.sitting, sheet, clock.today(now))


def keep_grades(
    actor: Actor, sheet: ScoreSheet, grades: Mapping[int, Grade | None], now: datetime, file: SourceFile | None = None
) -> ScoreEntry:
    """Write grades into the actor's draft; from a file they replace all it had. Part of an action."""
    source = EntrySource.IMPORTED if file else EntrySource.TYPED
    entry, _ = ScoreEntry.objects.get_or_create(
        sheet=sheet,
        person_id=actor.user_id,
        defaults={"organisation_id": actor.organisation_id, "begun_at": now, "source": source},
    )
    if file:
        entry.source, entry.file_name, entry.file_sha256 = source, file.name[:200], file.sha256
        entry.save(update_fields=["source", "file_name", "file_sha256"])
        entry.lines.all().delete()
    entry.lines.filter(candidate__in=[key for key, grade in grades.items() if grade is None]).delete()
    ScoreLine.objects.bulk_create(
        [
            ScoreLine(entry=entry, candidate_id=key, mark=grade.mark, score=grade.points)
            for key, grade in grades.items()
            if grade
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["entry", "candidate"],
        update_fields=["mark", "score"],
    )
    return entry


def _keep(actor: Actor, sheet: ScoreSheet, facts: SheetFacts, typed: Mapping[int, str], now: datetime) -> ScoreEntry:
    grades, refusals = read_typed(typed, facts.sitters)
    if refusals:
        raise Refused(*gather(tuple(refusals)))
    return keep_grades(actor, sheet, grades, now)


def _hand_in(
    actor: Actor, plan: Plan, sheet: ScoreSheet, facts: SheetFacts, entry: ScoreEntry | None, now: datetime
) -> ScoreSheet:
    grades = grades_of(entry) if entry else {}
    refusals = completeness_refusals(facts.sitters, grades)
    if refusals or entry is None:
        raise Refused(*refusals)
    entry.ordinal, entry.submitted_at = len(facts.submitted_by) + 1, now
    entry.save(update_fields=["ordinal", "submitted_at"])
    if entry.ordinal == 2:
        _compare(plan, sheet, facts, now)
    audit.record(
        actor=actor, action="score.enter", target=sheet, at=now, turn=entry.ordinal, people=len(facts.sitters),
        summary=f"录入成绩：计划 {plan.number}，{sheet.sitting.get_subject_display()}第 {entry.ordinal} 遍，"
        f"{len(facts.sitters)} 人",
    )  # fmt: skip
    return sheet


def _compare(plan: Plan, sheet: ScoreSheet, facts: SheetFacts, now: datetime) -> None:
    """Both are in: whoever sits the subject now is compared; drafts of other people are of no use any more."""
    first, second = (_sitting_now(grades_of(entry), facts) for entry in submitted_entries(sheet))
    found = differences(first, second)
    sheet.state = SheetState.DIFFERING if found else SheetState.AGREED
    sheet.save(update_fields=["state"])
    sheet.entries.filter(ordinal=None).delete()
    if found:
        score_letters.write("differing", plan, sheet, to=score_letters.enterers(plan, sheet), now=now, count=len(found))


def _sitting_now(grades: Mapping[int, Grade], facts: SheetFacts) -> dict[int, Grade]:
    return {key: grades[key] for key in facts.sitters if key in grades}
