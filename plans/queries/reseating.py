"""What becomes of the seats of arranged sittings when these are held at another time or place. Nothing is written.

The impact of a change shows it, `services.rearrangement` carries it out: both are told the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from appraisal.core.rules.refusals import Refusal
from plans.models import Plan, Room, Seat, Sitting
from plans.queries.rooms import sitting_by_key
from plans.queries.seating import Block, SeatingFacts, seating_facts
from plans.rules.changes import Move
from plans.rules.seating.explaining import explained
from plans.rules.seating.facts import Key, Span
from plans.rules.seating.rearranging import Case, Impossible, Now, Rearranged, rearrange_in_turn

SeatKey = tuple[Key, Key]
"""Sitting and candidate."""
Lost = Mapping[Key, Collection[Key]]
"""By sitting the rooms that it can use no more."""


@dataclass(frozen=True, slots=True)
class SeatAt:
    """A place in a room in one batch, and when that is."""

    room: Key
    batch: int
    number: int
    span: Span

    @property
    def place(self) -> tuple[Key, int, int]:
        """Where it is, whenever."""
        return self.room, self.batch, self.number


@dataclass(frozen=True)
class Reseating:
    """Who sits where before (with the use of the room) and after. `refusals`: why not everybody can be seated then."""

    facts: SeatingFacts
    cases: tuple[Case, ...]
    found: tuple[Rearranged, ...]
    before: Mapping[SeatKey, SeatAt]
    use_of: Mapping[SeatKey, Key]
    refusals: tuple[Refusal, ...] = ()

    @cached_property
    def after(self) -> dict[SeatKey, SeatAt]:
        """Where everybody sits afterwards; empty when it is impossible."""
        return {
            (self.facts.sitting_of[block.key, seat.person.key], seat.person.key): SeatAt(
                seat.hall.room.key, seat.hall.batch, seat.place.number, seat.hall.span
            )
            for block, rearranged in zip(self.facts.blocks, self.found, strict=False)
            for seat in rearranged.seats
        }

    def people_moved(self, sitting_id: Key) -> int:
        """How many of the sitting change their seat, get one or lose it."""
        before, after = self._places(self.before, sitting_id), self._places(self.after, sitting_id)
        return sum(before.get(one) != after.get(one) for one in before.keys() | after.keys())

    @staticmethod
    def _places(seats: Mapping[SeatKey, SeatAt], sitting_id: Key) -> dict[Key, tuple[Key, int, int]]:
        return {candidate: seat.place for (sitting, candidate), seat in seats.items() if sitting == sitting_id}


def foretell_reseating(plan: Plan, moves: Sequence[Move]) -> Reseating | None:
    """The reseating that the moves would bring; `None` while none of their sittings is arranged."""
    slots = {move.sitting_id: move.new for move in moves}
    sittings = arranged_sittings(plan, slots)
    for one in sittings:
        if slot := slots.get(one.pk):
            one.date, one.starts_at, one.site_id = slot.date, slot.starts_at, slot.site_id
    return reseating(plan, sittings, lost_rooms(plan, moves)) if sittings else None


def arranged_sittings(plan: Plan, sitting_ids: Collection[int]) -> list[Sitting]:
    """Those of the sittings that are arranged, and whatever shares a room with them."""
    return [one for one in sitting_by_key(plan, sitting_ids) if hasattr(one, "arrangement")]


def lost_rooms(plan: Plan, moves: Iterable[Move]) -> dict[Key, frozenset[Key]]:
    """By sitting that moves to another place the rooms that are not there.

    Where the request names the rooms, all others; else, in another district, the institute's rooms that lie elsewhere.
    """
    moves = [move for move in moves if move.rooms or move.crosses]
    if not moves:
        return {}
    committees = plan.items.exclude(committee=None).values("committee")
    rows = Room.objects.filter(Q(owner=plan.institute_id) | Q(owner__in=committees))
    rooms = list(rows.values_list("pk", "owner_id", "district_id"))

    def is_lost(move: Move, room: Key, owner: Key, district: Key) -> bool:
        if move.rooms:
            return room not in move.rooms
        return owner == plan.institute_id and district != move.new.district_id

    return {move.sitting_id: frozenset(room[0] for room in rooms if is_lost(move, *room)) for move in moves}


def reseating(plan: Plan, sittings: Sequence[Sitting], lost: Lost, *, locked: bool = False) -> Reseating:
    """The fewest moves that seat everybody of arranged sittings as they stand in memory, saved or not.

    `locked` locks the rooms until the action commits. A constant number of queries.
    """
    in_turn = sorted(sittings, key=lambda one: (one.arrangement.mixed, one.date, str(one.starts_at), one.pk))
    facts = seating_facts(plan, in_turn, mixed=None, locked=locked)
    before, use_of = _seats_now(in_turn)
    cases = tuple(
        Case(
            demand, _existing(block, before), frozenset(room for one in block.sittings for room in lost.get(one.pk, ()))
        )
        for block, demand in zip(facts.blocks, facts.demands, strict=True)
    )
    people = {one.pk: bytes(one.document_index) for some in facts.candidates.values() for one in some}
    found = rearrange_in_turn(cases, facts.rooms, people)
    if isinstance(found, Impossible):
        why = explained(found.reasons, [found.demand], found.rooms)
        return Reseating(facts, cases, (), before, use_of, why)
    return Reseating(facts, cases, found, before, use_of)


def _seats_now(sittings: Iterable[Sitting]) -> tuple[dict[SeatKey, SeatAt], dict[SeatKey, Key]]:
    rows = Seat.objects.filter(sitting__in=[one.pk for one in sittings])
    before: dict[SeatKey, SeatAt] = {}
    use_of: dict[SeatKey, Key] = {}
    for sitting, candidate, use, room, batch, number, during in rows.values_list(
        "sitting_id", "candidate_id", "use_id", "use__room_id", "use__batch", "number", "use__during"
    ):
        before[sitting, candidate] = SeatAt(room, batch, number, Span(during.lower, during.upper))
        use_of[sitting, candidate] = use
    return before, use_of


def _existing(block: Block, before: Mapping[SeatKey, SeatAt]) -> dict[Key, Now]:
    keys = {one.pk for one in block.sittings}
    return {
        candidate: Now(at.room, at.batch, at.number) for (sitting, candidate), at in before.items() if sitting in keys
    }
