"""Which slot keeps the ladder, how candidates spread over slots, and all that speaks against a booking."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from plans.rules.booking import Rung, SlotFacts, WishFacts, booking_refusals, earliest_keeping, fit_of, is_open, spread

NOW = datetime(2026, 3, 9, 9, tzinfo=BEIJING)
PAY = Rung("缴纳鉴定费", date(2026, 3, 20), "最后一天为 2026-03-20")
ARRANGE = Rung("完成考场编排", date(2026, 3, 24), "最后一天为 2026-03-24")

slots = st.lists(
    st.builds(
        SlotFacts,
        key=st.integers(1, 10_000),
        starts_at=st.integers(-100, 600).map(lambda hours: NOW + timedelta(hours=hours)),
        places=st.integers(1, 40),
        taken=st.integers(0, 40),
        is_withdrawn=st.booleans(),
    ),
    unique_by=lambda slot: slot.key,
    max_size=30,
)


@given(slots, st.integers(0, 300))
def test_spreading_seats_as_many_as_fit_and_never_more_than_free(offered, wanted):
    shares = dict(spread(offered, wanted, NOW))
    free = {slot.key: slot.free for slot in offered if is_open(slot, NOW)}
    assert all(0 < number <= free[key] for key, number in shares.items())
    assert sum(shares.values()) == min(wanted, sum(free.values()))


@given(slots, st.integers(1, 300))
def test_spreading_leaves_no_earlier_place_empty(offered, wanted):
    shares = dict(spread(offered, wanted, NOW))
    opened = [slot for slot in offered if is_open(slot, NOW)]
    last = max((slot.starts_at for slot in opened if slot.key in shares), default=None)
    for slot in opened:
        if last and slot.starts_at < last:
            assert shares.get(slot.key) == slot.free


@given(slots)
def test_the_earliest_that_keeps_is_open_keeps_and_nothing_before_it_does(offered):
    found = earliest_keeping(offered, (PAY, ARRANGE), NOW)
    keeping = [s for s in offered if is_open(s, NOW) and fit_of(s.day, (PAY, ARRANGE), NOW.date()).keeps]
    assert (found is None) == (not keeping)
    if found:
        assert found in keeping
        assert found.starts_at == min(slot.starts_at for slot in keeping)


def test_the_last_day_still_keeps_and_the_next_names_what_is_missed():
    today = NOW.date()
    assert fit_of(date(2026, 3, 20), (PAY, ARRANGE), today).keeps
    assert fit_of(date(2026, 3, 21), (PAY, ARRANGE), today).missed == (PAY,)
    assert fit_of(date(2026, 3, 25), (PAY, ARRANGE), today).missed == (PAY, ARRANGE)


def test_a_step_that_is_over_already_is_no_reason_any_more():
    assert fit_of(date(2026, 3, 23), (PAY, ARRANGE), date(2026, 3, 22)).keeps


def test_every_reason_is_said_at_once():
    slot = SlotFacts(1, NOW + timedelta(days=80), 5, 4, is_withdrawn=True)
    wish = WishFacts(slot, 9, 1, ("甲",), ("乙",), ("丙",), ("丁",))
    codes = [refusal.code for refusal in booking_refusals(wish, now=NOW, first_exam=date(2026, 5, 16))]
    assert codes == [
        "booking_slot_withdrawn",
        "booking_after_exam",
        "booking_full",
        "booking_strangers",
        "booking_withdrawn",
        "booking_unneeded",
        "booking_decided",
        "booking_twice",
    ]


def test_a_slot_that_has_begun_and_nobody_chosen():
    slot = SlotFacts(1, NOW, 5, 0)
    codes = [refusal.code for refusal in booking_refusals(WishFacts(slot, 0), now=NOW, first_exam=None)]
    assert codes == ["booking_slot_over", "booking_nobody"]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 60))
def test_a_booking_fits_exactly_when_there_are_places(places, taken, chosen):
    slot = SlotFacts(1, NOW + timedelta(days=1), places, taken)
    refused = any(r.code == "booking_full" for r in booking_refusals(WishFacts(slot, chosen), now=NOW, first_exam=None))
    assert refused == (chosen > max(0, places - taken))
