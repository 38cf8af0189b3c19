"""Institutes book places of slots, spread, move, cancel, and let candidates go."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import Notice
from appraisal.core.services.calendar import fill_calendar
from plans.models import BookedCandidate, Booking, Candidate, Plan, ReviewSlot
from plans.queries.bookings import booking_page
from plans.rules.enums import CandidateState
from plans.rules.review_enums import BookingState
from plans.rules.states import PlanState
from plans.services import bookings, decisions
from tests.factories import filing as make
from tests.factories import re_review
from tests.factories.re_review import NOW, ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground):
    return re_review.enrolled(ground, 5)


def book(ground, plan, wishes, now=NOW):
    return bookings.book(actor=ground.clerk, plan_id=plan.pk, wishes=wishes, now=now)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_candidates_of_one_plan_spread_over_slots(ground, plan):
    one, other = re_review.slot(plan.district, 3), re_review.slot(plan.district, 3)
    made = book(ground, plan, {one.pk: ids(plan)[:3], other.pk: ids(plan)[3:]})
    one.refresh_from_db()
    other.refresh_from_db()
    assert [booking.places for booking in made] == [3, 2]
    assert (one.taken, other.taken) == (3, 2)
    assert Notice.objects.filter(organisation=plan.district, subject__contains="新预约").count() == 1


def test_a_full_slot_is_refused_and_nothing_is_booked(ground, plan):
    open_slot, small = re_review.slot(plan.district, 3), re_review.slot(plan.district, 1)
    with pytest.raises(Refused) as refused:
        book(ground, plan, {open_slot.pk: ids(plan)[:3], small.pk: ids(plan)[3:]})
    assert codes(refused) == ["booking_full"]
    assert not Booking.objects.exists()


def test_a_candidate_is_in_one_live_booking(ground, plan):
    re_review.booked(ground, plan)
    with pytest.raises(Refused) as refused:
        book(ground, plan, {re_review.slot(plan.district).pk: ids(plan, 1)})
    assert codes(refused) == ["booking_twice"]
    with pytest.raises(IntegrityError), transaction.atomic():
        BookedCandidate.objects.create(booking=Booking.objects.get(), candidate_id=ids(plan, 1)[0])


def test_who_needs_no_re_review_is_not_booked(ground):
    plan = re_review.enrolled(ground, 2, re_review=False)
    with pytest.raises(Refused) as refused:
        book(ground, plan, {re_review.slot(plan.district).pk: ids(plan)})
    assert codes(refused) == ["booking_unneeded"]


def test_only_slots_of_the_registration_district(ground, plan):
    elsewhere = re_review.slot(make.ground().institute.district)
    with pytest.raises(NotPermitted):
        book(ground, plan, {elsewhere.pk: ids(plan)})


def test_only_the_own_institute_and_only_after_enrolment(ground, plan):
    slot = re_review.slot(plan.district)
    for actor in (make.ground().clerk, ground.district, ground.officer):
        with pytest.raises(NotPermitted):
            bookings.book(actor=actor, plan_id=plan.pk, wishes={slot.pk: ids(plan)}, now=NOW)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ACCEPTED)
    with pytest.raises(Conflict):
        book(ground, plan, {slot.pk: ids(plan)})


def test_moving_takes_all_along_and_frees_the_old_places(ground, plan):
    old, new = re_review.slot(plan.district, 5), re_review.slot(plan.district, 5)
    (booking,) = book(ground, plan, {old.pk: ids(plan)})
    moved = bookings.move_booking(actor=ground.clerk, booking_id=booking.pk, slot_id=new.pk, now=NOW)
    booking.refresh_from_db()
    assert booking.state == BookingState.MOVED
    assert list(moved.seats.values_list("candidate_id", flat=True)) == ids(plan)
    assert dict(ReviewSlot.objects.values_list("pk", "taken")) == {old.pk: 0, new.pk: 5}


def test_moving_into_a_full_slot_leaves_everything_as_it_was(ground, plan):
    old, small = re_review.slot(plan.district, 5), re_review.slot(plan.district, 4)
    (booking,) = book(ground, plan, {old.pk: ids(plan)})
    with pytest.raises(Refused) as refused:
        bookings.move_booking(actor=ground.clerk, booking_id=booking.pk, slot_id=small.pk, now=NOW)
    assert codes(refused) == ["booking_full"]
    assert dict(ReviewSlot.objects.values_list("pk", "taken")) == {old.pk: 5, small.pk: 0}


def test_a_booking_is_cancelled_before_it_begins(ground, plan):
    booking = re_review.booked(ground, plan)
    bookings.cancel_booking(actor=ground.clerk, booking_id=booking.pk, now=NOW)
    assert ReviewSlot.objects.get().taken == 0
    with pytest.raises(Refused) as refused:
        bookings.cancel_booking(actor=ground.clerk, booking_id=booking.pk, now=NOW)
    assert codes(refused) == ["booking_ended"]


def test_a_booking_that_has_begun_stays(ground, plan):
    booking = re_review.booked(ground, plan)
    with pytest.raises(Refused) as refused:
        bookings.cancel_booking(actor=ground.clerk, booking_id=booking.pk, now=NOW + timedelta(days=2))
    assert codes(refused) == ["booking_over"]


def test_candidates_who_will_not_come_leave_and_free_their_places(ground, plan):
    re_review.booked(ground, plan)
    left = bookings.leave_review(
        actor=ground.clerk, plan_id=plan.pk, candidate_ids=ids(plan, 2), reason="材料补不齐", now=NOW
    )
    plan.refresh_from_db()
    assert left == 2
    assert plan.candidate_count == 3
    assert ReviewSlot.objects.get().taken == 3
    assert Candidate.objects.filter(plan=plan, state=CandidateState.WITHDRAWN).count() == 2


def test_cancelling_the_plan_frees_its_places(ground, plan):
    re_review.booked(ground, plan)
    decisions.cancel_plan(actor=ground.officer, plan_id=plan.pk, reason="停办", now=NOW)
    assert ReviewSlot.objects.get().taken == 0
    assert Booking.objects.get().state == BookingState.CANCELLED


def test_the_page_marks_the_earliest_slot_that_keeps_the_ladder_and_says_why(ground, plan):
    full = re_review.slot(plan.district, 1, taken=1)
    keeping = re_review.slot(plan.district, 5, at=NOW + timedelta(days=10))
    late = re_review.slot(plan.district, 5, at=make.NOW.replace(month=5, day=8))
    page = booking_page(ground.clerk, plan, NOW)
    assert [offer.slot.pk for offer in page.slots] == [full.pk, keeping.pk, late.pk]
    assert page.earliest.slot == keeping
    assert [rung.label for rung in page.slots[2].fit.missed] == ["缴纳鉴定费", "完成考场编排"]
    assert all("个工作日" in rung.sentence for rung in page.rungs)
