"""Counts behind the rates of corrections, ineligible candidates and changes, by plans that were enrolled since a day.

Ineligible is whom the district or the city found after the institute had passed him: failed in the re-review, or
an objection was upheld. A change is one that the city approved: what was refused or taken back moved nothing.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, ChangeRequest, Correction, Objection, Plan, PlanStep, ReReview
from plans.rules.change_enums import ChangeState
from plans.rules.quality import PlanTally
from plans.rules.review_enums import ObjectionState, ReReviewOutcome
from plans.rules.states import PlanAction


def plan_tallies(actor: Actor, since: date) -> list[PlanTally]:
    """One tally per plan that the actor sees and that was enrolled since; five queries."""
    enrolled = PlanStep.objects.filter(plan=OuterRef("pk"), action=PlanAction.ENROL).order_by("pk")
    plans = Plan.objects.visible_to(actor).annotate(enrolled_at=Subquery(enrolled.values("at")[:1]))
    plans = plans.filter(enrolled_at__gte=datetime.combine(since, time.min, BEIJING)).order_by()
    rows = list(plans.values_list("pk", "institute__short_name", "enrolled_at", "candidate_count"))
    keys = [key for key, *_ in rows]
    corrections = _counts(Correction.objects.filter(candidate__plan__in=keys), "candidate__plan")
    changes = _counts(ChangeRequest.objects.filter(plan__in=keys, state=ChangeState.APPROVED), "plan")
    ineligible = Counter(dict(_ineligible(keys)))
    return [
        PlanTally(
            institute=institute,
            month=at.astimezone(BEIJING).date().replace(day=1),
            candidates=candidates + ineligible[key],  # whoever was found ineligible has left the plan since
            corrections=corrections[key],
            ineligible=ineligible[key],
            changes=changes[key],
        )
        for key, institute, at, candidates in rows
    ]


def _counts(rows: QuerySet[Correction] | QuerySet[ChangeRequest], plan: str) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list(plan).annotate(count=Count("pk"))))


def _ineligible(plan_ids: Iterable[int]) -> Iterable[tuple[int, int]]:
    newer = ReReview.objects.filter(candidate=OuterRef("candidate"), pk__gt=OuterRef("pk"))
    failed = ReReview.objects.filter(~Exists(newer), outcome=ReReviewOutcome.FAILED, candidate__plan__in=plan_ids)
    upheld = Objection.objects.filter(state=ObjectionState.UPHELD, notice__plan__in=plan_ids)
    found = Q(pk__in=failed.order_by().values("candidate")) | Q(pk__in=upheld.order_by().values("entry__candidate"))
    return Candidate.objects.filter(found).order_by().values_list("plan").annotate(count=Count("pk"))
