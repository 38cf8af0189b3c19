"""Single seats by hand: a candidate moves to a free place, or changes places with whoever sits there."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from appraisal.core import audit, clock
from appraisal.core.errors import Conflict, Refused
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.services import notices
from appraisal.core.transactions import require_transaction, use_case
from plans.models import Plan, RoomUse, Seat
from plans.permissions import authorise_plan
from plans.phrasebook.seating import LETTERS
from plans.queries.arrangement import seats_change_until
from plans.queries.plans import lock_plan
from plans.queries.rooms import plan_seats, spare_numbers, touching, use_name
from plans.queries.seating import room_places, usable_places
from plans.rules.seating.adjusting import Target, late_refusals, move_refusals
from plans.rules.seating.facts import Engagement, RoomFacts, Span
from plans.rules.seating_enums import PLACE_WORDS, RoomKind
from plans.rules.states import PlanAction, PlanState
from plans.services.letters import plan_path
from plans.services.plan_papers import supersede_outdated


@dataclass(frozen=True, slots=True)
class SeatChange:
    """What came of it. `other`: with whom he changed places; `touching`: pairs side by side before and after."""

    seat: Seat
    other: Seat | None
    touching_before: int
    touching_after: int


@use_case
def change_seat(*, actor: Actor, seat_id: int, use_id: int, number: int, seen: int | None, now: datetime) -> SeatChange:
    """Seat a candidate at a place of a room in use; whoever sits there takes his.

    `seen`: the candidate whom the page showed at that place (None: free). Raises `NotPermitted`, `Conflict` when the
    page was out of date, `Refused` with everything that is in the way. Neighbours of one employer are allowed: the
    change says how many there are.
    """
    plan = lock_plan(_plan_of(seat_id))
    refuse_late(actor, plan, now)
    seat = _locked(plan, seat_id)
    use = RoomUse.objects.filter(plan=plan).select_related("room").filter(pk=use_id).first()
    if use is None:
        raise Conflict("这个座位不在这份编排里，请刷新页面。")
    other = Seat.objects.select_related("use__room", "candidate").filter(use=use, number=number).first()
    if (other.candidate_id if other else None) != seen:
        raise Conflict("座位刚刚被别人调整过，请刷新页面后再看。")
    _refuse_impossible(seat, use, number, other)
    before = len(touching(plan_seats(plan)))
    _exchange(seat, other, use, number)
    after = len(touching(plan_seats(plan)))
    _record(actor, plan, seat, other, use, number, now)
    moved = 2 if other else 1
    tell_of_changes(plan=plan, what=use_name(use), people=moved, key=f"seat:{seat.pk}", now=now)
    return SeatChange(Seat.objects.select_related("use__room", "candidate").get(pk=seat.pk), other, before, after)


def refuse_late(actor: Actor, plan: Plan, now: datetime) -> None:
    """Raises unless the actor may change seats of the locked plan now."""
    authorise_plan(actor, PlanAction.SEAT, plan)
    until = seats_change_until(plan)
    if plan.state == PlanState.ARRANGED and until:
        refusals = late_refusals(until, clock.today(now), settings.KAOWU["SEATS_CHANGE_WORKING_DAYS"])
        if refusals:
            raise Refused(*refusals)


def tell_of_changes(*, plan: Plan, what: str, people: int, key: str, now: datetime) -> None:
    """After an arrangement was complete: papers that say otherwise now are superseded, district and city hear of it.

    Part of an action, after its changes are saved.
    """
    require_transaction()
    if plan.state != PlanState.ARRANGED:
        return
    supersede_outdated(plan=plan, now=now)
    letter = LETTERS["seats_changed"]
    words = {"number": plan.number, "title": plan.title, "institute": plan.institute.name, "what": what}
    notices.post(
        organisation_ids=[plan.district_id, guidance_section_id()],
        subject=letter.subject.format(**words, people=people),
        body=letter.body.format(**words, people=people),
        key=f"{key}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        path=plan_path(plan),
    )


def _plan_of(seat_id: int) -> int:
    plan_id: int = Seat.objects.values_list("use__plan_id", flat=True).get(pk=seat_id)
    return plan_id


def _locked(plan: Plan, seat_id: int) -> Seat:
    seat: Seat | None = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("use__room", "candidate", "sitting")
        .filter(pk=seat_id, use__plan=plan)
        .first()
    )
    if seat is None:
        raise Conflict("这个座位已被收回，请刷新页面。")
    return seat


def _refuse_impossible(seat: Seat, use: RoomUse, number: int, other: Seat | None) -> None:
    """Both sides of an exchange are looked at: who comes, and who has to take the place he leaves."""
    there = _target(use, number, held=other is not None, sitting_id=seat.sitting_id)
    busy = _elsewhere(seat)
    same = use.pk == seat.use_id
    refusals = move_refusals(
        seat.candidate.name, there, busy, same_hall=same, same_place=same and number == seat.number
    )
    if other and not same:
        here = _target(seat.use, seat.number, held=True, sitting_id=other.sitting_id)
        refusals += move_refusals(other.candidate.name, here, _elsewhere(other), same_hall=True, same_place=False)
    if refusals:
        raise Refused(*refusals)


def _target(use: RoomUse, number: int, *, held: bool, sitting_id: int) -> Target:
    room = use.room
    seated = Seat.objects.filter(use=use)
    capacity = min(room.capacity, len(usable_places(room)))
    return Target(
        room=RoomFacts(room.pk, room.name, room_places(room), capacity, room.accessible),
        span=Span(use.during.lower, use.during.upper),
        place_word=PLACE_WORDS[RoomKind(room.kind)],
        number=number,
        spares=spare_numbers(room),
        seated=seated.count(),
        held=held,
        fits_sitting=seated.filter(sitting_id=sitting_id).exists(),
    )


def _elsewhere(seat: Seat) -> list[Engagement]:
    rows = Seat.objects.filter(document_index=seat.document_index).exclude(pk=seat.pk).select_related("sitting")
    return [
        Engagement(Span(one.during.lower, one.during.upper), Subject[one.sitting.subject].label)
        for one in rows.filter(during__overlap=_day_of(seat))
    ]


def _day_of(seat: Seat) -> tuple[datetime, datetime]:
    day = seat.during.lower.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day.replace(hour=23, minute=59, second=59)


def _exchange(seat: Seat, other: Seat | None, use: RoomUse, number: int) -> None:
    """That two sit at one place in between does not matter: the constraint on places looks at the end of the action."""
    place = next(place for place in room_places(use.room) if place.number == number)
    if other:
        left = {name: getattr(seat, name) for name in ("use_id", "number", "row", "column", "during")}
        Seat.objects.filter(pk=other.pk).update(**left)
    Seat.objects.filter(pk=seat.pk).update(
        use_id=use.pk, number=number, row=place.row, column=place.column, during=use.during
    )


def _record(actor: Actor, plan: Plan, seat: Seat, other: Seat | None, use: RoomUse, number: int, now: datetime) -> None:
    audit.record(
        actor=actor, action="seats.change", target=plan, at=now, seat=seat.pk, candidate=seat.candidate_id,
        before=[seat.use_id, seat.number], after=[use.pk, number], other=other.candidate_id if other else None,
        summary=f"{'对换' if other else '调整'}座位：计划 {plan.number}，{use_name(use)} {number} 号",
    )  # fmt: skip
