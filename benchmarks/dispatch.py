"""400 requests of three examiners over ten days, a register of 2,000: the assignment against what one would do else.

First come: each request takes the best of those who are left. Day by day: what the portal does when the requests of a
day are complete. Ten days at once: the same flow over all. The optimum is that of a mixed-integer program, which knows
nothing of flows. Fairness is the Gini coefficient of duties (0: everyone the same) and the most duties of one person,
among the people who are wished for at all.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ortools.linear_solver import pywraplp

from benchmarks.results import result
from examiners.rules.assignment import EMPTY_SEAT, PREFERENCE, Need, assign, duty_cost

EXAMINERS, REQUESTS, SEATS, DAYS, DISTRICTS = 2_000, 400, 3, 10, 17
OCCUPATIONS = 24
FIRST_DAY = date(2014, 10, 13)
Taken = dict[int, tuple[int, ...]]


def measure() -> list[dict[str, Any]]:
    """Seats, fairness, cost and time of each way on the same city."""
    needs = city(random.Random(2014))
    ways: dict[str, Callable[[Sequence[Need]], Taken]] = {
        "first come": first_come,
        "day by day": day_by_day,
        "ten days at once": at_once,
    }
    taken, seconds = {}, {}
    for name, way in ways.items():
        began = time.perf_counter()
        taken[name] = way(needs)
        seconds[name] = time.perf_counter() - began
    began = time.perf_counter()
    optimum = exact_cost(needs)
    seconds["optimum"] = time.perf_counter() - began
    lines = [line for name in ways for line in _lines(name, needs, taken[name])]
    flow, greedy = cost_of(needs, taken["ten days at once"]), cost_of(needs, taken["first come"])
    filled = {name: sum(map(len, one.values())) for name, one in taken.items()}
    return [
        *lines,
        result("assignment, ten days at once", seconds["ten days at once"], "s", at_most=2),
        result("assignment, one day", seconds["day by day"] / DAYS, "s", at_most=0.5),
        result("exact optimum by a mixed-integer program", seconds["optimum"], "s"),
        result("cost of the assignment over the exact optimum", flow / optimum, "×", at_most=1),
        result("cost of first come over the exact optimum", greedy / optimum, "×"),
        result("seats left empty by first come that day by day fills", filled["day by day"] - filled["first come"], ""),
    ]


def city(draw: random.Random) -> list[Need]:
    """Trades of very different size, five wishes each, one day in six unavailable; requests in order of arrival."""
    trades = draw.choices(range(OCCUPATIONS), [1 / (1 + one) for one in range(OCCUPATIONS)], k=EXAMINERS)
    wishes = [draw.sample(range(DISTRICTS), 5) for _ in range(EXAMINERS)]
    away = {(one, day) for one in range(EXAMINERS) for day in range(DAYS) if draw.random() < 1 / 6}
    needs = []
    for key in range(REQUESTS):
        district, day = draw.randrange(DISTRICTS), draw.randrange(DAYS)
        trade = draw.choices(range(OCCUPATIONS), [1 / (1 + one) ** 0.5 for one in range(OCCUPATIONS)])[0]
        fitting = (one for one in range(EXAMINERS) if trades[one] == trade and district in wishes[one])
        preferences = {one: wishes[one].index(district) + 1 for one in fitting if (one, day) not in away}
        needs.append(Need(key, FIRST_DAY + timedelta(days=day), SEATS, preferences))
    return needs


def first_come(needs: Sequence[Need]) -> Taken:
    """Each request in turn takes those with the fewest duties, by their wishes."""
    duties: Counter[int] = Counter()
    busy: set[tuple[int, date]] = set()
    taken = {}
    for need in needs:
        free = [one for one in need.preferences if (one, need.day) not in busy]
        best = sorted(free, key=lambda one: (duties[one], need.preferences[one], one))[: need.seats]
        duties.update(best)
        busy.update((one, need.day) for one in best)
        taken[need.key] = tuple(best)
    return taken


def day_by_day(needs: Sequence[Need]) -> Taken:
    """The requests of each day together, knowing the duties of the days before."""
    duties: Counter[int] = Counter()
    taken: Taken = {}
    for day in sorted({need.day for need in needs}):
        found = assign([need for need in needs if need.day == day], duties)
        taken.update(found.people)
        duties.update(one for people in found.people.values() for one in people)
    return taken


def at_once(needs: Sequence[Need]) -> Taken:
    """All ten days in one flow."""
    return dict(assign(needs, {}).people)


def cost_of(needs: Sequence[Need], taken: Mapping[int, tuple[int, ...]]) -> int:
    """What the assignment's own measure says of any choice."""
    duties: Counter[int] = Counter(one for people in taken.values() for one in people)
    spread = sum(duty_cost(more) for count in duties.values() for more in range(count))
    wishes = sum(PREFERENCE * need.preferences[one] for need in needs for one in taken[need.key])
    return spread + wishes + EMPTY_SEAT * sum(need.seats - len(taken[need.key]) for need in needs)


def exact_cost(needs: Sequence[Need]) -> float:
    """The optimum of the same measure by a mixed-integer program."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    serves = {(need.key, one): solver.BoolVar("") for need in needs for one in need.preferences}
    cost = []
    by_person: dict[int, list[tuple[date, Any]]] = {}
    for need in needs:
        empty = solver.IntVar(0, need.seats, "")
        solver.Add(sum(serves[need.key, one] for one in need.preferences) + empty == need.seats)
        cost.append(EMPTY_SEAT * empty)
        for one, place in need.preferences.items():
            cost.append(PREFERENCE * place * serves[need.key, one])
            by_person.setdefault(one, []).append((need.day, serves[need.key, one]))
    for held in by_person.values():
        for day in {day for day, _ in held}:
            solver.Add(sum(variable for one, variable in held if one == day) <= 1)
        steps = [solver.NumVar(0, 1, "") for _ in {day for day, _ in held}]
        solver.Add(sum(variable for _, variable in held) == sum(steps))
        cost += [duty_cost(more) * step for more, step in enumerate(steps)]
    solver.Minimize(sum(cost))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("the program found no optimum")
    return float(solver.Objective().Value())


def _lines(name: str, needs: Sequence[Need], taken: Mapping[int, tuple[int, ...]]) -> list[dict[str, Any]]:
    wished = {one for need in needs for one in need.preferences}
    duties = Counter(one for people in taken.values() for one in people)
    counts = sorted(duties[one] for one in wished)
    return [
        result(f"{name}: seats filled of {REQUESTS * SEATS}", sum(counts), ""),
        result(f"{name}: Gini of duties", gini(counts), ""),
        result(f"{name}: most duties of one examiner", counts[-1], ""),
    ]


def gini(counts: Sequence[int]) -> float:
    """Of counts in ascending order; 0 when everyone has the same."""
    total = sum(counts)
    weighted = sum(place * count for place, count in enumerate(counts, start=1))
    return 2 * weighted / (len(counts) * total) - (len(counts) + 1) / len(counts) if total else 0.0
