"""A late change moves the fewest people: whoever keeps a lawful seat keeps it.

Given is who sits where now and what has changed: candidates gone or come, rooms lost, another time, people busy
elsewhere. Only those without a lawful seat are seated anew; somebody else moves only where nothing else helps.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from plans.rules.seating.dealing import HallKey, Table, Undealt
from plans.rules.seating.facts import Demand, Engagement, Hall, Key, Person, Place, RoomFacts, Seating
from plans.rules.seating.halls import halls_of
from plans.rules.seating.layout import neighbours
from plans.rules.seating.reasons import Soft, smallest_reasons


@dataclass(frozen=True, slots=True)
class Now:
    """Where a candidate sits today: room, batch and the number of his place."""

    room: Key
    batch: int
    number: int


@dataclass(frozen=True, slots=True)
class Rearranged:
    """The new seats; `moved` had a seat and have another, `added` had none, `gone` had one and need none."""

    seats: tuple[Seating, ...]
    moved: tuple[Key, ...]
    added: tuple[Key, ...]
    gone: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A demand, who sits where for it now (the gone included), and the rooms that it can use no more."""

    demand: Demand
    existing: Mapping[Key, Now]
    lost: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Impossible:
    """The demand that cannot be met, in which rooms, and the smallest set of reasons."""

    demand: Demand
    rooms: tuple[RoomFacts, ...]
    reasons: tuple[Soft, ...]


def rearrange_in_turn(
    cases: Sequence[Case], rooms: Sequence[RoomFacts], person_of: Mapping[Key, Hashable]
) -> tuple[Rearranged, ...] | Impossible:
    """The new seats of each case, one after another; no room and no person (`person_of` a candidate) twice at a time.

    A case leaves alone what the ones after it can keep; only where that does not do, they have to move, too.
    """
    keeping = [_occupied(case.demand, _seats_kept(case, rooms), person_of) for case in cases]
    settled: list[Occupied] = []
    done: list[Rearranged] = []
    for number, case in enumerate(cases):
        later = keeping[number + 1 :]
        for others in ([*settled, *later], settled) if later else (settled,):
            demand, free = _among(case, rooms, others, person_of)
            found = _rearranged(demand, free, case.existing)
            if found:
                break
        else:
            return Impossible(demand, tuple(free), rearrange(demand, free, case.existing)[1])
        done.append(found)
        settled.append(_occupied(demand, ((seat.person.key, seat.hall) for seat in found.seats), person_of))
    return tuple(done)


@dataclass(frozen=True, slots=True)
class Occupied:
    """What a case takes up: rooms and people, each with when."""

    rooms: Mapping[Key, frozenset[Engagement]]
    people: Mapping[Hashable, frozenset[Engagement]]


def _seats_kept(case: Case, rooms: Sequence[RoomFacts]) -> list[tuple[Key, Hall]]:
    """Who could stay where he is, were there nothing else."""
    offers = {hall.key: hall for hall in halls_of(case.demand, _left(case, rooms))}
    people = {one.key: one for one in case.demand.people}
    kept = _kept(offers, people, case.existing)
    return [(key, offers[seat.room, seat.batch]) for key, seat in kept.items()]


def _occupied(demand: Demand, seats: Iterable[tuple[Key, Hall]], person_of: Mapping[Key, Hashable]) -> Occupied:
    rooms: dict[Key, set[Engagement]] = {}
    people: dict[Hashable, set[Engagement]] = {}
    for key, hall in seats:
        engagement = Engagement(hall.span, demand.label)
        rooms.setdefault(hall.room.key, set()).add(engagement)
        people.setdefault(person_of[key], set()).add(engagement)
    return Occupied(
        {key: frozenset(when) for key, when in rooms.items()}, {key: frozenset(when) for key, when in people.items()}
    )


def _among(
    case: Case, rooms: Sequence[RoomFacts], others: Sequence[Occupied], person_of: Mapping[Key, Hashable]
) -> tuple[Demand, list[RoomFacts]]:
    """The demand and its rooms as they are beside the others."""
    left = _left(case, rooms)
    if not others:
        return case.demand, left
    free = [replace(room, taken=room.taken + _when(one.rooms.get(room.key) for one in others)) for room in left]
    people = tuple(
        replace(person, busy=person.busy + _when(one.people.get(person_of[person.key]) for one in others))
        for person in case.demand.people
    )
    return replace(case.demand, people=people), free


def _when(some: Iterable[frozenset[Engagement] | None]) -> tuple[Engagement, ...]:
    return tuple(sorted({one for found in some if found for one in found}, key=lambda one: (one.span, one.label)))


def _left(case: Case, rooms: Sequence[RoomFacts]) -> list[RoomFacts]:
    return [room for room in rooms if room.key not in case.lost]


def rearrange(
    demand: Demand, rooms: Sequence[RoomFacts], existing: Mapping[Key, Now]
) -> tuple[Rearranged | None, tuple[Soft, ...]]:
    """(the new seats, ()) or (None, the smallest set of reasons). `existing`: seats, those of the gone included."""
    found = _rearranged(demand, rooms, existing)
    if found:
        return found, ()
    return None, smallest_reasons(
        [demand], rooms, lambda some, given: all(_rearranged(one, given, existing) for one in some)
    )


def _rearranged(demand: Demand, rooms: Sequence[RoomFacts], existing: Mapping[Key, Now]) -> Rearranged | None:
    offers = {hall.key: hall for hall in halls_of(demand, rooms)}
    people = {one.key: one for one in demand.people}
    kept = _kept(offers, people, existing)
    opened = {(seat.room, seat.batch) for key, seat in existing.items() if (seat.room, seat.batch) in offers}
    seated = _seat_the_rest(demand, offers, opened, kept)
    return _told(_placed(seated, kept), existing) if seated else None


def _kept(offers: Mapping[HallKey, Hall], people: Mapping[Key, Person], existing: Mapping[Key, Now]) -> dict[Key, Now]:
    """The seats that stay lawful: the hall is still there and fit, and no fuller than it may be."""
    held: dict[Key, Now] = {}
    counts: dict[HallKey, int] = {}
    for key, seat in sorted(existing.items(), key=lambda item: (item[1].room, item[1].batch, item[1].number)):
        hall = offers.get((seat.room, seat.batch))
        if hall is None or key not in people or not hall.admits(people[key]):
            continue
        exists = any(place.number == seat.number for place in hall.room.places)
        if exists and counts.get(hall.key, 0) < hall.room.capacity:
            held[key] = seat
            counts[hall.key] = counts.get(hall.key, 0) + 1
    return held


def _seat_the_rest(
    demand: Demand, offers: Mapping[HallKey, Hall], opened: Iterable[HallKey], kept: Mapping[Key, Now]
) -> Table | None:
    """Everybody in a hall; halls in use first, another one is opened only when somebody fits nowhere."""
    people = {one.key: one for one in demand.people}
    dealt: dict[HallKey, list[Person]] = {}
    for key, seat in kept.items():
        dealt.setdefault((seat.room, seat.batch), []).append(people[key])
    table = Table([offers[key] for key in sorted(set(opened))], dealt)
    waiting = [one for one in demand.people if one.key not in kept]
    for person in sorted(waiting, key=lambda one: (_choices(offers.values(), one), one.key)):
        while stuck := _seat(table, person, offers):
            hall = _another(table, stuck, offers)
            if hall is None:
                return None
            table.halls[hall.key], table.dealt[hall.key] = hall, []
    return table


def _seat(table: Table, person: Person, offers: Mapping[HallKey, Hall]) -> list[Person]:
    """Seat him where there is room; push somebody aside only when no unopened hall would have him.

    Returns nobody when he sits, else those for whom another hall would help: him, or who has the places he could have.
    """
    if not any(table.has_room(key, person) for key in table.open_to(person)) and _another(table, [person], offers):
        return [person]
    try:
        table.seat(person)
    except Undealt as undealt:
        return [person, *undealt.rivals]
    return []


def _another(table: Table, people: Sequence[Person], offers: Mapping[HallKey, Hall]) -> Hall | None:
    """A hall not opened yet that one of them may sit in: in a room already used if possible, else the smallest."""
    rooms = {hall.room.key for hall in table.halls.values()}
    free = [hall for key, hall in offers.items() if key not in table.halls and any(map(hall.admits, people))]
    return min(
        free, key=lambda hall: (hall.room.key not in rooms, hall.batch, hall.room.capacity, hall.key), default=None
    )


def _choices(halls: Iterable[Hall], person: Person) -> int:
    return sum(hall.admits(person) for hall in halls)


def _placed(table: Table, kept: Mapping[Key, Now]) -> list[Seating]:
    """Those who keep their seat keep it; the others take the free places with the fewest of their group around."""
    seats = []
    for key, hall in table.halls.items():
        places = {place.number: place for place in hall.room.places}
        inside = {one.key: one for one in table.dealt[key]}
        staying = {one: kept[one] for one in inside if one in kept and (kept[one].room, kept[one].batch) == key}
        at = {places[seat.number]: inside[one] for one, seat in staying.items()}
        around = neighbours(hall.room.places)
        for one in sorted(inside.values(), key=lambda one: (not one.need, one.key)):
            if one.key not in staying:
                at[_freest(one, hall, at, around)] = one
        seats += [Seating(one, hall, place) for place, one in at.items()]
    return sorted(seats, key=lambda seat: (seat.hall.key, seat.place.number))


def _freest(person: Person, hall: Hall, at: Mapping[Place, Person], around: Mapping[Place, tuple[Place, ...]]) -> Place:
    def cost(place: Place) -> tuple[int, int, int]:
        alike = sum(bool(person.group) and at[near].group == person.group for near in around[place] if near in at)
        return (place.row if person.need else 0), alike, place.number

    return min((place for place in hall.room.places if place not in at), key=cost)


def _told(seats: list[Seating], existing: Mapping[Key, Now]) -> Rearranged:
    where = {seat.person.key: Now(seat.hall.room.key, seat.hall.batch, seat.place.number) for seat in seats}
    return Rearranged(
        seats=tuple(seats),
        moved=tuple(sorted(key for key in where if key in existing and existing[key] != where[key])),
        added=tuple(sorted(key for key in where if key not in existing)),
        gone=tuple(sorted(key for key in existing if key not in where)),
    )
