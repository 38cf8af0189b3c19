"""Single seats by hand: what stands in the way, and until when an arranged plan's seats may still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.deadlines import DeadlineRule, Direction
from appraisal.core.rules.refusals import Refusal
from plans.rules.seating.facts import Engagement, Place, RoomFacts, Span

RULE = "二（二）考场编排"
LATE_RULE = "座位调整（系统设置）"


def change_rule(working_days: int) -> DeadlineRule:
    """Until when seats of an arranged plan may change: so many working days before the sitting."""
    return DeadlineRule("SEATS", LATE_RULE, "本场考试", working_days, Direction.BEFORE)


def late_refusals(last_day: date, today: date, working_days: int) -> tuple[Refusal, ...]:
    """The seats of an arranged plan are fixed after `last_day`."""
    if today <= last_day:
        return ()
    return (Refusal("seats_late", {"days": working_days, "last_day": last_day}, rule=LATE_RULE, date=last_day),)


@dataclass(frozen=True, slots=True)
class Target:
    """The place somebody shall sit in. `number` of the room `room`; `spares`: numbers kept free; `held`: who has it."""

    room: RoomFacts
    span: Span
    place_word: str
    number: int
    spares: frozenset[int]
    seated: int
    held: bool
    fits_sitting: bool

    @property
    def place(self) -> Place | None:
        return next((place for place in self.room.places if place.number == self.number), None)


def move_refusals(
    name: str, target: Target, busy: Sequence[Engagement], *, same_hall: bool, same_place: bool
) -> tuple[Refusal, ...]:
    """Everything that keeps somebody from sitting there. `busy`: his other seats, without the one he leaves."""
    words = {"room": target.room.name, "number": target.number, "place": target.place_word, "name": name}
    if same_place:
        return (Refusal("seat_same", words, rule=RULE),)
    found = []
    if target.number in target.spares:
        found.append(Refusal("seat_is_spare", words, rule=RULE))
    elif target.place is None:
        found.append(Refusal("seat_not_there", words, rule=RULE))
    if not target.fits_sitting:
        found.append(Refusal("seat_other_sitting", words, rule=RULE))
    if not (target.held or same_hall) and target.seated >= target.room.capacity:
        found.append(Refusal("seat_room_full", {**words, "capacity": target.room.capacity}, rule=RULE))
    for one in busy:
        if one.span.meets(target.span):
            at = f"{one.span.starts:%m-%d %H:%M}"
            found.append(Refusal("seat_person_busy", {**words, "at": at, "where": one.label}, rule=RULE))
    return tuple(found)
