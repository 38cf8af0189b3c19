"""Bookings of a plan: its ladder, whom they concern, and what the page of the institute shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from appraisal.core import clock
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import BookedCandidate, Booking, Candidate, Plan, ReReview, ReviewSlot
from plans.queries.obligations import deadline_of
from plans.queries.slots import bookable_slots, slot_facts
from plans.rules.booking import Fit, Rung, WishFacts, earliest_keeping, fit_of, is_open
from plans.rules.enums import CandidateState
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import BookingState

STILL_TO_COME = (ObligationCode.PAY, ObligationCode.ARRANGE)


def needs_re_review(plan: Plan) -> bool:
    """Whether an item of the plan is under re-review 二（四）."""
    return bool(plan.items.filter(occupation_level__re_review=True).exists())


def newest_verdict(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """The candidates with `latest`, the outcome of their newest verdict at the desk, and its key `latest_pk`."""
    newest = ReReview.objects.filter(candidate=OuterRef("pk")).order_by("-pk")
    return rows.annotate(latest=Subquery(newest.values("outcome")[:1]), latest_pk=Subquery(newest.values("pk")[:1]))


def ladder_rungs(plan: Plan, calendar: WorkCalendar) -> tuple[Rung, ...]:
    """What still follows the re-review, with the proof of each last day; an override counts."""
    found = ((code, deadline_of(plan, code, calendar)) for code in STILL_TO_COME)
    return tuple(
        Rung(OBLIGATIONS[code].label, deadline.last_day, deadline.sentence()) for code, deadline in found if deadline
    )


def wish_facts(plan: Plan, slot: ReviewSlot, candidate_ids: Sequence[int], *, moving: int | None = None) -> WishFacts:
    """What the rules need to know of a wish. `moving`: the booking whose candidates change their slot."""
    wanted = set(candidate_ids)
    held = BookedCandidate.objects.filter(candidate=OuterRef("pk"), live=True)
    held = held.exclude(booking=moving) if moving else held
    rows = newest_verdict(Candidate.objects.filter(plan=plan, pk__in=wanted).order_by("pk"))
    rows = rows.select_related("item__occupation_level").annotate(held=Exists(held))
    found = list(rows)
    live = [one for one in found if one.state != CandidateState.WITHDRAWN]
    return WishFacts(
        slot=slot_facts(slot),
        chosen=len(wanted),
        strangers=len(wanted) - len(found),
        withdrawn=tuple(one.name for one in found if one.state == CandidateState.WITHDRAWN),
        unneeded=tuple(one.name for one in live if not one.item.occupation_level.re_review),
        decided=tuple(one.name for one in live if one.latest in DECIDED),
        booked=tuple(one.name for one in live if one.held),
    )


# --- the page ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OfferedSlot:
    """A slot as the booking page shows it."""

    slot: ReviewSlot
    free: int
    is_open: bool
    fit: Fit
    is_earliest: bool


@dataclass(frozen=True)
class BookingPage:
    """All that the booking page shows. `waiting`: without verdict and without booking, in order of the roster."""

    waiting: list[Candidate]
    bookings: list[Booking]
    slots: list[OfferedSlot]
    rungs: tuple[Rung, ...]
    total: int
    decided: int
    booked: int
    is_needed: bool

    @property
    def earliest(self) -> OfferedSlot | None:
        return next((offer for offer in self.slots if offer.is_earliest), None)

    @property
    def free(self) -> int:
        return sum(offer.free for offer in self.slots if offer.is_open)


def under_review(plan: Plan) -> QuerySet[Candidate]:
    """The plan's candidates whose occupation is under re-review, with `latest`; withdrawn ones left out."""
    rows = Candidate.objects.filter(plan=plan, item__occupation_level__re_review=True)
    return newest_verdict(rows.exclude(state=CandidateState.WITHDRAWN)).order_by("item_id", "sheet_row", "pk")


def booking_page(actor: Actor, plan: Plan, now: datetime) -> BookingPage:
    """What the institute sees before it books."""
    today, calendar = clock.today(now), load_calendar()
    held = BookedCandidate.objects.filter(candidate=OuterRef("pk"), live=True)
    people = list(under_review(plan).annotate(held=Exists(held)).select_related("item__occupation_level__occupation"))
    rungs = ladder_rungs(plan, calendar)
    slots = bookable_slots(actor, plan.district_id, now=now)
    earliest = earliest_keeping(map(slot_facts, slots), rungs, now)
    return BookingPage(
        waiting=[one for one in people if not one.held and one.latest not in DECIDED],
        bookings=bookings_of(actor, plan),
        slots=[_offer(slot, rungs, earliest.key if earliest else None, now, today) for slot in slots],
        rungs=rungs,
        total=len(people),
        decided=sum(one.latest in DECIDED for one in people),
        booked=sum(one.held for one in people),
        is_needed=bool(people) or needs_re_review(plan),
    )


def _offer(slot: ReviewSlot, rungs: Iterable[Rung], earliest: int | None, now: datetime, today: date) -> OfferedSlot:
    facts = slot_facts(slot)
    return OfferedSlot(slot, facts.free, is_open(facts, now), fit_of(facts.day, rungs, today), slot.pk == earliest)


def bookings_of(actor: Actor, plan: Plan) -> list[Booking]:
    """The plan's bookings with their slots and seats, those cancelled or moved too."""
    seats = Prefetch("seats", BookedCandidate.objects.select_related("candidate").order_by("pk"))
    rows = Booking.objects.visible_to(actor).filter(plan=plan).select_related("slot__district")
    return list(rows.prefetch_related(seats))


def visible_booking(actor: Actor, booking_id: int) -> Booking:
    """The booking, if the actor may see its plan. Raises `Booking.DoesNotExist`."""
    rows = Booking.objects.visible_to(actor).select_related("slot__district", "plan__institute", "plan__district")
    booking: Booking = rows.get(pk=booking_id)
    return booking


def lock_booking(booking_id: int) -> Booking:
    """The booking, locked; lock its plan and slot first. Raises `Booking.DoesNotExist`."""
    booking: Booking = Booking.objects.select_for_update(of=("self",)).select_related("slot").get(pk=booking_id)
    return booking


def outcome_counts(booking: Booking) -> Mapping[str, int]:
    """How many candidates of a booking have which newest verdict; "" for none."""
    counts: dict[str, int] = {}
    people = Candidate.objects.filter(booked__booking=booking)
    for latest in newest_verdict(people).values_list("latest", flat=True):
        counts[latest or ""] = counts.get(latest or "", 0) + 1
    return counts


ENDED = frozenset({BookingState.CANCELLED, BookingState.MOVED})
