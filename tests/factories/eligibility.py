"""Conditions for applying, and candidates who have been through the first review."""

from datetime import date, datetime

from appraisal.core.models import Occupation
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Candidate, EligibilityStandard, Plan
from plans.rules.enums import CandidateState
from plans.rules.review_enums import FirstReviewOutcome, StandardState
from plans.services.first_reviews import review_candidate
from plans.services.verdicts import evaluate_now

GENERIC = {
    "continuous": True,
    "rules": {
        "5": [{"training": True}, {"trainee_years": 2}],
        "4": [{"prior_level": 5, "years_after_prior": 5}, {"years_total": 7}],
        "3": [{"prior_level": 4, "years_after_prior": 7}, {"years_total": 15}],
        "2": [{"prior_level": 3, "years_after_prior": 7}],
    },
}


def standard(
    occupation: Occupation | None = None,
    *,
    now: datetime,
    state: StandardState = StandardState.PUBLISHED,
    **fields: object,
) -> EligibilityStandard:
    """A version of the conditions, published since 2014 unless told otherwise."""
    defaults: dict[str, object] = {
        "code": "test",
        "name": "申报条件",
        "document": "国家职业标准",
        "valid_from": date(2014, 1, 1),
        "content": GENERIC,
        "drafted_at": now,
        "published_at": now if state is StandardState.PUBLISHED else None,
    }
    return EligibilityStandard.objects.create(occupation=occupation, state=state, **{**defaults, **fields})


@use_case
def evaluate(*candidates: Candidate, now: datetime) -> None:
    """Evaluate candidates as an action does."""
    evaluate_now(candidate_ids=[candidate.pk for candidate in candidates], now=now)


def review_all(plan: Plan, clerk: Actor, now: datetime) -> None:
    """Give every candidate of a plan a verdict and pass him."""
    candidates = list(plan.candidates.exclude(state=CandidateState.WITHDRAWN))
    evaluate(*candidates, now=now)
    for candidate in candidates:
        review_candidate(actor=clerk, candidate_id=candidate.pk, outcome=FirstReviewOutcome.PASSED, now=now)
