"""The copies of a plan's papers: what is in force, what bears a seal, and what stands on a paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from appraisal.core import clock
from appraisal.core.models import Paper
from appraisal.core.queries import papers
from appraisal.core.rules.papers import PaperKind, Standing
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, PaperCopy, Plan, ReReview
from plans.queries.bookings import newest_verdict, under_review
from plans.rules.enums import CandidateState
from plans.rules.qualifying import PaperFacts
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import REVIEW_PAPERS


def copies_in_force(plan: Plan) -> list[PaperCopy]:
    """The copies that are not superseded."""
    rows = PaperCopy.objects.filter(plan=plan, paper__superseded_at=None)
    return list(rows.select_related("paper", "sealed_by"))


def copies_of(actor: Actor, plan: Plan) -> QuerySet[PaperCopy]:
    """All copies of a plan, the newest version first."""
    rows: QuerySet[PaperCopy] = PaperCopy.objects.visible_to(actor).filter(plan=plan)
    return rows.select_related("paper", "sealed_by").order_by("-paper__version", "paper__kind", "holder")


def is_sample(plan: Plan) -> bool:
    """Whether papers about the plan must say that they are none: sample data, or all of the portal is for training."""
    return plan.is_sample or settings.TRAINING_MODE


def plan_facts(plan: Plan) -> list[tuple[str, str]]:
    """What anybody may know of the plan that a paper is about."""
    return [("计划编号", plan.number), ("鉴定机构", plan.institute.name), ("区县中心", plan.district.name)]


def name_of(copy: PaperCopy) -> str:
    """How people call the copy."""
    return f"{copy.paper.get_kind_display()}（{copy.get_holder_display()}留存，第 {copy.paper.version} 版）"


def paper_facts(copies: Iterable[PaperCopy]) -> PaperFacts:
    """Which kinds are missing, and which copies in force bear no seal."""
    copies = list(copies)
    made = {copy.paper.kind for copy in copies}
    return PaperFacts(
        missing=tuple(kind.label for kind in REVIEW_PAPERS if kind not in made),
        unsealed=tuple(
            f"{copy.paper.get_kind_display()}（{copy.get_holder_display()}）" for copy in copies if not copy.sealed_at
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


def _seal_of(paper: Paper) -> Standing:
    """A paper that three parties keep counts when it bears the seal."""
    sealed_at = PaperCopy.objects.filter(paper=paper).values_list("sealed_at", flat=True).first()
    if sealed_at is None:
        return Standing(False, "现行版本，还没有登记盖章", "没有加盖公章的不能作为凭证。")
    return Standing(True, "有效", f"{clock.today(sealed_at)} 已加盖公章。")


for _kind in REVIEW_PAPERS:
    papers.register_standing(_kind, _seal_of)
