"""The technicians of a plan 二（六）: who sits the comprehensive review, who lacks it, their committees."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from appraisal.core.models import Occupation, Organisation
from appraisal.core.rules.enums import TECHNICIAN_LEVELS, OrganisationKind, Subject
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Plan, PlanItem, RecordedResult
from plans.queries.filing import filing_policy
from plans.rules.enums import CandidateState, PlanKind
from plans.rules.filing import needs_review
from plans.rules.first_review import NAMED, NOBODY, Standing
from plans.rules.technicians import ChoiceFacts, TechnicianItem

_WITHOUT_REVIEW = f"""
    SELECT c.item_id, count(*), (array_agg(c.name ORDER BY c.sheet_row, c.id))[1:{NAMED}]
      FROM plans_candidate c
      JOIN plans_planitem i ON i.id = c.item_id
     WHERE c.plan_id = %(plan)s AND c.state <> %(withdrawn)s AND c.review = ''
       AND NOT EXISTS (
           SELECT FROM plans_recordedresult r
            WHERE r.document_index = c.document_index AND r.occupation_level_id = i.occupation_level_id
              AND r.subject = %(review)s AND r.score >= %(pass)s
              AND r.exam_date + %(valid)s >= coalesce(
                  (SELECT s.date FROM plans_sitting s WHERE s.item_id = c.item_id AND s.subject = %(review)s),
                  r.exam_date))
     GROUP BY c.item_id
"""


@dataclass(frozen=True, slots=True)
class OccupationChoice:
    """An occupation of the plan whose technicians need a committee, with the one chosen (None: not yet)."""

    occupation: Occupation
    items: list[PlanItem]
    committee: Organisation | None


def sits_review(plan: Plan, level: int) -> bool:
    """Whether candidates of this level in this plan always sit the comprehensive review."""
    return needs_review(PlanKind(plan.kind), level, filing_policy())


def reviewed_items(plan: Plan) -> list[PlanItem]:
    """The plan's items whose candidates sit the comprehensive review."""
    rows = plan.items.filter(occupation_level__level__in=TECHNICIAN_LEVELS)
    items = rows.select_related("occupation_level__occupation", "committee")
    return [item for item in items if sits_review(plan, item.occupation_level.level)]


def technician_candidates(plan: Plan) -> QuerySet[Candidate]:
    """The plan's candidates who sit the review, without those who have withdrawn."""
    rows: QuerySet[Candidate] = Candidate.objects.filter(item__in=[item.pk for item in reviewed_items(plan)])
    return rows.exclude(state=CandidateState.WITHDRAWN)


def technician_items(plan: Plan) -> tuple[TechnicianItem, ...]:
    """What enrolment looks at: no query beyond the items for a plan without technicians."""
    items = reviewed_items(plan)
    lacking = _without_review(plan) if items else {}
    return tuple(
        TechnicianItem(
            label=str(item),
            occupation=item.occupation_level.occupation.name,
            committee=item.committee.name if item.committee else "",
            without_review=lacking.get(item.pk, NOBODY),
        )
        for item in items
    )


def has_passed_review(candidate: Candidate) -> bool:
    """Whether a passed review of the candidate is on record that is still valid on the day of this plan's review."""
    item = candidate.item
    held_on = item.sittings.filter(subject=Subject.REVIEW).values_list("date", flat=True).first()
    passed = RecordedResult.objects.filter(
        document_index=candidate.document_index,
        occupation_level=item.occupation_level_id,
        subject=Subject.REVIEW,
        score__gte=settings.KAOWU["PASS_SCORE"],
    )
    if held_on:
        passed = passed.filter(exam_date__gte=held_on - timedelta(days=settings.KAOWU["PASSED_SUBJECT_VALID_DAYS"]))
    return bool(passed.exists())


def _without_review(plan: Plan) -> dict[int, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHOUT_REVIEW,
            {
                "plan": plan.pk,
                "withdrawn": CandidateState.WITHDRAWN,
                "review": Subject.REVIEW,
                "pass": settings.KAOWU["PASS_SCORE"],
                "valid": settings.KAOWU["PASSED_SUBJECT_VALID_DAYS"],
            },
        )
        return {item_id: Standing(count, tuple(names)) for item_id, count, names in cursor.fetchall()}


# --- committees -------------------------------------------------------------------------------------------
def committee_choices(plan: Plan) -> list[OccupationChoice]:
    """The occupations that need a committee, in order of the plan's items."""
    by_occupation: dict[int, list[PlanItem]] = {}
    for item in reviewed_items(plan):
        by_occupation.setdefault(item.occupation_level.occupation_id, []).append(item)
    return [
        OccupationChoice(
            items[0].occupation_level.occupation,
            items,
            next((item.committee for item in items if item.committee), None),
        )
        for items in by_occupation.values()
    ]


def committees(actor: Actor) -> list[Organisation]:
    """The committees that can be chosen."""
    rows = Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.COMMITTEE, active=True)
    return list(rows)


def choice_facts(plan: Plan, occupation_id: int, committee_id: int | None) -> tuple[ChoiceFacts, list[PlanItem]]:
    """What the rule of choosing looks at, and the items that the choice is for."""
    found = next((one for one in committee_choices(plan) if one.occupation.pk == occupation_id), None)
    occupation = Occupation.objects.filter(pk=occupation_id).values_list("name", flat=True).first() or ""
    rows = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, active=True, pk=committee_id)
    wanted = rows.values_list("name", flat=True).first() or ""
    facts = ChoiceFacts(
        occupation=occupation,
        has_review=found is not None,
        chosen=found.committee.name if found and found.committee else "",
        wanted=wanted,
        is_committee=bool(wanted),
    )
    return facts, found.items if found else []
