"""Rehearsal: the real conversation on a virtual clock, checked where the answer is known."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from examiners.rules.rehearsal import Habits, Observed, Scene, advise, blend, play, rehearse
from examiners.rules.states import MessageKind
from examiners.rules.timing import Hours

MONDAY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
WILLING = Habits(1, 0, 1, (5.0,))
SILENT = Habits(0, 0, 0, (5.0,))
TYPICAL = Habits(0.55, 0.2, 0.9, (2, 4, 6, 9, 13, 18, 26, 40, 75))


def scene(**changes: object) -> Scene:
    whole = {
        "seats": 3,
        "people": 12,
        "start": MONDAY,
        "until": MONDAY + timedelta(days=2),
        "hours": Hours(),
        "wait": timedelta(minutes=30),
    }
    return Scene(**{**whole, **changes})


def test_everybody_says_yes_and_confirms() -> None:
    """Five minutes for the first answer, five for the second; two messages out to each, and the team notice."""
    done = play(scene(), WILLING, Random(1))
    assert done.minutes == 10
    assert done.asked == 3
    assert done.messages == {
        MessageKind.INVITATION: 3,
        MessageKind.CONFIRMATION: 3,
        MessageKind.NOTED: 2,
        MessageKind.TEAM: 3,
    }


def test_nobody_answers() -> None:
    """Each is asked twice, and nothing comes of it."""
    done = play(scene(people=4), SILENT, Random(1))
    assert (done.minutes, done.asked, done.messages) == (None, 4, {MessageKind.INVITATION: 8})


def test_a_start_in_the_evening_waits_for_the_morning() -> None:
    evening = MONDAY.replace(hour=21)
    assert play(scene(start=evening), WILLING, Random(1)).minutes == 11 * 60 + 10


def test_what_is_not_done_in_time_does_not_count() -> None:
    assert play(scene(until=MONDAY + timedelta(minutes=10)), WILLING, Random(1)).minutes is None


def test_too_few_people_never_suffice() -> None:
    forecast = rehearse(scene(people=2), WILLING, runs=5)
    assert (forecast.risk, forecast.minutes_until(0.5)) == (1, None)


def test_the_chance_of_one_seat_and_one_person_is_known() -> None:
    """He says yes with 0.6 and confirms with 0.5: three in ten."""
    forecast = rehearse(scene(seats=1, people=1), Habits(0.6, 0.1, 0.5, (1.0,)), runs=2000, seed=7)
    assert 1 - forecast.risk == pytest.approx(0.3, abs=0.03)


def test_the_same_seed_gives_the_same_rehearsal() -> None:
    once = rehearse.__wrapped__(scene(), TYPICAL, runs=20, seed=3)
    assert once == rehearse.__wrapped__(scene(), TYPICAL, runs=20, seed=3)
    assert once != rehearse.__wrapped__(scene(), TYPICAL, runs=20, seed=4)


def test_a_larger_wave_is_faster_and_dearer() -> None:
    small, large = (rehearse(scene(people=40, factor=factor), TYPICAL, runs=150) for factor in (1.0, 3.0))
    assert large.minutes_until(0.5) < small.minutes_until(0.5)
    assert large.messages_per_seat > small.messages_per_seat
    assert large.told_full > small.told_full


def test_advice_is_the_cheapest_that_is_safe_enough() -> None:
    forecasts = [rehearse(scene(people=40, factor=factor), TYPICAL, runs=100) for factor in (1.0, 2.0, 3.0)]
    assert advise(forecasts, 0.05).factor == 1.0
    hurried = [
        rehearse(scene(people=40, factor=factor, until=MONDAY + timedelta(hours=3)), TYPICAL, runs=150)
        for factor in (1.0, 3.0)
    ]
    assert hurried[0].risk > 0.05
    assert advise(hurried, 0.05).factor == 3.0
    hopeless = [rehearse(scene(people=3, factor=factor), TYPICAL, runs=50) for factor in (1.0, 2.0)]
    assert advise(hopeless, 0.05).risk == min(one.risk for one in hopeless)


def test_paid_parts_are_counted() -> None:
    parts = ((MessageKind.INVITATION, 2), (MessageKind.CONFIRMATION, 2), (MessageKind.TEAM, 3))
    forecast = rehearse(scene(parts=parts), WILLING, runs=1)
    assert forecast.parts_per_seat == (3 * 2 + 3 * 2 + 2 * 1 + 3 * 3) / 3


def test_few_records_change_little_and_many_all() -> None:
    assert blend(TYPICAL, 20, Observed()).yes == TYPICAL.yes
    few = blend(TYPICAL, 20, Observed(asked=2, yes=0, no=2, minutes=(3.0, 5.0)))
    assert TYPICAL.yes > few.yes > 0.45
    many = blend(TYPICAL, 20, Observed(asked=2000, yes=200, no=1700, to_confirm=200, confirmed=100))
    assert many.yes == pytest.approx(0.1, abs=0.01)
    assert many.confirm == pytest.approx(0.5, abs=0.05)
    assert few.minutes == tuple(sorted(few.minutes)) and {3.0, 5.0} < set(few.minutes)


habits = st.builds(
    lambda yes, no, confirm, minutes: Habits(yes, no * (1 - yes), confirm, tuple(minutes)),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.floats(0.1, 300), min_size=1, max_size=5),
)


@settings(max_examples=60, deadline=None)
@given(habits, st.integers(1, 5), st.integers(0, 15), st.sampled_from([1.0, 1.5, 3.0]), st.integers())
def test_no_run_breaks_the_rules(known: Habits, seats: int, people: int, factor: float, seed: int) -> None:
    done = play(scene(seats=seats, people=people, factor=factor), known, Random(seed))
    messages = done.messages
    assert done.asked <= people
    assert messages.get(MessageKind.INVITATION, 0) <= 2 * done.asked
    assert messages.get(MessageKind.TEAM, 0) == (seats if done.minutes is not None else 0)
    assert done.minutes is None or 0 <= done.minutes < 2 * 24 * 60
