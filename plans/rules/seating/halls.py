"""Chooses rooms and batches: as few rooms as possible, and of those as few batches as possible.

One demand alone is solved exactly by taking the largest rooms. Demands that want the same rooms at the same time are
tried in every order, largest first; where that fails, a search over halls decides.
"""

from collections.abc import Iterable, Sequence
from itertools import islice, permutations

from plans.rules.seating.facts import Demand, Hall, Key, RoomFacts
from plans.rules.seating_enums import SpecialNeed

ORDERS_TRIED = 24
NODES_SEARCHED = 20_000
Halls = dict[Key, list[Hall]]


def halls_of(demand: Demand, rooms: Iterable[RoomFacts]) -> list[Hall]:
    """Every hall that the demand could use: its rooms in each of its batches, unless taken then."""
    spans = demand.spans()
    return [
        Hall(room, batch, span)
        for room in sorted(rooms, key=lambda room: room.key)
        if room.key in demand.rooms
        for batch, span in enumerate(spans, 1)
        if not any(one.span.meets(span) for one in room.taken)
    ]


def rooms_least(demand: Demand, halls: Iterable[Hall]) -> int:
    """The lower bound: fewer rooms than the largest ones that hold all of its people cannot do. 0: none of them can."""
    totals = sorted(_totals(halls).values(), reverse=True)
    seats = 0
    for number, total in enumerate(totals, 1):
        seats += total
        if seats >= len(demand.people):
            return number
    return 0


def choose_halls(demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> Halls | None:
    """Halls for every demand, so that no room is used twice at a time; `None` when there are none that suffice."""
    offers = {demand.key: halls_of(demand, rooms) for demand in demands}
    least = sum(rooms_least(demand, offers[demand.key]) for demand in demands)
    best: Halls | None = None
    ordered = sorted(demands, key=lambda one: (-len(one.people), one.key))
    for order in islice(permutations(ordered), ORDERS_TRIED):
        found = _in_turn(order, offers)
        if found is not None and (best is None or _rooms(found) < _rooms(best)):
            best = found
        if best is not None and _rooms(best) == least:
            break
    return _search(ordered, offers) if best is None else best


def fewest(demand: Demand, halls: Sequence[Hall]) -> list[Hall] | None:
    """The fewest rooms that hold the demand, the fewest batches in them, the tightest fit; `None`: they do not."""
    need = len(demand.people)
    totals = _totals(halls)
    chosen = _first_rooms(demand, halls, totals)
    for key in sorted(totals, key=lambda key: (-totals[key], key)):
        if sum(totals[one] for one in chosen) >= need:
            break
        chosen.setdefault(key)
    if sum(totals[one] for one in chosen) < need:
        return None
    _tighten(chosen, totals, need, keep=len(_first_rooms(demand, halls, totals)))
    return _fewest_batches([hall for hall in halls if hall.room.key in chosen], need)


def _first_rooms(demand: Demand, halls: Sequence[Hall], totals: dict[Key, int]) -> dict[Key, None]:
    """Accessible rooms come first, for as many as need one."""
    need = sum(one.need is SpecialNeed.ACCESSIBLE for one in demand.people)
    rooms = {hall.room.key: hall.room for hall in halls if hall.room.accessible}
    chosen: dict[Key, None] = {}
    for key in sorted(rooms, key=lambda key: (-totals[key], key)):
        if sum(totals[one] for one in chosen) >= need:
            break
        chosen[key] = None
    return chosen


def _tighten(chosen: dict[Key, None], totals: dict[Key, int], need: int, *, keep: int) -> None:
    """Exchange each room for the smallest unused one that still suffices: large rooms stay free for others."""
    for key in reversed(list(chosen)[keep:]):
        spare = sum(totals[one] for one in chosen) - need
        smaller = [one for one in totals if one not in chosen and totals[key] - spare <= totals[one] < totals[key]]
        if smaller:
            del chosen[key]
            chosen[min(smaller, key=lambda one: (totals[one], one))] = None


def _fewest_batches(halls: Sequence[Hall], need: int) -> list[Hall]:
    """Batch after batch until everybody has a place; of the last batch only the halls that are needed."""
    taken: list[Hall] = []
    for batch in sorted({hall.batch for hall in halls}):
        for hall in sorted((one for one in halls if one.batch == batch), key=lambda one: (-one.room.capacity, one.key)):
            if sum(one.room.capacity for one in taken) < need:
                taken.append(hall)
    return sorted(taken, key=lambda hall: (hall.batch, hall.room.name, hall.room.key))


def _in_turn(order: Iterable[Demand], offers: Halls) -> Halls | None:
    """Each demand takes the fewest rooms of what the ones before it left."""
    found: Halls = {}
    for demand in order:
        free = [hall for hall in offers[demand.key] if not any(_clash(hall, used) for used in found.values())]
        chosen = fewest(demand, free)
        if chosen is None:
            return None
        found[demand.key] = chosen
    return found


def _search(demands: Sequence[Demand], offers: Halls) -> Halls | None:
    """Depth first over the halls, largest first: whose is it? Stops without an answer after `NODES_SEARCHED`."""
    halls = sorted(
        {(hall.room.key, hall.span): hall for one in demands for hall in offers[one.key]}.values(),
        key=lambda hall: (-hall.room.capacity, hall.room.key, hall.span),
    )
    wanted = {(one.key, hall.room.key, hall.span): hall for one in demands for hall in offers[one.key]}
    nodes = 0

    def give(number: int, given: Halls, missing: dict[Key, int]) -> Halls | None:
        nonlocal nodes
        nodes += 1
        if not any(missing.values()):
            return given
        left = sum(hall.room.capacity for hall in halls[number:])
        if nodes > NODES_SEARCHED or left < sum(missing.values()):
            return None
        hall = halls[number]
        tried = set()
        for key in sorted(missing, key=lambda key: (-missing[key], key)):
            own = wanted.get((key, hall.room.key, hall.span))
            if not missing[key] or own is None or missing[key] in tried or _clashes(own, given):
                continue
            tried.add(missing[key] if _alike(demands) else key)
            less = {**missing, key: max(0, missing[key] - own.room.capacity)}
            found = give(number + 1, {**given, key: [*given[key], own]}, less)
            if found is not None:
                return found
        return give(number + 1, given, missing)

    found = give(0, {one.key: [] for one in demands}, {one.key: len(one.people) for one in demands})
    return found if found is not None and _fit_for_all(demands, found) else None


def _alike(demands: Sequence[Demand]) -> bool:
    """Whether all want the same rooms at the same times: then demands that miss as many are interchangeable."""
    return len({(one.rooms, one.first, one.batches) for one in demands}) == 1


def _fit_for_all(demands: Sequence[Demand], found: Halls) -> bool:
    for demand in demands:
        need = sum(one.need is SpecialNeed.ACCESSIBLE for one in demand.people)
        if sum(hall.room.capacity for hall in found[demand.key] if hall.room.accessible) < need:
            return False
    return True


def _clashes(hall: Hall, given: Halls) -> bool:
    return any(_clash(hall, used) for used in given.values())


def _clash(hall: Hall, used: Iterable[Hall]) -> bool:
    return any(one.room.key == hall.room.key and one.span.meets(hall.span) for one in used)


def _totals(halls: Iterable[Hall]) -> dict[Key, int]:
    """Places of each room over its batches."""
    totals: dict[Key, int] = {}
    for hall in halls:
        totals[hall.room.key] = totals.get(hall.room.key, 0) + hall.room.capacity
    return totals


def _rooms(found: Halls) -> int:
    return sum(len({hall.room.key for hall in halls}) for halls in found.values())
