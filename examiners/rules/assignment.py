"""Requests that compete for the same people, served together: assignment, not first come.

Only one day is dispatched at a time, but the days ahead are assigned with it, as far as they are known: who will be
needed then is spared now. What is foreseen is assigned again when its own day comes, so that nothing is promised.

A minimum-cost flow (OR-Tools): source → examiner → examiner's day → request → sink. Each further duty of an examiner
costs more than the one before, so that duties spread; a seat left empty costs more than any unfairness. The optimum of
a flow is exact: integers in, integers out. With these squares and nothing else it is also the fairest choice there is:
the duties that can be dealt out are the base of a polymatroid, and what has the least squares there has the least Gini.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

EMPTY_SEAT: Final = 10_000_000
DUTY: Final = 1_000  # what the (n+1)-th duty costs, times 2n+1: the sum grows with the square
PREFERENCE: Final = 10  # per step down in an examiner's wishes
MOST_DUTIES: Final = 12  # further duties of one examiner in one assignment


@dataclass(frozen=True, slots=True)
class Need:
    """A request, or one foreseen: how many on which day, and who may serve, with his wish for the district (1–5)."""

    key: int
    day: date
    seats: int
    preferences: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is to be asked first for which request. `empty`: seats that nobody can fill."""

    people: Mapping[int, tuple[int, ...]]
    empty: int
    cost: int

    def people_of(self, needs: Collection[Need]) -> Counter[int]:
        """How often each examiner is counted on by these."""
        return Counter(person for need in needs for person in self.people.get(need.key, ()))


@dataclass
class _Network:
    """Arcs as they are numbered; `serving` remembers which arc stands for which examiner in which request."""

    flow: SimpleMinCostFlow = field(default_factory=SimpleMinCostFlow)
    nodes: dict[object, int] = field(default_factory=dict)
    serving: dict[int, tuple[int, int]] = field(default_factory=dict)

    def node(self, name: object) -> int:
        return self.nodes.setdefault(name, len(self.nodes))

    def arc(self, tail: object, head: object, capacity: int, cost: int) -> int:
        return self.flow.add_arc_with_capacity_and_unit_cost(self.node(tail), self.node(head), capacity, cost)


def duty_cost(already: int) -> int:
    """What one duty more costs an examiner who has `already` so many."""
    return DUTY * (2 * already + 1)


def assign(needs: Sequence[Need], duties: Mapping[int, int]) -> Assignment:
    """The cheapest way to fill all requests. `duties`: recent duties by examiner, 0 when missing.

    Nobody serves twice on one day. Raises `RuntimeError` when the solver finds no optimum, which it always does.
    """
    network = _Network()
    total = sum(need.seats for need in needs)
    _add_people(network, needs, duties)
    for need in needs:
        for person, preference in sorted(need.preferences.items()):
            arc = network.arc(("day", person, need.day), ("need", need.key), 1, PREFERENCE * preference)
            network.serving[arc] = (need.key, person)
        network.arc("source", ("need", need.key), need.seats, EMPTY_SEAT)
        network.arc(("need", need.key), "sink", need.seats, 0)
    if not total:
        return Assignment({need.key: () for need in needs}, 0, 0)
    network.flow.set_node_supply(network.node("source"), total)
    network.flow.set_node_supply(network.node("sink"), -total)
    status = network.flow.solve()
    if status != network.flow.OPTIMAL:
        raise RuntimeError(f"the assignment has no optimum: {status}")
    return _read(network, needs, total)


def _add_people(network: _Network, needs: Sequence[Need], duties: Mapping[int, int]) -> None:
    """One arc per further duty of each person, dearer each time, and his days with room for one duty each."""
    days: dict[int, set[date]] = {}
    for need in needs:
        for person in need.preferences:
            days.setdefault(person, set()).add(need.day)
    for person, open_days in sorted(days.items()):
        already = duties.get(person, 0)
        for more in range(min(len(open_days), MOST_DUTIES)):
            network.arc("source", ("person", person), 1, duty_cost(already + more))
        for day in sorted(open_days):
            network.arc(("person", person), ("day", person, day), 1, 0)


def _read(network: _Network, needs: Sequence[Need], total: int) -> Assignment:
    chosen: dict[int, list[int]] = {need.key: [] for need in needs}
    for arc, (need, person) in network.serving.items():
        if network.flow.flow(arc):
            chosen[need].append(person)
    seated = sum(map(len, chosen.values()))
    people = {need: tuple(sorted(keys)) for need, keys in chosen.items()}
    return Assignment(people, total - seated, int(network.flow.optimal_cost()))


def order_of_asking(ranked: Sequence[int], own: Collection[int], rivals: Collection[int]) -> tuple[int, ...]:
    """The order in which a request asks, each group by rank.

    First its `own`, who are assigned to it; then the rest; last `rivals`, on whom other requests of the day count.
    """
    return tuple(sorted(ranked, key=lambda person: (person not in own, person in rivals)))
