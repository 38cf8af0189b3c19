"""Neighbours of the same employer: apart where possible, and against an exact solver where not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from plans.rules.seating.facts import Hall, Person, Place, Seating
from plans.rules.seating.layout import neighbours, places_of
from plans.rules.seating.placing import Spot, place, spot_of, touching_pairs
from tests.plans.rules.seating.builder import MORNING, room


def seated(rows: int, columns: int, groups: list[int], seed: int = 1) -> list[Seating]:
    names = [f"g{group}" for group, size in enumerate(groups) for _ in range(size)]
    crowd = [Person(key, name) for key, name in enumerate(names)]
    return place(Hall(room(1, rows, columns), 1, MORNING), crowd, seed)


def pairs(seats: list[Seating]) -> int:
    return len(touching_pairs([spot_of(one) for one in seats]))


def fewest(rows: int, columns: int, groups: list[int]) -> int:
    """The exact optimum of CP-SAT."""
    model = cp_model.CpModel()
    around = neighbours(places_of(rows, columns, ()))
    sits = {(one, group): model.new_bool_var("") for one in around for group in range(len(groups))}
    for one in around:
        model.add_at_most_one(sits[one, group] for group in range(len(groups)))
    for group, size in enumerate(groups):
        model.add(sum(sits[one, group] for one in around) == size)
    violated = []
    for one, near in around.items():
        for other in near:
            if (one.row, one.column) < (other.row, other.column):
                for group in range(len(groups)):
                    both = model.new_bool_var("")
                    model.add(both >= sits[one, group] + sits[other, group] - 1)
                    violated.append(both)
    model.minimize(sum(violated))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 20
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize(
    ("rows", "columns", "groups"),
    [
        (3, 3, [4, 3, 2]),
        (3, 4, [6, 6]),
        (4, 4, [4, 4, 4, 4]),
        (4, 4, [6, 5, 5]),
        (4, 4, [6, 6]),
    ],
)
def test_as_few_pairs_as_an_exact_solver_finds(rows: int, columns: int, groups: list[int]) -> None:
    assert pairs(seated(rows, columns, groups)) == fewest(rows, columns, groups)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 7), min_size=2, max_size=9), st.integers(0, 99))
def test_groups_of_at_most_a_quarter_of_the_room_are_all_apart(groups: list[int], seed: int) -> None:
    seats = seated(8, 8, groups, seed)  # 63 people at most; a class has 16 places
    assert pairs(seats) == 0


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from(["", "a", "b"])), unique_by=lambda s: s[:2]
    )
)
def test_touching_is_counted_as_by_comparing_all_with_all(found: list[tuple[int, int, str]]) -> None:
    spots = [Spot(1, row, column, group) for row, column, group in found]
    expected = {
        frozenset((i, j))
        for i, one in enumerate(spots)
        for j, other in enumerate(spots)
        if i < j
        and one.group
        and one.group == other.group
        and Place(0, one.row, one.column).touches(Place(1, other.row, other.column))
    }
    counted = touching_pairs(spots)
    assert {frozenset(pair) for pair in counted} == expected
    assert len(counted) == len(expected)


def test_gaps_have_no_number_and_the_snake_turns() -> None:
    places = places_of(3, 2, {(2, 1)})
    assert [(one.number, one.row, one.column) for one in places] == [
        (1, 1, 1), (2, 3, 1), (3, 3, 2), (4, 2, 2), (5, 1, 2),
    ]  # fmt: skip
