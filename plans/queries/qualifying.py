"""What qualifying looks at: read for the service and for the plan's page alike."""

from collections.abc import Iterable

from appraisal.core.rules.roles import Actor, Role
from plans.models import Candidate, Plan
from plans.queries.bookings import needs_re_review, under_review
from plans.queries.papers import copies_in_force, paper_facts
from plans.queries.public_notices import notice_standing
from plans.queries.rosters import count_candidates
from plans.rules.first_review import Standing
from plans.rules.qualifying import ItemReviews, PaperFacts, QualifyingFacts
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import ReReviewOutcome

MORE, NO_SHOW = ReReviewOutcome.MORE, ReReviewOutcome.NO_SHOW


def qualifying_facts(plan: Plan, actor: Actor) -> QualifyingFacts:
    """The plan as far as qualifying looks at it, for the side that asks."""
    reviewed = needs_re_review(plan)
    return QualifyingFacts(
        needs_re_review=reviewed,
        by_district=actor.role == Role.DISTRICT_OFFICER or (reviewed and actor.role != Role.INSTITUTE_CLERK),
        candidates=count_candidates(plan),
        reviews=_reviews(plan) if reviewed else (),
        papers=paper_facts(copies_in_force(plan)) if reviewed else PaperFacts(),
        notice=notice_standing(plan),
    )


def _reviews(plan: Plan) -> tuple[ItemReviews, ...]:
    waiting: dict[int, list[Candidate]] = {}
    for one in under_review(plan).select_related("item__occupation_level__occupation"):
        if one.latest not in DECIDED:
            waiting.setdefault(one.item_id, []).append(one)
    return tuple(
        ItemReviews(
            label=str(people[0].item),
            unreviewed=_standing(one for one in people if one.latest not in {MORE, NO_SHOW}),
            more=_standing(one for one in people if one.latest == MORE),
            no_show=_standing(one for one in people if one.latest == NO_SHOW),
        )
        for people in waiting.values()
    )


def _standing(people: Iterable[Candidate]) -> Standing:
    names = tuple(one.name for one in people)
    return Standing(len(names), names)
