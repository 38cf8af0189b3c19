"""How far the first review of a plan is: what still stands in the way, and the candidates with their standing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from appraisal.core.queries.pages import Page, page_by_key
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Evidence, FirstReview, Plan
from plans.queries.evaluations import plan_is_being_evaluated
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.enums import CandidateState
from plans.rules.first_review import NAMED, ReviewStanding, Standing
from plans.rules.review_enums import FirstReviewOutcome

NOT_REVIEWED, OUTDATED = "NONE", "STALE"
REVIEW_CHOICES = (
    (NOT_REVIEWED, "未初审"),
    (OUTDATED, "初审后信息有变化"),
    *FirstReviewOutcome.choices(),
)
_REASONS = ("pending", "unreviewed", "failed", "unproven")
_STANDINGS = """
    WITH seen AS (
        SELECT c.item_id, c.name, c.sheet_row, c.id, v.outcome AS verdict, r.outcome AS review,
               EXISTS (SELECT FROM plans_evidence e WHERE e.candidate_id = c.id AND e.removed_at IS NULL) AS documented
          FROM plans_candidate c
          LEFT JOIN plans_candidateverdict v ON v.candidate_id = c.id
          LEFT JOIN plans_background b ON b.candidate_id = c.id
          LEFT JOIN LATERAL (
               SELECT x.outcome FROM plans_firstreview x
                WHERE x.candidate_id = c.id AND x.reviewed_at >= greatest(c.updated_at, b.updated_at)
                ORDER BY x.id DESC LIMIT 1) r ON true
         WHERE c.plan_id = %(plan)s AND c.state <> %(withdrawn)s),
    reasons AS (
        SELECT item_id, name, sheet_row, id, verdict IS NULL AS pending, review IS NULL AS unreviewed,
               review IS NOT DISTINCT FROM 'FAILED' AS failed,
               verdict IS NOT DISTINCT FROM 'UNMET' AND NOT documented AS unproven
          FROM seen)
    SELECT item_id, {columns} FROM reasons GROUP BY item_id
""".format(
    columns=", ".join(
        f"count(*) FILTER (WHERE {reason}), (array_agg(name ORDER BY sheet_row, id) FILTER (WHERE {reason}))[1:{NAMED}]"
        for reason in _REASONS
    )
)


@dataclass(frozen=True, slots=True)
class ReviewFilters:
    """What the list is narrowed to. `verdict`: an Outcome; `review`: a word of `REVIEW_CHOICES`."""

    text: str = ""
    item_id: int | None = None
    verdict: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many candidates of a plan, and how many by verdict and by review; `passable`: MET and not yet reviewed."""

    total: int
    by_verdict: Mapping[str, int]
    by_review: Mapping[str, int]
    passable: int


def review_standings(plan: Plan) -> tuple[ReviewStanding, ...]:
    """What stands in the way of completing enrolment, per item: two queries."""
    items = {item.pk: str(item) for item in plan.items.select_related("occupation_level__occupation")}
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"plan": plan.pk, "withdrawn": CandidateState.WITHDRAWN})
        rows = cursor.fetchall()
    found = [
        ReviewStanding(items[item_id], *(Standing(count, tuple(names or ())) for count, names in _pairs(columns)))
        for item_id, *columns in rows
    ]
    if plan_is_being_evaluated(plan) and not any(one.pending.people for one in found):
        # A standard or roster is being worked through: the verdicts that are there may be about to change.
        found = [ReviewStanding(one.label, Standing(1, ("正在重新预审",)), *_rest(one)) for one in found]
    return tuple(found)


def _pairs(columns: list[object]) -> list[tuple[int, list[str] | None]]:
    return list(zip(columns[::2], columns[1::2], strict=True))  # type: ignore[arg-type]


def _rest(one: ReviewStanding) -> tuple[Standing, Standing, Standing]:
    return one.unreviewed, one.failed, one.unproven


def reviewed_candidates(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """The candidates with verdict, `first_review` (a word of `REVIEW_CHOICES`), its note, and number of `documents`."""
    kept = Evidence.objects.filter(candidate=OuterRef("pk"), removed_at=None).order_by()
    return _with_review(rows.select_related("verdict", "item__occupation_level__occupation")).annotate(
        review_note=Subquery(_newest_review().values("note")[:1]),
        documents=Coalesce(Subquery(kept.values("candidate").annotate(number=Count("pk")).values("number")), 0),
    )


def without_review(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those whom nobody has reviewed as they stand: never, or not since they were changed."""
    changed = Greatest("updated_at", Coalesce("background__updated_at", "updated_at"))
    current = FirstReview.objects.filter(candidate=OuterRef("pk"), reviewed_at__gte=OuterRef("changed"))
    return rows.annotate(changed=changed).filter(~Exists(current))


def _with_review(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    changed = Greatest("updated_at", Coalesce("background__updated_at", "updated_at"))
    return rows.annotate(
        reviewed_at=Subquery(_newest_review().values("reviewed_at")[:1]),
        first_review=Case(
            When(reviewed_at=None, then=Value(NOT_REVIEWED)),
            When(reviewed_at__lt=changed, then=Value(OUTDATED)),
            default=Subquery(_newest_review().values("outcome")[:1]),
            output_field=CharField(),
        ),
    )


def _newest_review() -> QuerySet[FirstReview]:
    return FirstReview.objects.filter(candidate=OuterRef("pk")).order_by("-pk")


def review_page(actor: Actor, plan: Plan, filters: ReviewFilters, *, key: str) -> Page:
    """One page of the plan's candidates for the first review, in order of entry."""
    rows = reviewed_candidates(live_candidates(actor, plan))
    if filters.text:
        rows = rows.filter(Q(name__icontains=filters.text) | Q(employer__icontains=filters.text))
    if filters.item_id:
        rows = rows.filter(item_id=filters.item_id)
    if filters.verdict:
        rows = rows.filter(verdict__outcome=filters.verdict)
    if filters.review:
        rows = rows.filter(first_review=filters.review)
    return page_by_key(rows, ("pk",), key)


def review_counts(actor: Actor, plan: Plan) -> ReviewCounts:
    """The numbers above the list: one query."""
    rows = _with_review(live_candidates(actor, plan)).order_by()
    by_verdict: Counter[str] = Counter()
    by_review: Counter[str] = Counter()
    passable = 0
    for verdict, review, count in rows.values_list("verdict__outcome", "first_review").annotate(count=Count("pk")):
        by_verdict[verdict or ""] += count
        by_review[review] += count
        if verdict == Outcome.MET and review in {NOT_REVIEWED, OUTDATED}:
            passable += count
    return ReviewCounts(by_review.total(), by_verdict, by_review, passable)


def live_candidates(actor: Actor, plan: Plan) -> QuerySet[Candidate]:
    """The plan's candidates that the actor may see, without those who have withdrawn."""
    return Candidate.objects.visible_to(actor).filter(plan=plan).exclude(state=CandidateState.WITHDRAWN)
