"""The institute books places of its district's slots for candidates, moves and cancels bookings 二（四）.

Lock order: plan, then slots by key. `taken` is raised in the database, so that the check constraint on the slot is the
last line should a lock ever be missing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from appraisal.core import audit
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import require_transaction, use_case
from plans.models import BookedCandidate, Booking, Candidate, Plan, ReviewSlot
from plans.permissions import authorise_plan
from plans.phrasebook.re_review import LETTERS
from plans.queries.bookings import lock_booking, under_review, wish_facts
from plans.queries.plans import lock_plan
from plans.queries.rosters import count_candidates
from plans.queries.slots import lock_slots
from plans.rules.booking import RULE, booking_refusals
from plans.rules.enums import CandidateState
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import BookingState
from plans.rules.states import PlanAction


@use_case
def book(*, actor: Actor, plan_id: int, wishes: Mapping[int, Sequence[int]], now: datetime) -> list[Booking]:
    """Book candidates into slots: `wishes` gives candidate ids by slot. All of it or none.

    Raises `NotPermitted`, `Conflict`, `ReviewSlot.DoesNotExist`; `Refused` with everything that is in the way.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.BOOK_REVIEW, plan)
    if not wishes:
        raise Refused(Refusal("booking_nobody", rule=RULE))
    slots = _slots_of_district(plan, wishes)
    refusals = [
        booking_refusals(wish_facts(plan, slots[key], ids), now=now, first_exam=plan.first_exam_date)
        for key, ids in wishes.items()
    ]
    chosen = [pk for ids in wishes.values() for pk in ids]
    if len(chosen) != len(set(chosen)):
        raise Conflict("同一名考生选了两个时段，请重新选择。")
    if any(refusals):
        raise Refused(*gather(*refusals))
    bookings = [_seat(actor, plan, slots[key], ids, now) for key, ids in wishes.items()]
    times = "、".join(f"{_at(booking.slot)} {booking.places} 人" for booking in bookings)
    _tell("booked", plan, bookings[0], now, people=len(chosen), times=times)
    audit.record(
        actor=actor, action="booking.book", target=plan, summary=f"预约资格复审：计划 {plan.number}，{times}", at=now,
        bookings=[booking.pk for booking in bookings], people=len(chosen),
    )  # fmt: skip
    return bookings


@use_case
def move_booking(*, actor: Actor, booking_id: int, slot_id: int, now: datetime) -> Booking:
    """Move a booking that has not begun to another slot, with all its candidates. Raises like `book`."""
    plan = lock_plan(Booking.objects.values_list("plan_id", flat=True).get(pk=booking_id))
    authorise_plan(actor, PlanAction.BOOK_REVIEW, plan)
    old_slot_id = Booking.objects.values_list("slot_id", flat=True).get(pk=booking_id)
    slots = _slots_of_district(plan, {old_slot_id, slot_id})
    booking = lock_booking(booking_id)
    ids = list(booking.seats.filter(live=True).order_by("pk").values_list("candidate_id", flat=True))
    wish = wish_facts(plan, slots[slot_id], ids, moving=booking.pk)
    refusals = _ended_refusals(booking, now)
    if slot_id == old_slot_id:
        refusals += (Refusal("booking_same_slot", rule=RULE),)
    else:
        refusals += booking_refusals(wish, now=now, first_exam=plan.first_exam_date)
    if refusals:
        raise Refused(*refusals)
    before = _at(slots[old_slot_id])
    _release(booking, BookingState.MOVED, now)
    made = _seat(actor, plan, slots[slot_id], ids, now)
    _tell("moved", plan, made, now, people=made.places, before=before, after=_at(made.slot))
    audit.record(
        actor=actor, action="booking.move", target=made, at=now, was=booking.pk, people=made.places,
        summary=f"复审改期：计划 {plan.number}，{before} → {_at(made.slot)}，{made.places} 人",
    )  # fmt: skip
    return made


@use_case
def cancel_booking(*, actor: Actor, booking_id: int, now: datetime) -> None:
    """Give the places of a booking that has not begun back. Raises like `book`."""
    plan = lock_plan(Booking.objects.values_list("plan_id", flat=True).get(pk=booking_id))
    authorise_plan(actor, PlanAction.BOOK_REVIEW, plan)
    lock_slots([Booking.objects.values_list("slot_id", flat=True).get(pk=booking_id)])
    booking = lock_booking(booking_id)
    refusals = _ended_refusals(booking, now)
    if refusals:
        raise Refused(*refusals)
    _release(booking, BookingState.CANCELLED, now)
    _tell("cancelled", plan, booking, now, people=booking.places, before=_at(booking.slot))
    audit.record(
        actor=actor, action="booking.cancel", target=booking, at=now, people=booking.places,
        summary=f"取消复审预约：计划 {plan.number}，{_at(booking.slot)}，{booking.places} 人",
    )  # fmt: skip


@use_case
def leave_review(*, actor: Actor, plan_id: int, candidate_ids: Sequence[int], reason: str, now: datetime) -> int:
    """Take candidates without a deciding verdict out of the plan, so that it can go on without them. Returns how many.

    Their seats in bookings to come are free again. Raises `NotPermitted`, `Conflict`; `Refused` without reason.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.BOOK_REVIEW, plan)
    refusals = reason_refusals(reason)
    if not candidate_ids:
        refusals += (Refusal("leave_nobody", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    people = [one for one in under_review(plan).filter(pk__in=set(candidate_ids)) if one.latest not in DECIDED]
    if len(people) != len(set(candidate_ids)):
        raise Conflict("所选考生中有的已经复审完毕或退出，请刷新后再看。")
    keys = [one.pk for one in people]
    seats = BookedCandidate.objects.filter(candidate__in=keys, live=True)
    slots = lock_slots(seats.values_list("booking__slot_id", flat=True))
    for seat in seats.select_related("booking"):
        _free_seat(seat, slots[seat.booking.slot_id], now)
    Candidate.objects.filter(pk__in=keys).update(state=CandidateState.WITHDRAWN, updated_at=now)
    plan.candidate_count = count_candidates(plan)
    plan.save(update_fields=["candidate_count"])
    audit.record(
        actor=actor, action="candidate.leave_review", target=plan, at=now, reason=reason.strip(), candidates=keys,
        summary=f"考生退出：计划 {plan.number}，未复审合格 {len(keys)} 人",
    )  # fmt: skip
    return len(keys)


def release_bookings(*, plan: Plan, now: datetime) -> None:
    """Give back all places of a locked plan that is over; part of the action that ends it."""
    require_transaction()
    bookings = Booking.objects.filter(plan=plan, state=BookingState.BOOKED)
    lock_slots(bookings.values_list("slot_id", flat=True))
    for booking in bookings.select_related("slot"):
        _release(booking, BookingState.CANCELLED, now)


def _slots_of_district(plan: Plan, slot_ids: Mapping[int, object] | set[int]) -> dict[int, ReviewSlot]:
    slots = lock_slots(slot_ids)
    if any(slot.district_id != plan.district_id for slot in slots.values()):
        raise NotPermitted("只能预约注册地所在区县中心的时段。")
    return slots


def _seat(actor: Actor, plan: Plan, slot: ReviewSlot, candidate_ids: Sequence[int], now: datetime) -> Booking:
    """Take the places of the locked slot and seat the candidates."""
    wanted = sorted(set(candidate_ids))
    ReviewSlot.objects.filter(pk=slot.pk).update(taken=F("taken") + len(wanted))
    booking: Booking = Booking.objects.create(
        slot=slot, plan=plan, places=len(wanted), booked_by_id=actor.user_id, booked_at=now
    )
    BookedCandidate.objects.bulk_create(BookedCandidate(booking=booking, candidate_id=pk) for pk in wanted)
    return booking


def _release(booking: Booking, state: BookingState, now: datetime) -> None:
    ReviewSlot.objects.filter(pk=booking.slot_id).update(taken=F("taken") - booking.places)
    booking.seats.filter(live=True).update(live=False)
    booking.state, booking.ended_at = state, now
    booking.save(update_fields=["state", "ended_at"])


def _free_seat(seat: BookedCandidate, slot: ReviewSlot, now: datetime) -> None:
    """One seat less in a booking to come; in one that has begun the place is used up."""
    seat.live = False
    seat.save(update_fields=["live"])
    booking = Booking.objects.get(pk=seat.booking_id)
    if not booking.seats.filter(live=True).exists():
        _end_empty(booking, slot, now)
    elif slot.starts_at > now:
        ReviewSlot.objects.filter(pk=slot.pk).update(taken=F("taken") - 1)
        booking.places -= 1
        booking.save(update_fields=["places"])


def _end_empty(booking: Booking, slot: ReviewSlot, now: datetime) -> None:
    """Nobody is left: a booking to come is cancelled, one that has begun is done."""
    if slot.starts_at > now:
        _release(booking, BookingState.CANCELLED, now)
        return
    booking.state, booking.ended_at = BookingState.DONE, now
    booking.save(update_fields=["state", "ended_at"])


def _ended_refusals(booking: Booking, now: datetime) -> tuple[Refusal, ...]:
    if booking.state != BookingState.BOOKED:
        return (Refusal("booking_ended", rule=RULE),)
    if booking.slot.starts_at <= now:
        return (Refusal("booking_over", rule=RULE),)
    return ()


def _at(slot: ReviewSlot) -> str:
    return f"{slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _tell(name: str, plan: Plan, booking: Booking, now: datetime, **words: object) -> None:
    letter = LETTERS[name]
    filled = {"number": plan.number, "title": plan.title, "institute": plan.institute.short_name, **words}
    notices.post(
        organisation_ids=[plan.district_id], subject=letter.subject.format(**filled),
        body=letter.body.format(**filled), key=f"booking:{booking.pk}:{name}", now=now, role=Role.DISTRICT_OFFICER,
        path="/re-review/slots/",
    )  # fmt: skip
