"""200 bookings for 50 places at the same moment: exactly 50 get in. Without the lock they would not."""

from functools import partial

import pytest
from django.db import IntegrityError, connection

from appraisal.core.errors import Refused
from appraisal.core.services.calendar import fill_calendar
from plans.models import BookedCandidate, ReviewSlot
from plans.queries import slots as slot_queries
from plans.services import bookings
from tests.factories import filing as make
from tests.factories import re_review
from tests.factories.re_review import NOW, ids
from tests.races import at_once, meeting

pytestmark = pytest.mark.django_db(transaction=True)
PLANS, EACH, PLACES = 20, 10, 50
CONSTRAINT = "slot_never_overbooked"


@pytest.fixture
def crowd():
    """Twenty institutes of one district with ten candidates each, and one slot of fifty places."""
    fill_calendar(now=make.NOW)
    first = make.ground()
    district = first.institute.district
    grounds = [first]
    for _ in range(PLANS - 1):
        ground = make.ground()
        ground.institute.district = district
        ground.institute.save(update_fields=["district"])
        grounds.append(ground)
    plans = [(ground, re_review.enrolled(ground, EACH)) for ground in grounds]
    return plans, re_review.slot(district, PLACES)


def unlocked(slot_ids) -> dict[int, ReviewSlot]:
    """What `lock_slots` would be without its lock."""
    return ReviewSlot.objects.select_related("district").in_bulk(list(slot_ids))


def book_all(crowd, monkeypatch, read) -> list[Exception]:
    """Every institute books its candidates one by one, all at once; what was raised."""
    plans, slot = crowd
    monkeypatch.setattr(bookings, "lock_slots", meeting(read, parties=PLANS))
    raised: list[Exception] = []

    def run(ground, plan, keys):
        for key in keys:
            try:
                bookings.book(actor=ground.clerk, plan_id=plan.pk, wishes={slot.pk: [key]}, now=NOW)
            except (Refused, IntegrityError) as error:
                raised.append(error)

    at_once(*(partial(run, ground, plan, ids(plan)) for ground, plan in plans))
    return raised


def seated() -> int:
    return BookedCandidate.objects.filter(live=True).count()


def test_exactly_fifty_get_in(crowd, monkeypatch):
    raised = book_all(crowd, monkeypatch, slot_queries.lock_slots)
    assert seated() == ReviewSlot.objects.get().taken == PLACES
    assert [error.refusals[0].code for error in raised] == ["booking_full"] * (PLANS * EACH - PLACES)


def test_without_the_lock_the_constraint_is_the_last_line(crowd, monkeypatch):
    raised = book_all(crowd, monkeypatch, unlocked)
    assert seated() == PLACES
    assert any(isinstance(error, IntegrityError) and CONSTRAINT in str(error) for error in raised)


def test_without_lock_and_constraint_the_slot_would_be_overbooked(crowd, monkeypatch):
    constraint = next(one for one in ReviewSlot._meta.constraints if one.name == CONSTRAINT)
    with connection.schema_editor() as editor:
        editor.remove_constraint(ReviewSlot, constraint)
    try:
        book_all(crowd, monkeypatch, unlocked)
        assert seated() > PLACES
    finally:
        ReviewSlot.objects.update(taken=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(ReviewSlot, constraint)
