"""First reviews of the demo city: plain cases together, the others one by one with a document."""

from datetime import datetime
from itertools import islice

from appraisal.config.demo.papers import proof_document
from appraisal.core.rules.roles import Actor
from plans.models import Candidate
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.enums import CandidateState
from plans.rules.review_enums import EvidenceKind, FirstReviewOutcome
from plans.services.evidence import add_evidence
from plans.services.first_reviews import pass_all_met, review_candidate

DOCUMENTED = 12
"""How many candidates get a document, so that pages show some without filling the disk."""


def review_everybody(actor: Actor, plan_id: int, now: datetime) -> None:
    """Pass all candidates of a plan who are left."""
    pass_all_met(actor=actor, plan_id=plan_id, now=now)
    entered = Candidate.objects.filter(plan_id=plan_id).exclude(state=CandidateState.WITHDRAWN).order_by("pk")
    doubtful = entered.exclude(verdict__outcome=Outcome.MET)
    for candidate in islice(doubtful, DOCUMENTED):
        document(actor, candidate, now)
    for candidate in doubtful:
        review_candidate(
            actor=actor,
            candidate_id=candidate.pk,
            outcome=FirstReviewOutcome.PASSED,
            note="已核对原件（样例）",
            now=now,
        )


def document(actor: Actor, candidate: Candidate, now: datetime) -> None:
    """Give a candidate a document that says it is none."""
    add_evidence(
        actor=actor,
        candidate_id=candidate.pk,
        kind=EvidenceKind.TRAINING,
        name="结业证书（样例）.pdf",
        content=proof_document(),
        now=now,
    )
