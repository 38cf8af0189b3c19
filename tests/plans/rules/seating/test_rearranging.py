"""A late change moves the fewest: against trying every assignment."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rules.seating.facts import Person, RoomFacts
from plans.rules.seating.rearranging import Now, rearrange
from plans.rules.seating_enums import SpecialNeed
from tests.plans.rules.seating.builder import demand, people, room, taken


def fewest_moved(who: tuple[Person, ...], rooms: list[RoomFacts], existing: dict[int, Now]) -> int | None:
    """Every way to give each a room; of those that can be, the fewest people in another room than now."""
    best = None
    for given_rooms in product(rooms, repeat=len(who)):
        pairs = list(zip(who, given_rooms, strict=True))
        if any(one.need and not where.accessible for one, where in pairs):
            continue
        if any(given_rooms.count(one) > (0 if one.taken else one.capacity) for one in rooms):
            continue
        moved = sum(one.key in existing and existing[one.key].room != where.key for one, where in pairs)
        best = moved if best is None else min(best, moved)
    return best


@settings(max_examples=200)
@given(
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    lost=st.lists(st.booleans(), min_size=3, max_size=3),
    flat=st.lists(st.booleans(), min_size=3, max_size=3),
    crowd=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6),
)
def test_the_fewest_move(sizes: list[int], lost: list[bool], flat: list[bool], crowd: list[tuple[bool, bool]]) -> None:
    rooms = [
        room(key, 1, size, accessible=flat[key], taken=taken() if lost[key] else ()) for key, size in enumerate(sizes)
    ]
    free = [Now(one.key, 1, place.number) for one in rooms for place in one.places]
    who = tuple(Person(key, need=SpecialNeed.ACCESSIBLE if need else None) for key, (need, _) in enumerate(crowd))
    existing = {}
    for one, (_, is_new) in zip(who, crowd, strict=True):
        if not is_new and free:
            existing[one.key] = free.pop()
    found, reasons = rearrange(demand(1, who, rooms), rooms, existing)
    expected = fewest_moved(who, rooms, existing)
    assert (found is None) == (expected is None)
    if found is None:
        assert reasons
        return
    now = {one.person.key: one.hall.room.key for one in found.seats}
    assert sum(key in existing and existing[key].room != where for key, where in now.items()) == expected
    assert len({(one.hall.key, one.place) for one in found.seats}) == len(who)


def test_somebody_makes_room_by_opening_a_hall_that_the_newcomer_cannot_use() -> None:
    rooms = [room(1, 1, 3), room(2, 1, 1, accessible=True)]
    who = (Person(0, need=SpecialNeed.ACCESSIBLE), Person(1))
    found, _ = rearrange(demand(1, who, rooms), rooms, {1: Now(2, 1, 1)})
    assert found
    assert {one.person.key: one.hall.room.key for one in found.seats} == {0: 2, 1: 1}
    assert (found.moved, found.added) == ((1,), (0,))


def test_who_leaves_moves_nobody_and_who_comes_fills_the_gap() -> None:
    only = room(1, 2, 2)
    existing = {key: Now(1, 1, key + 1) for key in range(4)}
    found, _ = rearrange(demand(1, people(4)[1:] + people(1, first=9), [only]), [only], existing)
    assert found
    assert (found.moved, found.added, found.gone) == ((), (9,), (0,))
    assert next(one.place.number for one in found.seats if one.person.key == 9) == 1


def test_the_newcomer_sits_away_from_his_own() -> None:
    wide = room(1, 1, 5)
    existing = {0: Now(1, 1, 1), 1: Now(1, 1, 5)}
    who = (Person(0, "a"), Person(1, "b"), Person(2, "a"))
    found, _ = rearrange(demand(1, who, [wide]), [wide], existing)
    assert found
    assert next(one.place.number for one in found.seats if one.person.key == 2) == 3


def test_of_a_lost_room_only_its_people_move_and_a_new_room_opens_last() -> None:
    rooms = [room(1, 1, 3, taken=taken()), room(2, 1, 4), room(3, 1, 3)]
    existing = {0: Now(1, 1, 1), 1: Now(1, 1, 2), 2: Now(1, 1, 3), 3: Now(2, 1, 1), 4: Now(2, 1, 2)}
    found, _ = rearrange(demand(1, people(5), rooms), rooms, existing)
    assert found
    assert found.moved == (0, 1, 2)
    assert {one.hall.room.key for one in found.seats} == {2, 3}
