"""Arranging against slow oracles: fewest rooms, smallest reasons, one place each, the seed alone decides."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rules.seating.arranging import arrange, in_order_of_time
from plans.rules.seating.facts import Demand, Person, RoomFacts, SeatingPlan, Span
from plans.rules.seating.halls import choose_halls, halls_of
from plans.rules.seating.reasons import Soft, SoftKind, only
from plans.rules.seating_enums import SpecialNeed
from tests.plans.rules.seating.builder import HOUR, MORNING, NINE, demand, people, room, taken

SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=5)


def rooms_of(sizes: list[int], busy: list[bool] | None = None) -> list[RoomFacts]:
    marks = busy or [False] * len(sizes)
    return [
        room(key, 1, size, taken=taken() if mark else ())
        for key, (size, mark) in enumerate(zip(sizes, marks, strict=True))
    ]


def fewest_rooms(needs: list[int], sizes: list[int]) -> int | None:
    """Every way to give each room to one demand or to none; the fewest rooms used, or `None`."""
    best = None
    for owners in product(range(-1, len(needs)), repeat=len(sizes)):
        held = Counter()
        for owner, size in zip(owners, sizes, strict=True):
            held[owner] += size
        if all(held[number] >= need for number, need in enumerate(needs)):
            used = sum(owner >= 0 for owner in owners)
            best = used if best is None else min(best, used)
    return best


@settings(max_examples=100)
@given(sizes=SIZES, need=st.integers(1, 25), seed=st.integers(0, 9))
def test_one_demand_uses_the_fewest_rooms_there_can_be(sizes: list[int], need: int, seed: int) -> None:
    rooms = rooms_of(sizes)
    plan, _ = arrange([demand(1, people(need, 3), rooms)], rooms, seed=seed)
    expected = fewest_rooms([need], sizes)
    assert (plan.rooms_used if plan else None) == expected
    if plan:
        assert plan.rooms_least == {1: expected}


@settings(max_examples=100)
@given(sizes=SIZES, needs=st.lists(st.integers(1, 10), min_size=2, max_size=3))
def test_demands_that_compete_are_met_whenever_they_can_be(sizes: list[int], needs: list[int]) -> None:
    rooms = rooms_of(sizes)
    demands = [demand(key, people(need, 2, first=100 * key), rooms) for key, need in enumerate(needs)]
    chosen, expected = choose_halls(demands, rooms), fewest_rooms(needs, sizes)
    assert (chosen is None) == (expected is None)
    if chosen:
        keys = [hall.key for halls in chosen.values() for hall in halls]
        assert len(keys) == len(set(keys))


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    busy=st.lists(st.booleans(), min_size=3, max_size=3),
    needs=st.lists(st.integers(1, 8), min_size=1, max_size=2),
    elsewhere=st.integers(0, 2),
)
def test_reasons_are_the_smallest_set(sizes: list[int], busy: list[bool], needs: list[int], elsewhere: int) -> None:
    rooms = rooms_of(sizes, busy[: len(sizes)])
    demands = [
        demand(key, people(need, 1, first=100 * key, busy=taken(by="别处") if key < elsewhere else ()), rooms)
        for key, need in enumerate(needs)
    ]
    plan, reasons = arrange(demands, rooms, seed=1)
    softs = every_soft(demands, rooms)
    if plan:
        assert not reasons
        return
    assert reasons
    assert not can(reasons, demands, rooms)
    smaller = (some for size in range(len(reasons)) for some in combinations(softs, size))
    assert all(can(some, demands, rooms) for some in smaller)


def every_soft(demands: list[Demand], rooms: list[RoomFacts]) -> list[Soft]:
    found = [Soft(SoftKind.DEMAND, one.key) for one in demands]
    found += [Soft(SoftKind.TAKEN, one.key, t.label) for one in rooms for t in one.taken]
    found += [Soft(SoftKind.BUSY, d.key, b.label) for d in demands for b in d.people[0].busy]
    return found


def can(facts: tuple[Soft, ...], demands: list[Demand], rooms: list[RoomFacts]) -> bool:
    """Whether the demands could be met if only these facts held, by trying everything."""
    some, free = only(facts, demands, rooms)
    if any(one.people[0].busy for one in some):  # all are elsewhere in the only batch there is
        return False
    open_rooms = [one.capacity for one in free if not one.taken]
    return fewest_rooms([len(one.people) for one in some], open_rooms) is not None if some else True


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(2, 9), min_size=1, max_size=4),
    need=st.integers(1, 20),
    groups=st.integers(1, 4),
    batches=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_everybody_sits_once_in_a_place_of_his_own(
    sizes: list[int], need: int, groups: int, batches: int, seed: int
) -> None:
    rooms = rooms_of(sizes)
    asked = demand(1, people(need, groups), rooms, batches=batches)
    plan, _ = arrange([asked], rooms, seed=seed)
    again, _ = arrange([demand(1, asked.people[::-1], rooms[::-1], batches=batches)], rooms[::-1], seed=seed)
    assert seats_of(plan) == seats_of(again)
    if plan is None:
        assert need > sum(sizes) * batches
        return
    seats = plan.seats[1]
    assert {one.person.key for one in seats} == {one.key for one in asked.people}
    assert len({(one.hall.key, one.place) for one in seats}) == need
    fullest = Counter(one.hall.key for one in seats)
    assert all(fullest[one.hall.key] <= one.hall.room.capacity for one in seats)


def seats_of(plan: SeatingPlan | None) -> dict[int, tuple[object, ...]]:
    return {s.person.key: (s.hall.key, s.place) for s in plan.seats[1]} if plan else {}


@settings(max_examples=100)
@given(
    shapes=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 3), st.booleans()), min_size=1, max_size=3),
    crowd=st.lists(
        st.tuples(st.sampled_from([None, *SpecialNeed]), st.sampled_from([None, 0, 1, 2])), min_size=1, max_size=9
    ),
    batches=st.integers(1, 3),
)
def test_needs_and_other_engagements_are_met_whenever_they_can_be(
    shapes: list[tuple[int, int, bool]], crowd: list[tuple[SpecialNeed | None, int | None]], batches: int
) -> None:
    rooms = [room(key, rows, columns, accessible=flat) for key, (rows, columns, flat) in enumerate(shapes)]
    who = tuple(
        Person(key, f"g{key % 2}", need, () if since is None else taken(Span(NINE + since * HOUR, NINE + 3 * HOUR)))
        for key, (need, since) in enumerate(crowd)
    )
    asked = demand(1, who, rooms, batches=batches)
    plan, _ = arrange([asked], rooms, seed=1)
    assert (plan is not None) == can_be_matched(asked, rooms)
    for seat in plan.seats[1] if plan else ():
        assert seat.hall.admits(seat.person)
        assert seat.person.need is not SpecialNeed.FRONT or seat.place.row == 1


def can_be_matched(asked: Demand, rooms: list[RoomFacts]) -> bool:
    """Whether everybody finds a seat of his own that he may take, by augmenting paths over single seats."""
    seats = [
        (hall, number < hall.room.front) for hall in halls_of(asked, rooms) for number in range(hall.room.capacity)
    ]
    owner: dict[int, Person] = {}

    def finds(person: Person, seen: set[int]) -> bool:
        for number, (hall, is_front) in enumerate(seats):
            fits = hall.admits(person) and (person.need is not SpecialNeed.FRONT or is_front)
            if fits and number not in seen:
                seen.add(number)
                if number not in owner or finds(owner[number], seen):
                    owner[number] = person
                    return True
        return False

    return all(finds(person, set()) for person in asked.people)


def test_people_elsewhere_take_another_batch_and_push_others_aside() -> None:
    stations = room(1, 1, 2)
    early = tuple(Person(key, busy=taken()) for key in (1, 2))
    plan, _ = arrange([demand(1, (*early, Person(3), Person(4)), [stations], batches=2)], [stations], seed=1)
    assert plan
    assert {one.person.key: one.hall.batch for one in plan.seats[1]} == {1: 2, 2: 2, 3: 1, 4: 1}


def test_no_batch_ends_after_the_end_of_the_day() -> None:
    stations = room(1, 1, 2)
    asked = demand(1, people(6), [stations], batches=5, ends_by=NINE + 2 * HOUR)
    assert [span.starts for span in asked.spans()] == [NINE, NINE + HOUR]
    assert arrange([asked], [stations], seed=1)[0] is None


def test_special_needs_come_first() -> None:
    rooms = [room(1, 3, 3), room(2, 3, 3, accessible=True)]
    needing = (Person(1, need=SpecialNeed.ACCESSIBLE), Person(2, need=SpecialNeed.FRONT))
    plan, _ = arrange([demand(1, (*needing, *people(5, first=10)), rooms)], rooms, seed=1)
    assert plan
    seats = {one.person.key: one for one in plan.seats[1]}
    assert seats[1].hall.room.accessible
    assert seats[2].place.row == 1
    crowd = tuple(Person(key, need=SpecialNeed.ACCESSIBLE) for key in range(10))
    none, reasons = arrange([demand(1, crowd, rooms)], rooms, seed=1)
    assert none is None
    assert reasons == (Soft(SoftKind.DEMAND, 1), Soft(SoftKind.NEED, 1, SpecialNeed.ACCESSIBLE))


def test_demands_are_grouped_by_rooms_and_time() -> None:
    rooms = [room(1), room(2)]
    later = Span(NINE + 2 * HOUR, NINE + 3 * HOUR)
    one, two = demand(1, people(2), rooms[:1]), demand(2, people(2), rooms)
    three, four = demand(3, people(2), rooms[1:], first=later), demand(4, people(2), rooms[1:], first=MORNING)
    assert [[d.key for d in group] for group in in_order_of_time([three, two, four, one])] == [[1, 2, 4], [3]]
