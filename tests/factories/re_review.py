"""Plans under re-review: enrolled, with candidates, and slots of their district."""

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from appraisal.core.models import Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services import papers as core_papers
from appraisal.core.services.papers import Draft
from plans.models import Booking, Candidate, PaperCopy, Plan, ReviewSlot
from plans.rules.re_review import Verdict
from plans.rules.review_enums import REVIEW_PAPERS, CopyHolder, ReReviewOutcome, ReviewItem
from plans.rules.states import PlanState
from plans.services import bookings, papers, re_reviews
from tests.factories import core
from tests.factories import filing as make

NOW = datetime(2026, 3, 9, 9, tzinfo=BEIJING)  # a Monday
SLOT_AT = NOW + timedelta(days=1)
REVIEW_DAY = SLOT_AT + timedelta(minutes=5)
_hours = count()
ALL_OK = dict.fromkeys(ReviewItem, True)
PASS = Verdict(ReReviewOutcome.PASSED, ALL_OK)
FAIL = Verdict(ReReviewOutcome.FAILED, {**ALL_OK, ReviewItem.CERTIFICATE: False}, "证书查无此号")
MORE = Verdict(ReReviewOutcome.MORE, {}, "缺劳动合同")
NO_SHOW = Verdict(ReReviewOutcome.NO_SHOW, {})


def enrolled(on: make.Ground, people: int = 4, *, re_review: bool = True, **changes: object) -> Plan:
    """A plan whose candidates are complete; its level is under re-review unless told."""
    on.level.re_review = re_review
    on.level.save(update_fields=["re_review"])
    plan = make.accepted(on, **changes)
    for number in range(people):
        make.candidate(plan, name=f"考生{number + 1}", sheet_row=number + 2, condition="连续从事本职业工作7年以上")
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.ENROLLED, previous_state=PlanState.ACCEPTED, state_since=make.NOW, candidate_count=people
    )
    return Plan.objects.get(pk=plan.pk)


def slot(district: Organisation, places: int = 10, *, at: datetime | None = None, **fields: object) -> ReviewSlot:
    """A slot of two hours, on the day after NOW."""
    starts_at = at or SLOT_AT + timedelta(minutes=next(_hours) % 300)
    defaults = {"published_by": core.user(), "published_at": NOW}
    return ReviewSlot.objects.create(
        district=district, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), places=places,
        **{**defaults, **fields},
    )  # fmt: skip


def ids(plan: Plan, number: int | None = None) -> list[int]:
    """Keys of the plan's first candidates."""
    return list(Candidate.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True)[:number])


def booked(on: make.Ground, plan: Plan, into: ReviewSlot | None = None, number: int | None = None) -> Booking:
    """A booking of the plan's first candidates."""
    into = into or slot(plan.district, 100)
    (made,) = bookings.book(actor=on.clerk, plan_id=plan.pk, wishes={into.pk: ids(plan, number)}, now=NOW)
    return made


def decide(on: make.Ground, booking: Booking, candidate_id: int, verdict: Verdict = PASS, now: datetime = REVIEW_DAY):
    """A verdict on one candidate, the officer having seen his newest."""
    newest = Candidate.objects.get(pk=candidate_id).re_reviews.order_by("-pk").first()
    return re_reviews.give_verdict(
        actor=on.district, booking_id=booking.pk, candidate_id=candidate_id, verdict=verdict,
        seen=newest.pk if newest else None, now=now,
    )  # fmt: skip


def reviewed(on: make.Ground, people: int = 4) -> tuple[Plan, Booking]:
    """A plan all of whose candidates have passed."""
    plan = enrolled(on, people)
    booking = booked(on, plan)
    for key in ids(plan):
        decide(on, booking, key)
    return Plan.objects.get(pk=plan.pk), booking


def sealed(on: make.Ground, people: int = 4) -> Plan:
    """A plan with sealed papers, ready to be qualified."""
    plan, _ = reviewed(on, people)
    copies = papers.issue_papers(actor=on.district, plan_id=plan.pk, now=REVIEW_DAY)
    papers.seal_copies(actor=on.district, copy_ids=[one.pk for one in copies], now=REVIEW_DAY)
    return plan


def copies(plan: Plan) -> list[PaperCopy]:
    """All copies of its papers."""
    return list(PaperCopy.objects.filter(plan=plan).select_related("paper").order_by("pk"))


def papers_in_force(plan: Plan) -> None:
    """All six copies, as if they had been issued by somebody."""
    with transaction.atomic():
        for kind in REVIEW_PAPERS:
            made = core_papers.issue_papers(
                kind=kind, subject=plan, drafts=[Draft(kind.label, (), holder) for holder in CopyHolder],
                organisation_ids=[plan.institute_id], actor=None, now=make.NOW, is_sample=False,
            )  # fmt: skip
            PaperCopy.objects.bulk_create(PaperCopy(plan=plan, paper=paper, holder=paper.part) for paper in made)
