"""What the price of a plan is computed from: its candidates with their recorded results, and the tariff of the day."""

from collections import defaultdict
from datetime import date

from django.conf import settings

from appraisal.core.rules.enums import Subject
from fees.queries.tariff import tariff_on
from fees.rules.pricing import Price, Sitter, price
from plans.models import Candidate, Plan, RecordedResult
from plans.queries.eligibility import retake_policy
from plans.rules.enums import Attempt, CandidateState
from plans.rules.retakes import Result, valid_until

SUBJECT_FIELDS = {Subject.THEORY: "theory", Subject.PRACTICAL: "practical", Subject.REVIEW: "review"}
Record = tuple[frozenset[Subject], frozenset[Subject]]
NO_RECORD: Record = (frozenset(), frozenset())


def price_of(plan: Plan, today: date) -> Price:
    """The price of the plan's candidates as it would be billed today: four queries."""
    day = plan.first_exam_date if settings.KAOWU["FEES_BY_EXAM_DATE"] and plan.first_exam_date else today
    allowed: bool = settings.KAOWU["BILL_BY_SAMPLE_STANDARDS"]
    return price(sitters_of(plan, today), tariff_on(day), sample_allowed=allowed)


def sitters_of(plan: Plan, today: date) -> list[Sitter]:
    """Candidates who have not withdrawn, in the order of their roster; nothing is decrypted."""
    rows = Candidate.objects.filter(plan=plan).exclude(state=CandidateState.WITHDRAWN).order_by("item_id", "pk")
    level = "item__occupation_level"
    columns = (
        "pk", "item_id", "name", "document_index", f"{level}_id", f"{level}__occupation_id",
        f"{level}__occupation__name", f"{level}__level", *SUBJECT_FIELDS.values(),
    )  # fmt: skip
    records = _records(plan, today)
    return [
        Sitter(
            candidate_id=pk,
            item_id=item_id,
            name=name,
            occupation_id=occupation_id,
            occupation=occupation,
            level=number,
            attempts={subject: Attempt[word] for subject, word in zip(SUBJECT_FIELDS, attempts, strict=True) if word},
            sat=records.get((bytes(key), level_id), NO_RECORD)[0],
            passed=records.get((bytes(key), level_id), NO_RECORD)[1],
        )
        for pk, item_id, name, key, level_id, occupation_id, occupation, number, *attempts in rows.values_list(*columns)
    ]


def _records(plan: Plan, today: date) -> dict[tuple[bytes, int], Record]:
    """By person and level: the subjects ever sat elsewhere, and those whose pass is still valid."""
    people = Candidate.objects.filter(plan=plan).order_by().values("document_index")
    levels = plan.items.order_by().values("occupation_level_id")
    rows = RecordedResult.objects.filter(document_index__in=people, occupation_level_id__in=levels)
    policy = retake_policy()
    sat: dict[tuple[bytes, int], set[Subject]] = defaultdict(set)
    passed: dict[tuple[bytes, int], set[Subject]] = defaultdict(set)
    columns = ("document_index", "occupation_level_id", "subject", "score", "exam_date")
    for key, level_id, word, score, exam_date in rows.exclude(plan=plan).values_list(*columns):
        result = Result(Subject[word], score, exam_date)
        sat[bytes(key), level_id].add(result.subject)
        if score >= policy.pass_score and today <= valid_until(result, policy):
            passed[bytes(key), level_id].add(result.subject)
    return {key: (frozenset(subjects), frozenset(passed[key])) for key, subjects in sat.items()}
