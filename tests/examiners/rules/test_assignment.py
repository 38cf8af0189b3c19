"""Assignment against a slow oracle that tries everything."""

from collections import Counter
from datetime import date
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from examiners.rules.assignment import EMPTY_SEAT, PREFERENCE, Assignment, Need, assign, duty_cost, order_of_asking
from examiners.rules.fairness import gini

DAYS = (date(2014, 10, 18), date(2014, 10, 19))


def cost_of(needs, choice, duties):
    """What a choice costs, or `None` when somebody serves twice on one day."""
    served: dict[int, list[date]] = {}
    cost = 0
    for need, chosen in zip(needs, choice, strict=True):
        cost += EMPTY_SEAT * (need.seats - len(chosen)) + sum(PREFERENCE * need.preferences[one] for one in chosen)
        for one in chosen:
            served.setdefault(one, []).append(need.day)
    if any(len(days) != len(set(days)) for days in served.values()):
        return None
    return cost + sum(duty_cost(duties.get(one, 0) + more) for one, days in served.items() for more in range(len(days)))


def choices(needs):
    """Every way to fill seats, whether or not somebody serves twice on a day."""
    subsets = (
        [subset for size in range(need.seats + 1) for subset in combinations(sorted(need.preferences), size)]
        for need in needs
    )
    return product(*subsets)


def best_cost(needs, duties):
    return min(cost for choice in choices(needs) if (cost := cost_of(needs, choice, duties)) is not None)


needs_ = st.lists(
    st.builds(
        lambda day, seats, preferences: (day, seats, preferences),
        st.sampled_from(DAYS),
        st.integers(1, 2),
        st.dictionaries(st.integers(1, 5), st.integers(1, 5), max_size=4),
    ),
    max_size=3,
).map(lambda rows: [Need(key, *row) for key, row in enumerate(rows)])


@settings(max_examples=60, deadline=None)
@given(needs_, st.dictionaries(st.integers(1, 5), st.integers(0, 3)))
def test_it_is_the_optimum(needs, duties):
    found = assign(needs, duties)
    assert found.cost == best_cost(needs, duties)
    assert found.cost == cost_of(needs, [found.people[need.key] for need in needs], duties)


def test_the_one_who_can_only_serve_here_is_left_for_here():
    """First come would give the all-rounder to the first request and leave a seat of the second empty."""
    needs = [Need(1, DAYS[0], 1, {10: 1, 11: 2}), Need(2, DAYS[0], 1, {10: 1})]
    found = assign(needs, {})
    assert found == Assignment({1: (11,), 2: (10,)}, 0, found.cost)


def test_duties_spread():
    needs = [Need(key, day, 1, {10: 1, 11: 5}) for key, day in enumerate(DAYS)]
    assert sorted(assign(needs, {}).people.values()) == [(10,), (11,)]
    assert set(assign(needs, {11: 2}).people.values()) == {(10,)}


def test_asking_begins_with_the_assigned_and_ends_with_those_that_others_count_on():
    assert order_of_asking([11, 12, 13, 14], own={13}, rivals={11}) == (13, 12, 14, 11)


@settings(max_examples=60, deadline=None)
@given(needs_, st.dictionaries(st.integers(1, 5), st.integers(0, 3)))
def test_day_by_day_costs_what_all_days_at_once_cost_when_the_days_ahead_are_known(needs, before):
    duties, chosen = Counter(before), {}
    for day in DAYS:
        found = assign([need for need in needs if need.day >= day], duties)
        today = [need for need in needs if need.day == day]
        duties += found.people_of(today)
        chosen |= {need.key: found.people[need.key] for need in today}
    assert cost_of(needs, [chosen[need.key] for need in needs], before) == assign(needs, before).cost


@settings(max_examples=60, deadline=None)
@given(needs_)
def test_without_wishes_it_is_the_fairest_of_all_that_fill_as_many_seats(needs):
    """The floor in the benchmark rests on this: least squares, least Gini."""
    flat = [Need(need.key, need.day, need.seats, dict.fromkeys(need.preferences, 0)) for need in needs]
    everybody = sorted({person for need in needs for person in need.preferences})
    found = assign(flat, {})

    def spread(choice):
        counts = Counter(person for people in choice for person in people)
        return gini(counts[person] for person in everybody) or 0

    full = sum(map(len, found.people.values()))
    rivals = (choice for choice in choices(flat) if cost_of(flat, choice, {}) is not None)
    assert spread(found.people.values()) == min(spread(one) for one in rivals if sum(map(len, one)) == full)
