"""Ticket numbers: built, read again, unique, slips of the pen found, and useless patterns named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.ticket_numbers import (
    TicketFacts,
    check_digit,
    pattern_faults,
    read_ticket_number,
    ticket_number,
)

PATTERN = "{year:2}{district:2}{plan:6}{serial:4}{check}"
FACTS = TicketFacts(year=2026, district="05", plan=17, level=4, serial=3)
facts = st.builds(
    TicketFacts,
    year=st.integers(2000, 2099),
    district=st.integers(0, 99).map("{:02}".format),
    plan=st.integers(1, 999_999),
    level=st.integers(1, 5),
    serial=st.integers(1, 9_999),
)


def test_the_default_of_the_settings(settings):
    assert settings.KAOWU["TICKET_PATTERN"] == PATTERN
    assert ticket_number(PATTERN, FACTS)[:-1] == "26050000170003"


@given(facts)
def test_what_is_built_is_read_again(one):
    number = ticket_number(PATTERN, one)
    assert len(number) == 15
    read = read_ticket_number(PATTERN, f" {number[:4]} {number[4:]}\n")
    assert read == TicketFacts(one.year % 100, one.district, one.plan, 0, one.serial)


@given(facts, facts)
def test_two_candidates_never_have_one_number(one, other):
    alike = (one.plan, one.serial) == (other.plan, other.serial)
    assert alike or ticket_number(PATTERN, one) != ticket_number(PATTERN, other)


@given(facts, st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_found(one, place, more):
    number = ticket_number(PATTERN, one)
    wrong = str((int(number[place]) + more) % 10)
    assert read_ticket_number(PATTERN, number[:place] + wrong + number[place + 1 :]) is None


@given(facts, st.integers(0, 13))
def test_swapped_neighbours_are_found(one, place):
    number = ticket_number(PATTERN, one)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or read_ticket_number(PATTERN, swapped) is None


def test_damm_agrees_with_the_published_example():
    assert check_digit("572") == 4
    assert check_digit("5724") == 0


@pytest.mark.parametrize("text", ["", "2605", "２６０５００００１７０００３１", "A60500001700031", "-605000017000311"])
def test_what_is_no_number_is_none(text):
    assert read_ticket_number(PATTERN, text) is None


def test_letters_may_stand_between_and_the_level_is_read():
    pattern = "Z{plan:3}L{level:1}{serial:3}"
    assert ticket_number(pattern, FACTS) == "Z017L4003"
    assert read_ticket_number(pattern, "z017l4003") == TicketFacts(0, "", 17, 4, 3)


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{plan:6}", "field serial is missing"),
        ("{serial:4}", "field plan is missing"),
        ("{plan:6}{serial:4}{room:2}", "unknown field room"),
        ("{plan:6}{serial:4}{serial:4}", "field serial stands there twice"),
        ("{plan}{serial:4}", "field plan has no number of digits"),
        ("{plan:0}{serial:4}", "field plan has no number of digits"),
        ("{plan:6}-{serial:4}", "only digits and capital letters may stand between fields"),
        ("{plan:6}{serial:4", "only digits and capital letters may stand between fields"),
        ("{plan:20}{serial:20}", "longer than 30"),
    ],
)
def test_useless_patterns_are_named_and_make_no_number(pattern, fault):
    assert fault in pattern_faults(pattern)
    with pytest.raises(ValueError, match="the pattern"):
        ticket_number(pattern, FACTS)


def test_what_has_no_room_is_not_cut_off():
    with pytest.raises(ValueError, match="serial 10000"):
        ticket_number(PATTERN, TicketFacts(2026, "05", 17, 4, 10_000))
