"""What an arrangement looks at: rooms and when they are taken, candidates and when they are elsewhere, demands."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plans.rules.seating_enums import SpecialNeed

Key = int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, its end excluded."""

    starts: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Engagement:
    """Somebody or something is elsewhere: when, and by what (a plan's number, a sitting in words)."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a room; row 1 is the front."""

    number: int
    row: int
    column: int

    def touches(self, other: "Place") -> bool:
        """Whether the other is one of the eight around it."""
        return self != other and abs(self.row - other.row) <= 1 and abs(self.column - other.column) <= 1


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room with the places that may be given out (spares are none), and how many of them at once."""

    key: Key
    name: str
    places: tuple[Place, ...]
    capacity: int
    accessible: bool = False
    taken: tuple[Engagement, ...] = ()

    @property
    def front(self) -> int:
        """How many places its front row has."""
        first = min(place.row for place in self.places)
        return sum(place.row == first for place in self.places)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate. `group`: employer or school, empty for nobody's; equal groups are kept apart."""

    key: Key
    group: str = ""
    need: SpecialNeed | None = None
    busy: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Candidates who need places at a time, in rooms of one kind; batch after batch where that is allowed.

    `first`: the first batch; `pause`: between two batches; `batches`: at most so many; `ends_by`: none ends later.
    """

    key: Key
    label: str
    people: tuple[Person, ...]
    rooms: frozenset[Key]
    first: Span
    pause: timedelta = timedelta()
    batches: int = 1
    ends_by: datetime | None = None

    def spans(self) -> list[Span]:
        """When its batches would be, in order."""
        length = self.first.ends - self.first.starts
        found = []
        for number in range(self.batches):
            starts = self.first.starts + number * (length + self.pause)
            if number and self.ends_by and starts + length > self.ends_by:
                break
            found.append(Span(starts, starts + length))
        return found


@dataclass(frozen=True, slots=True)
class Hall:
    """A room in one batch."""

    room: RoomFacts
    batch: int
    span: Span

    @property
    def key(self) -> tuple[Key, int]:
        return self.room.key, self.batch

    def admits(self, person: Person) -> bool:
        """Whether the person is free then, and the room is fit for him."""
        if person.need is SpecialNeed.ACCESSIBLE and not self.room.accessible:
            return False
        return not any(one.span.meets(self.span) for one in person.busy)


@dataclass(frozen=True, slots=True)
class Seating:
    """One candidate's place."""

    person: Person
    hall: Hall
    place: Place


@dataclass(frozen=True, slots=True)
class SeatingPlan:
    """A whole arrangement: the seats of each demand, and the fewest rooms that any arrangement would need."""

    seats: dict[Key, tuple[Seating, ...]] = field(default_factory=dict)
    rooms_least: dict[Key, int] = field(default_factory=dict)

    @property
    def rooms_used(self) -> int:
        """How many rooms the demands use; one that two demands use counts for both."""
        return sum(len({one.hall.room.key for one in seats}) for seats in self.seats.values())


def shuffled(keys: Iterable[Key], seed: int, salt: str = "") -> list[Key]:
    """The keys in an order that the seed alone decides, whatever order they come in."""
    return sorted(keys, key=lambda key: (_rank(key, seed, salt), key))


def _rank(key: Key, seed: int, salt: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{salt}:{key}".encode(), digest_size=8).digest()


def by_group(people: Sequence[Person], seed: int) -> list[Person]:
    """The people group by group, the largest group first; inside a group by the seed, those of no group last."""
    rank = {key: number for number, key in enumerate(shuffled((one.key for one in people), seed))}
    sizes: dict[str, int] = {}
    for one in people:
        sizes[one.group] = sizes.get(one.group, 0) + 1
    return sorted(people, key=lambda one: (not one.group, -sizes[one.group], one.group, rank[one.key]))
