"""How many invigilators a room needs, and who goes where."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rules.invigilation import Staffing, Watch, assign
from plans.rules.seating.facts import Span
from tests.plans.rules.seating.builder import HOUR, NINE


def at(hours: int, length: int = 1) -> Span:
    return Span(NINE + hours * HOUR, NINE + (hours + length) * HOUR)


@pytest.mark.parametrize(("candidates", "needed"), [(0, 0), (1, 2), (30, 2), (31, 3), (45, 3), (46, 4)])
def test_two_and_one_per_fifteen(candidates: int, needed: int) -> None:
    assert Staffing().needed(candidates) == needed


def test_duties_are_spread_and_those_present_are_not_asked_again() -> None:
    watches = [Watch(1, at(0), 1), Watch(2, at(2), 1), Watch(3, at(4), 1, present=frozenset({7}))]
    found = assign(watches, {7: [], 8: []}, seed=1)
    assert sorted(key for keys in found.values() for key in keys) in ([7, 8, 8], [7, 7, 8])
    assert found[3] == [8]


@settings(max_examples=80)
@given(
    starts=st.lists(st.integers(0, 3), min_size=1, max_size=4),
    people=st.integers(0, 4),
    lacks=st.integers(1, 2),
    seed=st.integers(0, 9),
)
def test_nobody_is_in_two_places_and_as_many_are_found_as_there_can_be(
    starts: list[int], people: int, lacks: int, seed: int
) -> None:
    watches = [Watch(key, at(start), lacks) for key, start in enumerate(starts)]
    found = assign(watches, {key: [] for key in range(people)}, seed=seed)
    for start in set(starts):
        then = [key for key, begins in enumerate(starts) if begins == start]
        sent = [person for key in then for person in found[key]]
        assert len(sent) == len(set(sent)) == min(people, lacks * len(then))


def test_who_is_busy_stays_where_he_is() -> None:
    overlapping = Span(NINE + timedelta(minutes=30), NINE + 2 * HOUR)
    assert assign([Watch(1, at(0), 2)], {7: [overlapping], 8: [at(1)]}, seed=1) == {1: [8]}
