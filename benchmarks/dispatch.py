"""400 requests of three examiners over ten days, a register of 2,000: the assignment against what one would do else.

First come: each request takes the best of those who are left. Day alone: the requests of each day together, knowing
nothing of the days ahead. Day by day: what the portal does, which assigns the days ahead with the day; once with all
of them known, once with every fifth request unknown until its day. Floor: the fairest choice there is for somebody who
knows all ten days, wishes left aside. The optimum is that of a mixed-integer program, which knows nothing of flows.

Then the same with people who say no to three questions in ten, asked in the portal's order of asking; the floor knows
beforehand who will. Fairness is the Gini coefficient of duties (0: everyone the same) and the most duties of one
person, among the people who are wished for at all.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any

from ortools.linear_solver import pywraplp

from benchmarks.results import result
from examiners.rules.assignment import EMPTY_SEAT, PREFERENCE, Assignment, Need, assign, duty_cost, order_of_asking
from examiners.rules.fairness import gini
from examiners.rules.ranking import RankFacts, rank

EXAMINERS, REQUESTS, SEATS, DAYS, DISTRICTS = 2_000, 400, 3, 10, 17
OCCUPATIONS = 24
REFUSING = 0.3
FIRST_DAY = date(2014, 10, 13)
Taken = dict[int, tuple[int, ...]]


def measure() -> list[dict[str, Any]]:
    """Seats, fairness, cost and time of each way on the same city."""
    needs = city(random.Random(2014))
    unknown = frozenset(random.Random(7).sample(range(REQUESTS), REQUESTS // 5))
    ways: dict[str, Callable[[Sequence[Need]], Taken]] = {
        "first come": first_come,
        "day alone": partial(day_by_day, ahead=False),
        "day by day": day_by_day,
        "day by day, a fifth unknown": partial(day_by_day, unknown=unknown),
        "floor, ten days at once": floor,
    }
    lines, taken, seconds = [], {}, {}
    for name, way in ways.items():
        began = time.process_time()
        taken[name] = way(needs)
        seconds[name] = time.process_time() - began
        lines += _lines(name, needs, taken[name])
    began = time.process_time()
    optimum = exact_cost(needs)
    seconds["optimum"] = time.process_time() - began
    spread = {name: _gini(needs, one) for name, one in taken.items()}
    filled = {name: sum(map(len, one.values())) for name, one in taken.items()}
    ours, greedy = cost_of(needs, taken["day by day"]), cost_of(needs, taken["first come"])
    return [
        *lines,
        result(
            "Gini of day by day over the floor",
            spread["day by day"] / spread["floor, ten days at once"],
            "×",
            at_most=1.001,
        ),
        result("assignment of one day with all days ahead", seconds["day by day"] / DAYS, "s", at_most=0.5),
        result("exact optimum by a mixed-integer program", seconds["optimum"], "s"),
        result("cost of day by day over the exact optimum", ours / optimum, "×", at_most=1.0001),
        result("cost of first come over the exact optimum", greedy / optimum, "×"),
        result(
            "seats left empty by first come that day by day fills",
            filled["day by day"] - filled["first come"],
            "",
            at_least=0,
        ),
        *with_refusals(needs, unknown),
    ]


def with_refusals(needs: Sequence[Need], unknown: frozenset[int]) -> list[dict[str, Any]]:
    """The same when three in ten say no: who is asked instead follows the order of asking."""
    draw = random.Random(3)
    no = frozenset((need.key, one) for need in needs for one in need.preferences if draw.random() < REFUSING)
    willing = [
        replace(need, preferences={one: at for one, at in need.preferences.items() if (need.key, one) not in no})
        for need in needs
    ]
    taken = {
        "first come": first_come(willing),
        "day alone": day_by_day(needs, no=no, ahead=False),
        "day by day": day_by_day(needs, no=no),
        "day by day, a fifth unknown": day_by_day(needs, no=no, unknown=unknown),
        "floor that knows who refuses": floor(willing),
    }
    return [line for name, one in taken.items() for line in _lines(f"three in ten refuse: {name}", needs, one)]


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


def day_by_day(
    needs: Sequence[Need],
    *,
    ahead: bool = True,
    unknown: frozenset[int] = frozenset(),
    no: frozenset[tuple[int, int]] = frozenset(),
) -> Taken:
    """The requests of each day, with those of the days `ahead` that are not `unknown`; `no`: (request, examiner)."""
    duties: Counter[int] = Counter()
    taken: Taken = {}
    for day in sorted({need.day for need in needs}):
        today = [need for need in needs if need.day == day]
        later = [need for need in needs if ahead and need.day > day and need.key not in unknown]
        found = assign([*today, *later], duties)
        asked = _ask(today, found, found.people_of(later), duties, no)
        duties.update(one for people in asked.values() for one in people)
        taken |= asked
    return taken


def _ask(
    today: Sequence[Need],
    found: Assignment,
    foreseen: Counter[int],
    duties: Counter[int],
    no: frozenset[tuple[int, int]],
) -> Taken:
    """Ask in the portal's order until the seats are filled; nobody serves twice."""
    held: set[int] = set()
    taken: Taken = {}
    for need in today:
        facts = [RankFacts(one, duties[one], at, None, foreseen[one]) for one, at in need.preferences.items()]
        rivals = found.people_of([other for other in today if other is not need])
        order = order_of_asking([one.facts.key for one in rank(facts, str(need.key))], found.people[need.key], rivals)
        coming = (one for one in order if one not in held and (need.key, one) not in no)
        taken[need.key] = tuple(islice(coming, need.seats))
        held.update(taken[need.key])
    return taken


def floor(needs: Sequence[Need]) -> Taken:
    """All ten days in one flow in which wishes cost nothing: least squares of duties, so the least Gini there is."""
    return dict(assign([replace(need, preferences=dict.fromkeys(need.preferences, 0)) for need in needs], {}).people)


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


def _counts(needs: Sequence[Need], taken: Mapping[int, tuple[int, ...]]) -> list[int]:
    """Duties of everybody who is wished for."""
    wished = {one for need in needs for one in need.preferences}
    duties = Counter(one for people in taken.values() for one in people)
    return [duties[one] for one in wished]


def _gini(needs: Sequence[Need], taken: Mapping[int, tuple[int, ...]]) -> float:
    return float(gini(_counts(needs, taken)) or 0)


def _lines(name: str, needs: Sequence[Need], taken: Mapping[int, tuple[int, ...]]) -> list[dict[str, Any]]:
    counts = _counts(needs, taken)
    return [
        result(f"{name}: seats filled of {REQUESTS * SEATS}", sum(counts), ""),
        result(f"{name}: Gini of duties", _gini(needs, taken), ""),
        result(f"{name}: most duties of one examiner", max(counts), ""),
    ]
