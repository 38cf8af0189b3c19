"""Deals the candidates of a demand to its halls, so that equal groups are spread over them as evenly as can be.

Candidates who cannot sit everywhere (special needs, elsewhere at the time) come first; each may push others aside along
the shortest chain. The rest follow group by group, from hall to hall.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from plans.rules.seating.facts import Demand, Hall, Key, Person, by_group
from plans.rules.seating_enums import SpecialNeed

HallKey = tuple[Key, int]
Dealt = dict[HallKey, list[Person]]


class Undealt(Exception):
    """`person` fits into no hall; `rivals` are those who have the places he could have had."""

    def __init__(self, person: Person, rivals: Sequence[Person]) -> None:
        super().__init__(person.key)
        self.person, self.rivals = person, rivals


def deal(demand: Demand, halls: Sequence[Hall], seed: int) -> Dealt:
    """Everybody into a hall. Raises `Undealt`."""
    table = Table(halls)
    bound = {one.key for one in demand.people if len(table.open_to(one)) < len(halls) or one.need}
    bounds = [one for one in demand.people if one.key in bound]
    for person in sorted(bounds, key=lambda one: (len(table.open_to(one)), one.key)):
        table.seat(person)
    _deal_evenly(table, by_group([one for one in demand.people if one.key not in bound], seed))
    return table.dealt


class Table:
    """Halls filling up. A hall's front row is what its candidates with `SpecialNeed.FRONT` share."""

    def __init__(self, halls: Iterable[Hall], dealt: Mapping[HallKey, Iterable[Person]] | None = None) -> None:
        self.halls = {hall.key: hall for hall in halls}
        self.dealt: Dealt = {key: list((dealt or {}).get(key, ())) for key in self.halls}

    def open_to(self, person: Person) -> list[HallKey]:
        """Halls that the person may sit in at all."""
        return [key for key, hall in self.halls.items() if hall.admits(person)]

    def has_room(self, key: HallKey, person: Person) -> bool:
        """Whether one more may come in, to the front if he must."""
        hall, inside = self.halls[key], self.dealt[key]
        if len(inside) >= hall.room.capacity:
            return False
        return person.need is not SpecialNeed.FRONT or self._front_left(key) > 0

    def _front_left(self, key: HallKey) -> int:
        return self.halls[key].room.front - sum(one.need is SpecialNeed.FRONT for one in self.dealt[key])

    def seat(self, person: Person) -> list[Person]:
        """Seat one person; returns whoever had to change halls for him. Raises `Undealt`."""
        chain = self._shortest_chain(person)
        moved = []
        for one, key in reversed(chain):
            for inside in self.dealt.values():
                if one in inside:
                    inside.remove(one)
                    moved.append(one)
            self.dealt[key].append(one)
        return moved

    def _shortest_chain(self, person: Person) -> list[tuple[Person, HallKey]]:
        """(who, into which hall), the newcomer first; the last hall has room. Breadth first, so as few as can be."""
        came: dict[HallKey, tuple[HallKey | None, Person]] = {}
        queue: deque[HallKey] = deque()
        for key in self._emptiest(self.open_to(person), person):
            came[key] = (None, person)
            queue.append(key)
        while queue:
            key = queue.popleft()
            if self.has_room(key, came[key][1]):
                return self._chain_to(key, came)
            for inside in self._replaceable(key, came[key][1]):
                for other in self._emptiest(self.open_to(inside), inside):
                    if other not in came:
                        came[other] = (key, inside)
                        queue.append(other)
        raise Undealt(person, [one for key in came for one in self.dealt[key]])

    def _emptiest(self, keys: list[HallKey], person: Person) -> list[HallKey]:
        """Halls with fewest of his group first, then the emptiest; earlier batches before later ones."""

        def order(key: HallKey) -> tuple[bool, int, float, int, Key]:
            inside = self.dealt[key]
            alike = sum(one.group == person.group for one in inside) if person.group else 0
            share = len(inside) / self.halls[key].room.capacity
            return not self.has_room(key, person), alike, share, key[1], key[0]

        return sorted(keys, key=order)

    def _replaceable(self, key: HallKey, person: Person) -> list[Person]:
        """Whom the newcomer could replace: anybody, or somebody of the front row while that is full."""
        inside = sorted(self.dealt[key], key=lambda one: one.key)
        if person.need is SpecialNeed.FRONT and self._front_left(key) <= 0:
            return [one for one in inside if one.need is SpecialNeed.FRONT]
        return inside

    def _chain_to(
        self, key: HallKey, came: dict[HallKey, tuple[HallKey | None, Person]]
    ) -> list[tuple[Person, HallKey]]:
        chain = []
        step: HallKey | None = key
        while step is not None:
            before, who = came[step]
            chain.append((who, step))
            step = before
        return chain[::-1]


def _deal_evenly(table: Table, people: Sequence[Person]) -> None:
    """Group by group over the free places, these taken from the halls in proportion to what each shall hold."""
    slots = []
    for key, share in _shares(table, len(people)).items():
        slots += [((number + 0.5) / share, key) for number in range(share)]
    for person, (_, key) in zip(people, sorted(slots), strict=True):
        table.dealt[key].append(person)


def _shares(table: Table, people: int) -> dict[HallKey, int]:
    """How many more each hall takes: batch by batch full, the last batch spread evenly over its halls."""
    shares: dict[HallKey, int] = {}
    left = people
    for batch in sorted({key[1] for key in table.halls}):
        free = {k: hall.room.capacity - len(table.dealt[k]) for k, hall in table.halls.items() if k[1] == batch}
        shares |= _in_proportion(free, min(left, sum(free.values())))
        left = people - sum(shares.values())
    return shares


def _in_proportion(free: Mapping[HallKey, int], people: int) -> dict[HallKey, int]:
    """So many people over places, the largest remainders rounded up."""
    total = sum(free.values())
    if not total:
        return dict.fromkeys(free, 0)
    shares = {key: people * places // total for key, places in free.items()}
    by_remainder = sorted(free, key=lambda key: (-(people * free[key] % total), key))
    for key in by_remainder[: people - sum(shares.values())]:
        shares[key] += 1
    return shares
