"""Differences are decided with the paper at hand, then a sheet is confirmed and published 三.

Any of those who enter may decide; whoever decided does not publish (four eyes, decision 17). Publication writes the
results that count for retakes, and the append-only versions that history reads.
"""

from collections.abc import Mapping
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.double_entry import agreed
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Plan, PublishedResult, RecordedResult, ScoreResolution, ScoreSheet
from plans.queries.scores import Grades, grades_of, resolved_grades, resolvers, sitters, submitted_entries
from plans.rules.score_entry import SheetFacts, publishing_refusals, read_typed
from plans.rules.scoring import BOTH_IN, RULE, SheetState
from plans.rules.states import PlanAction
from plans.services import hand_ins, score_letters
from plans.services.score_entries import BATCH, facts_of, locked_sheet

SOURCE = "考务平台"


@use_case
def resolve_scores(*, actor: Actor, sitting_id: int, typed: Mapping[int, str], now: datetime) -> ScoreSheet:
    """Decide on candidates whose two entries differ: the grade on the paper, by candidate; empty ones are left open.

    Until publication a decision may be replaced by a later one. Raises `NotPermitted`, `Conflict` when the entries are
    not both in or the sheet is published; `Refused` with everything that cannot be read or does not differ.
    """
    plan, sheet = locked_sheet(actor, sitting_id, PlanAction.ENTER_SCORES)
    if sheet.state not in BOTH_IN or sheet.state == SheetState.PUBLISHED:
        raise Conflict("这一场的成绩现在不能核定，请刷新后再看。")
    facts = facts_of(sheet, now)
    differing = {**open_candidates(sheet, facts, {})}
    grades, refusals = read_typed(typed, facts.sitters)
    decided = {key: grade for key, grade in grades.items() if grade}
    refusals += [
        Refusal("score_resolution_stranger", {"name": facts.sitters[key]}, rule=RULE)
        for key in decided
        if key not in differing
    ]
    if not decided and not refusals:
        refusals.append(Refusal("score_resolution_missing", rule=RULE))
    if refusals:
        raise Refused(*refusals)
    ScoreResolution.objects.bulk_create(
        ScoreResolution(
            sheet=sheet, candidate_id=key, mark=grade.mark, score=grade.points,
            decided_by_id=actor.user_id, decided_at=now,
        )
        for key, grade in decided.items()
    )  # fmt: skip
    left = open_candidates(sheet, facts, resolved_grades(sheet))
    sheet.state = SheetState.DIFFERING if left else SheetState.AGREED
    sheet.save(update_fields=["state"])
    audit.record(
        actor=actor, action="score.resolve", target=sheet, at=now, candidates=sorted(decided), left=len(left),
        summary=f"核定成绩差异：计划 {plan.number}，{sheet.sitting.get_subject_display()}，{len(decided)} 处",
    )  # fmt: skip
    return sheet


@use_case
def publish_scores(*, actor: Actor, sitting_id: int, now: datetime) -> ScoreSheet:
    """Confirm a sheet and publish it: from now on the institute sees it and retakes are checked against it.

    Raises `NotPermitted`, `Conflict`; `Refused` with everything that is still open.
    """
    plan, sheet = locked_sheet(actor, sitting_id, PlanAction.ENTER_SCORES)
    facts = facts_of(sheet, now)
    held, left = held_grades(sheet, facts, resolved_grades(sheet))
    refusals = publishing_refusals(facts, person=actor.user_id, resolved_by=resolvers(sheet), unresolved=left)
    if refusals:
        raise Refused(*refusals)
    sheet.state, sheet.published_at, sheet.published_by_id = SheetState.PUBLISHED, now, actor.user_id
    sheet.save(update_fields=["state", "published_at", "published_by"])
    _write_results(actor, plan, sheet, held, now)
    hand_ins.finish_entering(plan=plan, sheet=sheet, actor=actor, now=now)
    score_letters.write("published", plan, sheet, to=[plan.institute_id], now=now, people=len(held))
    audit.record(
        actor=actor, action="score.publish", target=sheet, at=now, people=len(held),
        summary=f"发布成绩：计划 {plan.number}，{sheet.sitting.get_subject_display()}，{len(held)} 人",
    )  # fmt: skip
    return sheet


def open_candidates(sheet: ScoreSheet, facts: SheetFacts, resolved: Grades) -> dict[int, str]:
    """Candidates whose entries differ and who are not among the resolved, with their names."""
    _, left = held_grades(sheet, facts, resolved)
    return {key: facts.sitters[key] for key in left}


def held_grades(sheet: ScoreSheet, facts: SheetFacts, resolved: Grades) -> tuple[Grades, tuple[int, ...]]:
    """What holds for whoever sits the subject, and for whom nothing holds yet."""
    entries = [grades_of(entry) for entry in submitted_entries(sheet)]
    first, second = entries if len(entries) == 2 else ({}, {})
    return agreed(facts.sitters, first, second, resolved)


def _write_results(actor: Actor, plan: Plan, sheet: ScoreSheet, held: Grades, now: datetime) -> None:
    sitting = sheet.sitting
    PublishedResult.objects.bulk_create(
        [
            PublishedResult(
                sheet=sheet, candidate_id=key, mark=grade.mark, score=grade.points,
                published_at=now, published_by_id=actor.user_id,
            )
            for key, grade in held.items()
        ],
        batch_size=BATCH,
    )  # fmt: skip
    persons = dict(sitters(sitting).values_list("pk", "document_index"))
    RecordedResult.objects.bulk_create(
        [
            RecordedResult(
                document_index=persons[key], occupation_level_id=sitting.item.occupation_level_id,
                subject=sitting.subject, score=grade.points, mark=grade.mark, exam_date=sitting.date, plan=plan,
                candidate_id=key, source=SOURCE,
            )
            for key, grade in held.items()
        ],
        batch_size=BATCH,
    )  # fmt: skip
