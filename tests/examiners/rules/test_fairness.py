"""Lorenz and Gini against their definitions: pairs of people, and the area under the curve."""

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examiners.rules.fairness import Answering, Point, Spread, gini, lorenz, most_uneven_first, thinned

numbers = st.lists(st.integers(0, 12), min_size=1, max_size=12)


def by_pairs(duties: list[int]) -> Fraction:
    """The mean difference of two people drawn at random, over twice the mean."""
    people, total = len(duties), sum(duties)
    differences = sum(abs(one - other) for one in duties for other in duties)
    return Fraction(differences, 2 * people * total)


def area(points: tuple[Point, ...]) -> Fraction:
    return sum(
        ((b.people - a.people) * (a.duties + b.duties) / 2 for a, b in pairwise(points)),
        Fraction(0),
    )


@settings(max_examples=80, deadline=None)
@given(numbers)
def test_gini_is_the_mean_difference_and_the_area_above_the_curve(duties):
    if not sum(duties):
        assert gini(duties) is None and lorenz(duties) == ()
        return
    assert gini(duties) == by_pairs(duties) == 1 - 2 * area(lorenz(duties))
    assert 0 <= gini(duties) < 1


@settings(max_examples=60, deadline=None)
@given(numbers.filter(any))
def test_the_curve_rises_hangs_below_the_diagonal_and_bends_upwards(duties):
    points = lorenz(duties)
    assert (points[0], points[-1]) == (Point(Fraction(0), Fraction(0)), Point(Fraction(1), Fraction(1)))
    assert all(point.duties <= point.people for point in points)
    steps = [after.duties - before.duties for before, after in pairwise(points)]
    assert steps == sorted(steps) and steps[0] >= 0


@settings(max_examples=60, deadline=None)
@given(numbers.filter(any), st.integers(2, 5), st.randoms())
def test_who_did_it_and_how_much_there_was_do_not_matter(duties, times, random):
    shuffled = random.sample(duties, len(duties))
    assert gini(shuffled) == gini([times * one for one in duties]) == gini(duties * times) == gini(duties)


@settings(max_examples=60, deadline=None)
@given(numbers.filter(lambda duties: len(duties) > 1 and max(duties) - min(duties) > 1))
def test_a_duty_taken_from_the_busiest_and_given_to_the_idlest_is_fairer(duties):
    ordered = sorted(duties)
    ordered[0], ordered[-1] = ordered[0] + 1, ordered[-1] - 1
    before, after = gini(duties), gini(ordered)
    assert before is not None and after is not None and after < before


def test_edges_and_order():
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 8]) == Fraction(3, 4)
    even, uneven, nothing = Spread("甲", (2, 2)), Spread("乙", (0, 4)), Spread("丙", (0, 0))
    assert [one.label for one in most_uneven_first([nothing, even, uneven])] == ["乙", "甲", "丙"]
    assert (uneven.people, uneven.total, uneven.idle, uneven.most) == (2, 4, 1, 4)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(2, 40))
def test_a_thinned_curve_keeps_its_ends(people, most):
    points = lorenz([1] * people)
    drawn = thinned(points, most)
    assert len(drawn) == min(len(points), most)
    assert (drawn[0], drawn[-1]) == (points[0], points[-1])


@pytest.mark.parametrize(("waits", "expected"), [((), None), ((1, 5), 3), ((1, 2, 30), 2)])
def test_half_of_those_who_answered(waits, expected):
    one = Answering("甲", 4, 2, 1, 1, tuple(timedelta(minutes=wait) for wait in waits))
    assert one.acceptance == Fraction(1, 2)
    assert one.median_wait == (None if expected is None else timedelta(minutes=expected))
    assert Answering("乙", 0, 0, 0, 0).acceptance is None
