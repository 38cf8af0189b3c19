"""The institute's first review (资格初审): per candidate, or at once for all whom the conditions plainly let in."""

from datetime import datetime
from typing import Final

from django.db import connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import FirstReview
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.enums import CandidateState
from plans.rules.first_review import RULE
from plans.rules.review_enums import FirstReviewOutcome
from plans.rules.states import PlanAction
from plans.services.backgrounds import lock_live_candidate

_PASS_ALL: Final = """
    INSERT INTO plans_firstreview (candidate_id, outcome, note, reviewed_by_id, reviewed_at)
    SELECT c.id, %(passed)s, %(note)s, %(user)s, %(now)s
      FROM plans_candidate c
      JOIN plans_candidateverdict v ON v.candidate_id = c.id AND v.outcome = %(met)s
      LEFT JOIN plans_background b ON b.candidate_id = c.id
     WHERE c.plan_id = %(plan)s AND c.state <> %(withdrawn)s
       AND NOT EXISTS (SELECT FROM plans_firstreview r WHERE r.candidate_id = c.id
                          AND r.reviewed_at >= greatest(c.updated_at, b.updated_at))
     ORDER BY c.id
"""
PASSED_TOGETHER: Final = "资格预审符合，一并通过"


@use_case
def review_candidate(
    *, actor: Actor, candidate_id: int, outcome: FirstReviewOutcome, note: str = "", now: datetime
) -> FirstReview:
    """Pass or fail one candidate; the newest review counts, older ones stay.

    Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused` for a failure without a reason.
    """
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.FIRST_REVIEW)
    note = note.strip()[:400]
    if outcome is FirstReviewOutcome.FAILED and not note:
        raise Refused(Refusal("first_review_note_missing", rule=RULE, field="note"))
    review: FirstReview = FirstReview.objects.create(
        candidate=candidate, outcome=outcome, note=note, reviewed_by_id=actor.user_id, reviewed_at=now
    )
    audit.record(
        actor=actor, action="candidate.first_review", target=candidate,
        summary=f"资格初审：计划 {plan.number}，{outcome.label}", at=now, outcome=outcome.value,
    )  # fmt: skip
    return review


@use_case
def pass_all_met(*, actor: Actor, plan_id: int, now: datetime) -> int:
    """Pass every candidate whose verdict is MET and who has no review of what is known now. Returns how many.

    Whoever was failed by hand stays failed. Raises `Plan.DoesNotExist`, `NotPermitted`, `Conflict`.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.FIRST_REVIEW, plan)
    with connection.cursor() as cursor:
        cursor.execute(
            _PASS_ALL,
            {
                "passed": FirstReviewOutcome.PASSED,
                "note": PASSED_TOGETHER,
                "user": actor.user_id,
                "now": now,
                "met": Outcome.MET,
                "plan": plan.pk,
                "withdrawn": CandidateState.WITHDRAWN,
            },
        )
        passed: int = cursor.rowcount
    audit.record(
        actor=actor, action="plan.first_review", target=plan,
        summary=f"资格初审一并通过：计划 {plan.number}，{passed} 人", at=now, passed=passed,
    )  # fmt: skip
    return passed
