"""Ranking: reproducible, explained, and drawn by a seed that was promised."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from examiners.rules.ranking import Criterion, RankFacts, commitment, is_opened_by, rank
from examiners.rules.waves import to_ask

people = st.lists(
    st.builds(
        RankFacts,
        key=st.integers(1, 1000),
        recent_duties=st.integers(0, 3),
        preference=st.integers(1, 5),
        last_asked=st.none() | st.dates(date(2014, 1, 1), date(2014, 2, 1)),
        foreseen=st.integers(0, 2),
    ),
    unique_by=lambda one: one.key,
    max_size=30,
)


def test_each_criterion_in_its_order():
    ordered = rank(
        [
            RankFacts(1, 2, 1),
            RankFacts(2, 0, 3),
            RankFacts(3, 0, 1, date(2014, 9, 1)),
            RankFacts(4, 0, 1, date(2014, 3, 1)),
            RankFacts(5, 0, 1),
            RankFacts(6, 0, 1, foreseen=1),
        ],
        "seed",
    )
    assert [one.facts.key for one in ordered] == [5, 4, 3, 2, 6, 1]
    rotation = Criterion.ROTATION
    behind = [None, rotation, rotation, Criterion.PREFERENCE, Criterion.FORESEEN, Criterion.DUTIES]
    assert [one.behind_by for one in ordered] == behind


def test_equals_are_drawn_and_another_seed_draws_otherwise():
    equals = [RankFacts(key, 0, 1) for key in range(1, 40)]
    first, again, other = (rank(equals, seed) for seed in ("a", "a", "b"))
    assert first == again
    assert [one.facts.key for one in first] != [one.facts.key for one in other]
    assert {one.behind_by for one in first[1:]} == {Criterion.DRAW}


def test_the_seed_must_be_the_promised_one():
    assert is_opened_by(commitment("a1b2"), "a1b2")
    assert not is_opened_by(commitment("a1b2"), "a1b3")


@given(people, st.randoms())
def test_the_order_of_reading_does_not_matter(some, shuffler):
    mixed = list(some)
    shuffler.shuffle(mixed)
    assert rank(some, "seed") == rank(mixed, "seed")


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from([1.0, 1.5, 2.0]))
def test_a_wave_covers_the_open_seats_and_never_asks_when_there_are_none(seats, seated, asked, factor):
    wave = to_ask(seats=seats, seated=seated, asked=asked, factor=factor)
    assert wave >= 0
    assert asked + wave >= max(0, seats - seated)
    assert seated < seats or wave == 0
