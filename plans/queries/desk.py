"""The desk: the bookings of a day, the candidates of one booking, and all about the one whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from appraisal.core import clock
from appraisal.core.models import Document
from appraisal.core.rules.roles import Actor
from plans.models import BookedCandidate, Booking, Candidate, CandidateVerdict, Evidence, FirstReview, ReReview
from plans.queries.bookings import newest_verdict
from plans.queries.photos import visible_photo
from plans.rules.enums import CandidateState
from plans.rules.re_review import is_waiting
from plans.rules.review_enums import BookingState

OPEN = (BookingState.BOOKED, BookingState.DONE)
DAYS_BACK = timedelta(days=60)


def desk_bookings(actor: Actor, now: datetime) -> tuple[list[Booking], list[Booking]]:
    """(today's bookings, earlier ones with somebody still waiting), each with `seated` and `left`."""
    rows = _with_counts(Booking.objects.visible_to(actor).filter(state__in=OPEN))
    rows = rows.select_related("slot", "plan__institute").order_by("slot__starts_at", "pk")
    midnight = now.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    today = rows.filter(slot__starts_at__gte=midnight, slot__starts_at__lt=midnight + timedelta(days=1))
    earlier = rows.filter(slot__starts_at__lt=midnight, slot__starts_at__gte=midnight - DAYS_BACK, left__gt=0)
    return list(today), list(earlier)


def _with_counts(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    return rows.annotate(
        seated=Count("seats"),
        left=Count("seats", filter=Q(seats__live=True)),
        done=Count("seats", filter=Q(seats__live=False)),
    )


@dataclass(frozen=True)
class Desk:
    """One booking at the desk. `people`: all seats in order, `latest` with each; `current`: whose turn it is."""

    booking: Booking
    people: list[Candidate]
    current: Candidate | None
    last: ReReview | None

    @property
    def done(self) -> int:
        return sum(not one.on_seat for one in self.people)

    @property
    def position(self) -> int:
        return self.people.index(self.current) + 1 if self.current else 0

    @property
    def following(self) -> Candidate | None:
        """Who comes when the current one is passed over."""
        others = [one for one in self.people if one.on_seat and one != self.current]
        behind = [one for one in others if self.current and self.people.index(one) >= self.position]
        return next(iter(behind or others), None)


def desk(actor: Actor, booking: Booking, *, chosen: int | None) -> Desk:
    """The booking with the chosen candidate, or the first who waits. `last`: the verdict that could be undone."""
    seat = BookedCandidate.objects.filter(booking=booking, candidate=OuterRef("pk"), live=True)
    rows = newest_verdict(Candidate.objects.visible_to(actor).filter(booked__booking=booking))
    people = list(rows.annotate(on_seat=Exists(seat)).order_by("booked__pk"))
    current = next((one for one in people if one.pk == chosen and may_decide(one)), None)
    if current is None:
        current = next((one for one in people if one.on_seat), None)
    last = ReReview.objects.filter(booking=booking, reviewed_by=actor.user_id).select_related("candidate")
    newest = last.order_by("-pk").first()
    return Desk(booking, people, current, newest if newest and newest.outcome != "UNDONE" else None)


def may_decide(candidate: Candidate) -> bool:
    """Whether the desk can still decide on the candidate: his seat is open, or he comes back with more."""
    return candidate.on_seat or (candidate.state != CandidateState.WITHDRAWN and is_waiting(candidate.latest))


@dataclass(frozen=True)
class Dossier:
    """All that lies before the officer: item, pre-check, first review, documents, earlier verdicts, face."""

    candidate: Candidate
    verdict: CandidateVerdict | None
    first_review: FirstReview | None
    evidence: list[Evidence]
    earlier: list[ReReview]
    photo: Document | None


def dossier(actor: Actor, candidate: Candidate) -> Dossier:
    """The candidate's dossier, a handful of queries."""
    return Dossier(
        candidate=candidate,
        verdict=CandidateVerdict.objects.filter(candidate=candidate).first(),
        first_review=candidate.first_reviews.order_by("-pk").first(),
        evidence=list(candidate.evidence.filter(removed_at=None).select_related("document")),
        earlier=list(candidate.re_reviews.select_related("reviewed_by").order_by("-pk")),
        photo=visible_photo(actor, candidate.pk),
    )
