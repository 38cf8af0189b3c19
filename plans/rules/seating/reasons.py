"""Why it cannot be done: the smallest set of facts that already make it impossible.

Rooms and times stand beyond doubt. Soft are: that a demand has to be met at all, that a room is taken by another plan,
that candidates are elsewhere, that they have special needs. A set of soft facts is a reason when it is impossible with
these facts alone; the smallest such set is told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from appraisal.core.rules.enums import LabelledEnum
from plans.rules.seating.facts import Demand, Key, RoomFacts

TRIED_ONE_BY_ONE = 9  # with more soft facts the set is made irreducible instead of smallest
IsPossible = Callable[[Sequence[Demand], Sequence[RoomFacts]], bool]


class SoftKind(LabelledEnum):
    """Kinds of facts without which it might be possible."""

    DEMAND = "DEMAND", "要安排的考生"
    TAKEN = "TAKEN", "考场被占用"
    BUSY = "BUSY", "考生同时在别处"
    NEED = "NEED", "特殊需要"


@dataclass(frozen=True, slots=True, order=True)
class Soft:
    """One such fact. `key`: of the demand or room; `label`: by whom it is taken, where they are, or what they need."""

    kind: SoftKind
    key: Key
    label: str = ""


def smallest_reasons(
    demands: Sequence[Demand], rooms: Sequence[RoomFacts], is_possible: IsPossible
) -> tuple[Soft, ...]:
    """The smallest set of facts that makes it impossible; empty when it is possible."""
    softs = list(_soft_facts(demands, rooms))
    if is_possible(demands, rooms):
        return ()
    if len(softs) <= TRIED_ONE_BY_ONE:
        for size in range(1, len(softs) + 1):
            for some in combinations(softs, size):
                if not is_possible(*only(some, demands, rooms)):
                    return some
    kept = list(softs)
    for fact in reversed(softs):
        without = [one for one in kept if one != fact]
        if not is_possible(*only(without, demands, rooms)):
            kept = without
    return tuple(kept)


def only(
    facts: Sequence[Soft], demands: Sequence[Demand], rooms: Sequence[RoomFacts]
) -> tuple[list[Demand], list[RoomFacts]]:
    """The world in which of all soft facts only these hold."""
    held = set(facts)
    return (
        [_demand_with(held, demand) for demand in demands if Soft(SoftKind.DEMAND, demand.key) in held],
        [
            replace(room, taken=tuple(t for t in room.taken if Soft(SoftKind.TAKEN, room.key, t.label) in held))
            for room in rooms
        ],
    )


def _demand_with(held: set[Soft], demand: Demand) -> Demand:
    people = tuple(
        replace(
            one,
            busy=tuple(b for b in one.busy if Soft(SoftKind.BUSY, demand.key, b.label) in held),
            need=one.need if one.need and Soft(SoftKind.NEED, demand.key, one.need) in held else None,
        )
        if one.busy or one.need
        else one
        for one in demand.people
    )
    return replace(demand, people=people)


def _soft_facts(demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> Iterator[Soft]:
    """Only what can matter: rooms that a demand may use and that are taken then, people who are elsewhere then."""
    for demand in demands:
        yield Soft(SoftKind.DEMAND, demand.key)
    for room in rooms:
        spans = [span for demand in demands if room.key in demand.rooms for span in demand.spans()]
        labels = {one.label for one in room.taken if any(one.span.meets(span) for span in spans)}
        yield from (Soft(SoftKind.TAKEN, room.key, label) for label in sorted(labels))
    for demand in demands:
        spans = demand.spans()
        busy = {b.label for one in demand.people for b in one.busy if any(b.span.meets(span) for span in spans)}
        yield from (Soft(SoftKind.BUSY, demand.key, label) for label in sorted(busy))
        needs = {one.need for one in demand.people if one.need}
        yield from (Soft(SoftKind.NEED, demand.key, need) for need in sorted(needs))
