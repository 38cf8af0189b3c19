"""Seats the candidates of one hall, equal groups apart: no two of a group among eight neighbours where possible.

The seats of a room fall into four classes (odd or even row, odd or even column) without neighbours inside a class.
Filled class by class and group by group, a group of at most a quarter of the room touches itself nowhere. What is left
over is improved by exchanging seats until no exchange helps.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from plans.rules.seating.facts import Hall, Person, Place, Seating, by_group
from plans.rules.seating.layout import neighbours

KICKS = 12  # fresh starts from a disturbed best when exchanging is stuck
ROUNDS = 40
BESIDE = 2  # by so much more than its counts say is an exchange of neighbours worth


def place(hall: Hall, people: Sequence[Person], seed: int) -> list[Seating]:
    """A place for everybody in the hall. The caller sees to it that there are enough."""
    compact = _front_rows(hall.room.places, len(people))
    tried = [compact] if len(compact) == len(hall.room.places) else [compact, hall.room.places]
    best: dict[Place, Person] = {}
    fewest = -1
    for places in tried:
        found, violated = _arrange(places, people, seed)
        if fewest < 0 or violated < fewest:
            best, fewest = found, violated
        if not fewest:
            break
    return sorted(
        (Seating(person, hall, place) for place, person in best.items()), key=lambda seating: seating.place.number
    )


def _front_rows(places: Sequence[Place], people: int) -> tuple[Place, ...]:
    """The places of as few rows, from the front, as hold everybody."""
    per_row = Counter(place.row for place in places)
    held, last = 0, 0
    for row in sorted(per_row):
        held, last = held + per_row[row], row
        if held >= people:
            break
    return tuple(place for place in places if place.row <= last)


def _arrange(places: Sequence[Place], people: Sequence[Person], seed: int) -> tuple[dict[Place, Person], int]:
    seated = _in_front(places, people)
    left = [place for place in _by_class(places) if place not in seated]
    rest = [one for one in people if one not in seated.values()]
    board = Board(places, {**seated, **dict(zip(left, by_group(rest, seed), strict=False))}, fixed=seated)
    if (board.violated and len({one.group for one in people}) > 1) or len(places) > len(people):
        board.improve(Random(f"{seed}:{len(people)}"))
    return board.people(), board.violated


def _in_front(places: Sequence[Place], people: Sequence[Person]) -> dict[Place, Person]:
    """Special needs at the front, every other seat first."""
    front = sorted(places, key=lambda place: (place.row, place.column % 2 == 0, place.column))
    needing = sorted((one for one in people if one.need), key=lambda one: (one.need or "", one.key))
    return dict(zip(front, sorted(needing, key=lambda one: one.need != "FRONT"), strict=False))


def _by_class(places: Iterable[Place]) -> list[Place]:
    """Class by class; inside a class row by row."""
    return sorted(places, key=lambda place: (place.row % 2 == 0, place.column % 2 == 0, place.row, place.column))


class Board:
    """Seats with numbers of groups in them, fast to exchange. Group 0 is nobody's: it never counts.

    `near[seat][group]` counts the neighbours of a seat by group: what an exchange is worth is read from it, and an
    exchange corrects it around its two seats.
    """

    def __init__(self, places: Sequence[Place], seated: dict[Place, Person], *, fixed: Iterable[Place]) -> None:
        self.places = list(places)
        index = {place: number for number, place in enumerate(self.places)}
        around = neighbours(self.places)
        self.around = [[index[other] for other in around[place]] for place in self.places]
        groups = {name: number for number, name in enumerate(sorted({one.group for one in seated.values()} - {""}), 1)}
        groups[""] = 0
        self.who: list[Person | None] = [seated.get(place) for place in self.places]
        self.group = [groups[one.group] if one else 0 for one in self.who]
        self.near = [[0] * len(groups) for _ in self.places]
        for number, group in enumerate(self.group):
            self._count(number, group, 1)
        held = {index[place] for place in fixed}
        self.free = [number for number in range(len(self.places)) if number not in held]
        self.violated = sum(map(self._touching, range(len(self.places)))) // 2
        self.exchanges = 0
        self._in_vain = [-1] * len(self.places)  # after which exchange a seat was found to be beyond help

    def people(self) -> dict[Place, Person]:
        """Who sits where."""
        return {place: who for place, who in zip(self.places, self.who, strict=True) if who}

    def improve(self, random: Random) -> None:
        """Exchange seats while it helps; stuck, disturb the best found and try again, a few times."""
        self._descend(random)
        for _ in range(KICKS):
            if not self.violated:
                return
            kept, before = (self.who[:], self.group[:], [row[:] for row in self.near]), self.violated
            for one in random.sample(self.free, min(4, len(self.free))):
                self._exchange(one, random.choice(self.free))
            self._descend(random)
            if self.violated > before:
                (self.who, self.group, self.near), self.violated = kept, before
                self.exchanges += 1

    def _descend(self, random: Random) -> None:
        for _ in range(ROUNDS):
            order = [number for number in self.free if self._touching(number)]
            random.shuffle(order)
            helped = [number for number in order if self._best_exchange(number)]
            if not helped:
                return

    def _best_exchange(self, number: int) -> bool:
        """The exchange that helps this seat most, if one does. Not looked for again while nothing has changed."""
        groups, near, own = self.group, self.near, self.group[number]
        mine = near[number]
        if not mine[own] or self._in_vain[number] == self.exchanges:
            return False
        best, partner = 0, -1
        enough = best - mine[own] - BESIDE
        for other in self.free:
            group, theirs = groups[other], near[other]
            if group != own and theirs[group] - theirs[own] - mine[group] > enough:
                gain = self._gain(number, other)
                if gain > best:
                    best, partner = gain, other
                    enough = best - mine[own] - BESIDE
        if partner < 0:
            self._in_vain[number] = self.exchanges
            return False
        self._exchange(number, partner)
        return True

    def _touching(self, number: int) -> int:
        return self.near[number][self.group[number]]

    def _gain(self, one: int, other: int) -> int:
        """By how many the touching pairs become fewer."""
        a, b = self.group[one], self.group[other]
        if a == b:
            return 0
        mine, theirs = self.near[one], self.near[other]
        gain = mine[a] - mine[b] + theirs[b] - theirs[a]
        # Neighbours leave each other's side: the counts take too much.
        return gain + bool(a) + bool(b) if other in self.around[one] else gain

    def _exchange(self, one: int, other: int) -> None:
        a, b = self.group[one], self.group[other]
        self.who[one], self.who[other] = self.who[other], self.who[one]
        if a == b:
            return
        self.violated -= self._gain(one, other)
        self.exchanges += 1
        self.group[one], self.group[other] = b, a
        for number, leaves, comes in ((one, a, b), (other, b, a)):
            self._count(number, leaves, -1)
            self._count(number, comes, 1)

    def _count(self, number: int, group: int, change: int) -> None:
        """One of the group more or fewer on the seat, as its neighbours count."""
        if group:
            for other in self.around[number]:
                self.near[other][group] += change


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody sits, and his group (empty: nobody's)."""

    hall: Hashable
    row: int
    column: int
    group: str


def spot_of(seat: Seating) -> Spot:
    """Where a seating is."""
    return Spot(seat.hall.key, seat.place.row, seat.place.column, seat.person.group)


def touching_pairs(spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """Every two of the same group next to each other in the same hall, by position in `spots`, each pair once."""
    at = {(one.hall, one.row, one.column): number for number, one in enumerate(spots) if one.group}
    return [
        (number, at[near])
        for (hall, row, column), number in at.items()
        for near in ((hall, row + down, column + right) for down, right in ((0, 1), (1, -1), (1, 0), (1, 1)))
        if near in at and spots[at[near]].group == spots[number].group
    ]
