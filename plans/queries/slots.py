"""Slots of a district's re-review: locked for services, listed for pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import Booking, ReviewSlot
from plans.rules.booking import SlotFacts
from plans.rules.review_enums import BookingState


def lock_slots(slot_ids: Iterable[int]) -> dict[int, ReviewSlot]:
    """The slots, locked in order of their keys until the action commits. Raises `ReviewSlot.DoesNotExist`."""
    require_transaction()
    wanted = set(slot_ids)
    rows = ReviewSlot.objects.select_for_update(of=("self",)).select_related("district").filter(pk__in=wanted)
    found = {slot.pk: slot for slot in rows.order_by("pk")}
    if len(found) < len(wanted):
        raise ReviewSlot.DoesNotExist("a slot is not there any more")
    verify_expected(*found.values())
    return found


def slot_facts(slot: ReviewSlot) -> SlotFacts:
    """The slot as the rules know it."""
    return SlotFacts(slot.pk, slot.starts_at, slot.places, slot.taken, slot.withdrawn_at is not None)


def starts_taken(district_id: int, moments: Sequence[datetime]) -> list[datetime]:
    """Which of the moments a slot of the district begins at already."""
    rows = ReviewSlot.objects.filter(district_id=district_id, withdrawn_at=None, starts_at__in=moments)
    return list(rows.values_list("starts_at", flat=True))


def slots_of_actor(actor: Actor, *, now: datetime, past: bool) -> QuerySet[ReviewSlot]:
    """What the actor may see: those to come, or the past ones, newest first. `bookings_held` counts live bookings."""
    rows = ReviewSlot.objects.visible_to(actor).select_related("district")
    held = Count("bookings", filter=Q(bookings__state__in=(BookingState.BOOKED, BookingState.DONE)))
    rows = rows.annotate(bookings_held=held)
    return rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk") if past else rows.filter(ends_at__gt=now)


def bookable_slots(actor: Actor, district_id: int, *, now: datetime) -> list[ReviewSlot]:
    """The slots of a district that have not begun, in order of time, full ones too."""
    rows = ReviewSlot.objects.visible_to(actor).filter(district_id=district_id, withdrawn_at=None, starts_at__gt=now)
    return list(rows.order_by("starts_at", "pk")[:400])


def live_bookings(slot_id: int) -> QuerySet[Booking]:
    """The bookings that still hold places of a slot, with plan and institute."""
    rows: QuerySet[Booking] = Booking.objects.filter(slot_id=slot_id, state=BookingState.BOOKED)
    return rows.select_related("plan__institute").order_by("pk")
