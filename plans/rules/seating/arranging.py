"""A whole arrangement: halls, then candidates into halls, then seats; or the smallest set of reasons why not."""

from collections.abc import Sequence
from dataclasses import replace

from plans.rules.seating.dealing import Dealt, Undealt, deal
from plans.rules.seating.facts import Demand, Hall, Key, RoomFacts, Seating, SeatingPlan
from plans.rules.seating.halls import choose_halls, halls_of, rooms_least
from plans.rules.seating.placing import place
from plans.rules.seating.reasons import Soft, smallest_reasons


def arrange(
    demands: Sequence[Demand], rooms: Sequence[RoomFacts], *, seed: int
) -> tuple[SeatingPlan | None, tuple[Soft, ...]]:
    """(the arrangement, ()) or (None, the smallest set of reasons). Equal facts and seed give equal seats.

    Demands whose candidates may be the same people must not overlap in time: the caller passes earlier ones as `busy`.
    """
    dealt = _dealt(demands, rooms, seed)
    if dealt is None:
        return None, smallest_reasons(demands, rooms, lambda some, given: _dealt(some, given, seed) is not None)
    seats: dict[Key, tuple[Seating, ...]] = {}
    for demand in demands:
        halls, people = dealt[demand.key]
        seats[demand.key] = tuple(seat for hall in halls for seat in place(hall, people[hall.key], seed))
    least = {demand.key: rooms_least(demand, halls_of(demand, rooms)) for demand in demands}
    return SeatingPlan(seats, least), ()


def _dealt(
    demands: Sequence[Demand], rooms: Sequence[RoomFacts], seed: int
) -> dict[Key, tuple[list[Hall], Dealt]] | None:
    """Halls and who is in them, for every demand; `None` when it cannot be done."""
    chosen = choose_halls(demands, rooms)
    if chosen is None:
        return None
    found = {}
    for demand in demands:
        one = _deal_with_more(demand, chosen, rooms, seed)
        if one is None:
            return None
        halls, dealt = one
        used = [hall for hall in halls if dealt[hall.key]]
        chosen[demand.key] = used
        found[demand.key] = (used, dealt)
    return found


def _deal_with_more(
    demand: Demand, chosen: dict[Key, list[Hall]], rooms: Sequence[RoomFacts], seed: int
) -> tuple[list[Hall], Dealt] | None:
    """Deal into the chosen halls; whoever fits nowhere opens one more hall, in a room already used if possible."""
    halls = list(chosen[demand.key])
    others = [hall for key, some in chosen.items() if key != demand.key for hall in some]
    while True:
        try:
            return halls, deal(demand, halls, seed)
        except Undealt as undealt:
            people = [undealt.person, *undealt.rivals]
            used = {hall.key for hall in halls}
            offers = [
                hall
                for hall in halls_of(demand, rooms)
                if hall.key not in used
                and any(hall.admits(one) for one in people)
                and not any(one.room.key == hall.room.key and one.span.meets(hall.span) for one in others)
            ]
            if not offers:
                return None
            own = {hall.room.key for hall in halls}
            halls.append(min(offers, key=lambda hall: (hall.room.key not in own, hall.batch, hall.room.key)))


def in_order_of_time(demands: Sequence[Demand]) -> list[list[Demand]]:
    """Demands in groups, earliest first: those of a group want the same rooms at the same time."""
    groups: list[list[Demand]] = []
    for demand in sorted(demands, key=lambda one: (one.first.starts, one.key)):
        rivals = [group for group in groups if any(_rivals(demand, other) for other in group)]
        merged = [one for group in rivals for one in group]
        groups = [group for group in groups if group not in rivals]
        groups.append([*merged, demand])
    return groups


def _rivals(one: Demand, other: Demand) -> bool:
    return bool(one.rooms & other.rooms) and any(a.meets(b) for a in one.spans() for b in other.spans())


def without_taken(rooms: Sequence[RoomFacts], label: str) -> list[RoomFacts]:
    """The rooms as they would be without what `label` has taken."""
    return [replace(room, taken=tuple(one for one in room.taken if one.label != label)) for room in rooms]
