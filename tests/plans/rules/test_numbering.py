"""Plan numbers: what is built can be read again, and nothing else can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.enums import KIND_LETTERS, PlanKind
from plans.rules.numbering import PlanNumber, build, parse


def test_the_example_of_the_design():
    assert build(year=2026, kind=PlanKind.SPECIAL, serial=17) == "2026Z000017"
    assert parse(" 2026z000017 ") == PlanNumber(2026, PlanKind.SPECIAL, 17)


def test_each_kind_has_its_own_letter():
    assert len(set(KIND_LETTERS.values())) == len(PlanKind)


@given(st.integers(1000, 9999), st.sampled_from(PlanKind), st.integers(1, 10**9))
def test_a_number_is_read_as_it_was_built(year, kind, serial):
    assert parse(build(year=year, kind=kind, serial=serial)) == PlanNumber(year, kind, serial)


@pytest.mark.parametrize(
    "text",
    ["", "2026Z17", "2026X000017", "2026Z000000", "2026Z00001７", "x2026Z000017", "2026Z000017\n1", "２０２６Z000017"],
)
def test_what_is_no_number_is_none(text):
    assert parse(text) is None


@pytest.mark.parametrize(("year", "serial"), [(999, 1), (10000, 1), (2026, 0)])
def test_impossible_parts_are_refused(year, serial):
    with pytest.raises(ValueError, match="no plan number"):
        build(year=year, kind=PlanKind.SPECIAL, serial=serial)
