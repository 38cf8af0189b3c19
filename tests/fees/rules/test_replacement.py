"""What a new dated table does to the stored one."""

from datetime import date
from decimal import Decimal

from fees.rules.tariff import StandardEntry, overlaps, replacement
from tests.factories import fees


def entry(since: date, until: date | None = None) -> StandardEntry:
    return fees.entry(amount=Decimal("1"), since=since, until=until)


def test_two_new_periods_end_the_old_one_before_the_first():
    old = entry(date(2016, 6, 1))
    first, second = entry(date(2026, 1, 1), date(2026, 6, 30)), entry(date(2026, 7, 1))
    for added in ([first, second], [second, first]):
        found = replacement([old], added)
        assert found.ended == ((old, date(2025, 12, 31)),)
        assert found.in_the_way == ()
    assert overlaps([first, second]) == []


def test_what_begins_later_is_in_the_way_unless_the_new_one_ends_before():
    old = entry(date(2026, 7, 1))
    blocking, passing = entry(date(2026, 1, 1)), entry(date(2026, 1, 1), date(2026, 6, 30))
    assert replacement([old], [blocking]).in_the_way == ((old, blocking),)
    assert replacement([old], [passing]).in_the_way == replacement([old], [passing]).ended == ()
