"""Districts publish and withdraw slots."""

from datetime import date, time

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.services.calendar import fill_calendar
from plans.models import ReviewSlot
from plans.rules.review_enums import BookingState
from plans.rules.slots import Period, Series
from plans.services import slots
from tests.factories import filing as make
from tests.factories import re_review
from tests.factories.re_review import NOW

pytestmark = pytest.mark.django_db
SERIES = Series(date(2026, 3, 30), date(2026, 4, 10), (Period(time(9), time(11)), Period(time(13), time(15))), 20)


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


def test_a_series_skips_the_days_on_which_nobody_works(ground):
    made = slots.publish_slots(actor=ground.district, series=SERIES, now=NOW)
    days = {slot.starts_at.astimezone(NOW.tzinfo).date() for slot in ReviewSlot.objects.all()}
    assert made == ReviewSlot.objects.count() == 18  # nine working days: 清明 2026-04-06 is off
    assert date(2026, 4, 6) not in days
    assert not {day for day in days if day.weekday() > 4}
    assert AuditEntry.objects.first().action == "slot.publish"


def test_the_same_time_is_published_once(ground):
    slots.publish_slots(actor=ground.district, series=SERIES, now=NOW)
    with pytest.raises(Refused) as refused:
        slots.publish_slots(actor=ground.district, series=SERIES, now=NOW)
    assert {refusal.code for refusal in refused.value.refusals} == {"slot_taken"}
    assert ReviewSlot.objects.count() == 18


def test_only_a_district_publishes(ground):
    for actor in (ground.clerk, ground.officer):
        with pytest.raises(NotPermitted):
            slots.publish_slots(actor=actor, series=SERIES, now=NOW)


def test_withdrawing_frees_the_candidates_and_tells_their_institute(ground):
    plan = re_review.enrolled(ground)
    booking = re_review.booked(ground, plan)
    fallen = slots.withdraw_slot(actor=ground.district, slot_id=booking.slot_id, reason="停电", now=NOW)
    booking.refresh_from_db()
    booking.slot.refresh_from_db()
    assert fallen == 1
    assert booking.state == BookingState.CANCELLED
    assert booking.slot.taken == 0
    assert not booking.seats.filter(live=True).exists()
    letter = Notice.objects.get(organisation=ground.institute, subject__contains="须另约")
    assert "停电" in letter.body
    re_review.booked(ground, plan)  # and books anew


def test_a_slot_is_withdrawn_once_with_a_reason_and_by_its_own_district(ground):
    slot = re_review.slot(ground.institute.district)
    with pytest.raises(Refused):
        slots.withdraw_slot(actor=ground.district, slot_id=slot.pk, reason=" ", now=NOW)
    with pytest.raises(NotPermitted):
        slots.withdraw_slot(actor=make.ground().district, slot_id=slot.pk, reason="停电", now=NOW)
    slots.withdraw_slot(actor=ground.district, slot_id=slot.pk, reason="停电", now=NOW)
    with pytest.raises(Conflict):
        slots.withdraw_slot(actor=ground.district, slot_id=slot.pk, reason="停电", now=NOW)
