"""The copies of a plan's papers: what is in force, what bears a seal, and what stands on a paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from appraisal.core.rules.roles import Actor
from plans.models import Candidate, PaperCopy, Plan, ReReview
from plans.queries.bookings import newest_verdict, under_review
from plans.rules.enums import CandidateState
from plans.rules.qualifying import PaperFacts
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import PaperKind


def copies_in_force(plan: Plan) -> list[PaperCopy]:
    """The copies that are not superseded."""
    return list(PaperCopy.objects.filter(plan=plan, superseded_at=None).select_related("sealed_by"))


def copies_of(actor: Actor, plan: Plan) -> QuerySet[PaperCopy]:
    """All copies of a plan, the newest version first."""
    rows: QuerySet[PaperCopy] = PaperCopy.objects.visible_to(actor).filter(plan=plan).select_related("sealed_by")
    return rows.order_by("-version", "kind", "holder")


def next_version(plan: Plan, kind: PaperKind) -> int:
    """The version that a paper made now gets."""
    newest = PaperCopy.objects.filter(plan=plan, kind=kind).aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1


def copy_for_anyone(copy_id: int) -> PaperCopy | None:
    """The copy that a signed token names, for whoever holds the paper in hand."""
    found: PaperCopy | None = (
        PaperCopy.objects.select_related("plan__institute", "plan__district").filter(pk=copy_id).first()
    )
    return found


def newest_version(copy: PaperCopy) -> PaperCopy:
    """The same copy (kind and holder) in its newest version."""
    rows = PaperCopy.objects.filter(plan_id=copy.plan_id, kind=copy.kind, holder=copy.holder)
    newest: PaperCopy = rows.order_by("-version")[0]
    return newest


def name_of(copy: PaperCopy) -> str:
    """How people call the copy."""
    return f"{copy.get_kind_display()}（{copy.get_holder_display()}留存，第 {copy.version} 版）"


def paper_facts(copies: Iterable[PaperCopy]) -> PaperFacts:
    """Which kinds are missing, and which copies in force bear no seal."""
    copies = list(copies)
    made = {copy.kind for copy in copies}
    return PaperFacts(
        missing=tuple(kind.label for kind in PaperKind if kind not in made),
        unsealed=tuple(
            f"{copy.get_kind_display()}（{copy.get_holder_display()}）" for copy in copies if not copy.sealed_at
        ),
    )


def undecided(plan: Plan) -> list[str]:
    """Names of the candidates under re-review without a verdict that decides."""
    return [one.name for one in under_review(plan) if one.latest not in DECIDED]


# --- what stands on a paper ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class PaperLine:
    """A candidate on a paper, his newest deciding verdict with him (None: his occupation is not under re-review)."""

    candidate: Candidate
    verdict: ReReview | None


def paper_lines(plan: Plan, kind: PaperKind) -> list[PaperLine]:
    """The form: everyone on whom the desk decided, failed ones too. The roster: everyone who is in the plan."""
    rows = newest_verdict(Candidate.objects.filter(plan=plan)).select_related("item__occupation_level__occupation")
    if kind is PaperKind.RE_REVIEW_FORM:
        rows = rows.filter(item__occupation_level__re_review=True, latest__in=list(DECIDED))
    else:
        rows = rows.exclude(state=CandidateState.WITHDRAWN)
    people = list(rows.order_by("item_id", "sheet_row", "pk"))
    verdicts = ReReview.objects.select_related("reviewed_by").in_bulk([one.latest_pk for one in people if one.latest])
    return [PaperLine(one, verdicts.get(one.latest_pk)) for one in people]
