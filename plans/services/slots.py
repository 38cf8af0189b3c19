"""A district publishes slots of its re-review, single or as a series, and withdraws them 二（四）."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from appraisal.core import audit
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from plans.models import BookedCandidate, Booking, ReviewSlot
from plans.phrasebook.re_review import LETTERS
from plans.queries.slots import live_bookings, lock_slots, starts_taken
from plans.rules.review_enums import BookingState
from plans.rules.slots import Series, series_refusals, slot_times


@use_case
def publish_slots(*, actor: Actor, series: Series, now: datetime) -> int:
    """Publish every slot of the series on working days, all or none. Returns how many.

    Raises `NotPermitted`, `Conflict` when a colleague publishes the same at this moment, and `Refused`.
    """
    authorise(actor, Capability.PUBLISH_SLOTS)
    assert actor.organisation_id is not None
    calendar = load_calendar()
    times = slot_times(series, calendar)
    taken = starts_taken(actor.organisation_id, [one.starts_at for one in times])
    ahead = settings.KAOWU["REVIEW_SLOTS_DAYS_AHEAD"]
    refusals = series_refusals(series, calendar, now=now, days_ahead=ahead, taken=taken)
    if refusals:
        raise Refused(*refusals)
    slots = [
        ReviewSlot(
            district_id=actor.organisation_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            places=series.places,
            place=series.place.strip()[:200],
            published_by_id=actor.user_id,
            published_at=now,
        )
        for one in times
    ]
    try:
        with transaction.atomic():
            ReviewSlot.objects.bulk_create(slots)
    except IntegrityError as clash:
        raise Conflict("同事刚刚发布了同一时间的时段，请刷新后再看。") from clash
    audit.record(
        actor=actor, action="slot.publish", target=f"reviewslot:{slots[0].pk}",
        summary=f"发布复审时段 {len(slots)} 段，{series.first} 至 {series.last}，每段 {series.places} 人",
        at=now, slots=len(slots), places=series.places,
    )  # fmt: skip
    return len(slots)


@use_case
def withdraw_slot(*, actor: Actor, slot_id: int, reason: str, now: datetime) -> int:
    """Take a slot back; whoever had booked it is told why and books anew. Returns how many bookings fell.

    Raises `ReviewSlot.DoesNotExist`, `NotPermitted`, `Conflict` when it is withdrawn or over, `Refused` without reason.
    """
    authorise(actor, Capability.PUBLISH_SLOTS)
    slot = lock_slots([slot_id])[slot_id]
    if slot.district_id != actor.organisation_id:
        raise NotPermitted("这个时段属于其他区县。")
    if slot.withdrawn_at or slot.ends_at <= now:
        raise Conflict("这个时段已经取消或过去。")
    refusals = reason_refusals(reason)
    if refusals:
        raise Refused(*refusals)
    fallen = list(live_bookings(slot.pk))
    for booking in fallen:
        _tell(slot, booking, reason.strip(), now)
    keys = [booking.pk for booking in fallen]
    Booking.objects.filter(pk__in=keys).update(state=BookingState.CANCELLED, ended_at=now)
    BookedCandidate.objects.filter(booking__in=keys, live=True).update(live=False)
    slot.withdrawn_at, slot.taken = now, slot.taken - sum(booking.places for booking in fallen)
    slot.save(update_fields=["withdrawn_at", "taken"])
    audit.record(
        actor=actor, action="slot.withdraw", target=slot, at=now, reason=reason.strip(), bookings=len(fallen),
        summary=f"取消复审时段 {slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}，预约 {len(fallen)} 个",
    )  # fmt: skip
    return len(fallen)


def _tell(slot: ReviewSlot, booking: Booking, reason: str, now: datetime) -> None:
    letter, plan = LETTERS["slot_withdrawn"], booking.plan
    words = {
        "number": plan.number,
        "title": plan.title,
        "people": booking.places,
        "district": slot.district.short_name,
        "at": f"{slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "reason": reason,
    }
    notices.post(
        organisation_ids=[plan.institute_id], subject=letter.subject.format(**words), body=letter.body.format(**words),
        key=f"slot:{slot.pk}:{booking.pk}", now=now, role=Role.INSTITUTE_CLERK,
        path=f"/plans/{plan.number}/bookings/", urgent=letter.urgent,
    )  # fmt: skip
