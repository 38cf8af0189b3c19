"""Entries of the register: numbers, five districts, days off, cards, reminders, tables to import."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.bank_cards import CardProblem, begins_with, check_digit, read_bank_card
from examiners.rules.enums import ExaminerGrade
from examiners.rules.importing import ImportFacts, PresentPerson, RegisterRow, row_refusals
from examiners.rules.register import (
    CardEntry,
    ExaminerEntry,
    KnownAs,
    absence_refusals,
    card_refusals,
    is_known_bank,
    merged,
    next_reminder_on,
    number_refusals,
    preference_refusals,
)
from examiners.rules.requests import RequestEntry, entry_refusals, read_phone, suggested_number
from tests.factories import examiners as make

TODAY = date(2026, 3, 2)


def codes(refusals) -> list[str]:
    return sorted(one.code for one in refusals)


# --- bank cards -----------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=18), st.integers(0, 17), st.integers(1, 9))
def test_a_card_number_is_read_and_any_single_wrong_digit_is_found(first, place, step):
    number = first + check_digit(first)
    assert read_bank_card(f" {number[:4]} {number[4:8]}-{number[8:]} ") == number
    place %= len(number)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert read_bank_card(wrong) is CardProblem.CHECKSUM


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", CardProblem.CHARACTERS), ("6029x9", CardProblem.CHARACTERS), ("602969", CardProblem.LENGTH)],
)
def test_what_is_no_card_number(text, problem):
    assert read_bank_card(text) is problem


def test_another_bank_is_asked_about_not_refused():
    card = make.bank_card(1)
    assert is_known_bank(card, ("602969",)) and is_known_bank("", ("602969",))
    assert not is_known_bank("6222021234567894", ("602969",))
    assert not begins_with("1", ("2",))


# --- entries --------------------------------------------------------------------------------------
def test_everything_wrong_with_the_numbers_is_told():
    entry = ExaminerEntry("甲", "11010519491231002X1", "123", "6029691")
    assert codes(number_refusals(entry, KnownAs(), today=TODAY)) == [
        "examiner_bank_card",
        "examiner_id_number",
        "examiner_phone",
    ]
    known = KnownAs("KP1", "KP2", "KP3")
    assert codes(number_refusals(make.entry(), known, today=TODAY)) == ["examiner_known"] * 3


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([1, 2, 3, 4, 5], []),
        ([1, 2, 3, 4], ["preferences_number"]),
        ([1, 2, 3, 4, 5, 6], ["preferences_number"]),
        ([1, 2, 3, 4, 4], ["preferences_twice"]),
        ([1, 2, 3, 4, 99], ["preferences_unknown"]),
        ([], ["preferences_number"]),
    ],
)
def test_five_different_districts_no_more_no_fewer(chosen, expected):
    assert codes(preference_refusals(chosen, range(1, 18))) == expected


periods = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 6)).map(
        lambda pair: (TODAY + timedelta(days=pair[0]), TODAY + timedelta(days=sum(pair)))
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(periods)
def test_merged_periods_cover_the_same_days_and_never_touch(given_periods):
    def days(many):
        return {start + timedelta(days=step) for start, end in many for step in range((end - start).days + 1)}

    joined = merged(given_periods)
    assert days(joined) == days(given_periods)
    assert all(after[0] - before[1] > timedelta(days=1) for before, after in pairwise(joined))


def test_days_off_are_ahead_in_order_and_not_for_ever():
    assert codes(absence_refusals(None, TODAY, today=TODAY)) == ["missing"]
    assert codes(absence_refusals(TODAY, TODAY, today=TODAY)) == []
    past = TODAY - timedelta(days=2)
    assert codes(absence_refusals(TODAY, past, today=TODAY)) == ["absence_past", "absence_reversed"]
    assert codes(absence_refusals(TODAY, TODAY + timedelta(days=366), today=TODAY)) == ["absence_long"]


def test_cards_of_one_occupation_do_not_overlap():
    entry = CardEntry(1, ExaminerGrade.EXAMINER, "K1", date(2026, 1, 1), date(2026, 12, 31))
    after, within = (date(2027, 1, 1), date(2027, 2, 1)), (date(2026, 12, 31), date(2028, 1, 1))
    assert codes(card_refusals(entry, others=[after], number_taken=False)) == []
    assert codes(card_refusals(entry, others=[within], number_taken=True)) == ["card_number_taken", "card_overlaps"]
    empty = CardEntry(None, None, " ", None, None)
    assert codes(card_refusals(empty, others=[], number_taken=False)) == ["missing"] * 4


@settings(max_examples=60, deadline=None)
@given(st.integers(-10, 120))
def test_reminders_go_sixty_and_thirty_days_before_each_once(left):
    until, sent, today = TODAY + timedelta(days=left), [], TODAY
    while (day := next_reminder_on(until, (60, 30), today)) is not None:
        sent.append((until - day).days)
        today = day
    assert sent == [days for days in (60, 30) if left > days]


# --- requests -------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000), st.integers(1, 5), st.integers(1, 40))
def test_the_suggestion_is_enough_and_no_more_than_needed(candidates, least, each):
    number = suggested_number(candidates, at_least=least, candidates_each=each)
    assert number >= least and number * each >= candidates
    assert number == least or (number - 1) * each < candidates


@pytest.mark.parametrize(
    ("text", "read"),
    [("138 0013 8000", "13800138000"), ("010-12345678", None), ("010-62345678", "010-62345678"), ("abc", None)],
)
def test_a_contact_is_reached_by_mobile_or_landline(text, read):
    assert read_phone(text) == read
    entry = RequestEntry(3, "李", text)
    assert codes(entry_refusals(entry, at_least=3, at_most=60)) == ([] if read else ["request_phone"])


# --- a table to import ----------------------------------------------------------------------------
def row(number: int, entry: ExaminerEntry, card: str = "", start: date = date(2026, 1, 1)) -> RegisterRow:
    until = date(start.year, 12, 31)
    entered = CardEntry(1, ExaminerGrade.EXAMINER, card, start, until) if card else None
    return RegisterRow(number, entry, (), entered)


def facts(**changes: object) -> ImportFacts:
    empty = {"people": {}, "phones": {}, "bank_cards": {}, "card_numbers": {}, "districts": frozenset(range(20))}
    return ImportFacts(**{**empty, "today": TODAY, **changes})


def told(rows, against=None) -> dict[int, list[str]]:
    return {number: codes(ones) for number, ones in row_refusals(rows, against or facts()).items()}


def test_rows_are_judged_against_one_another():
    one, other = make.entry(), make.entry()
    again = ExaminerEntry(**{name: getattr(one, name) for name in one.__slots__})
    assert told([row(2, one, "K1"), row(3, again, "K2", date(2027, 1, 1))]) == {}
    twice = ExaminerEntry("别名", one.id_number, one.phone, one.bank_card)
    same_phone = ExaminerEntry(other.name, other.id_number, one.phone, one.bank_card)
    assert told([row(2, one, "K1"), row(3, twice, "K1"), row(4, same_phone)]) == {
        3: ["import_disagrees", "import_overlaps", "import_shared"],
        4: ["import_shared", "import_shared"],
    }


def test_rows_are_judged_against_the_register():
    one = make.entry()
    person = PresentPerson("KP1", kept=False)
    assert told([row(2, one)], facts(people={one.id_number: person})) == {2: ["examiner_known"]}
    kept = PresentPerson("KP1", kept=True, cards={1: (("K9", (date(2026, 3, 1), date(2026, 4, 1))),)})
    own = facts(people={one.id_number: kept}, phones={one.phone: "KP1"}, card_numbers={"K9": "KP1"})
    assert told([row(2, one, "K9")], own) == {}  # the card that is there, put right
    assert told([row(2, one, "K1")], own) == {2: ["card_overlaps"]}
    others = facts(phones={one.phone: "KP7"}, card_numbers={"K1": "KP7"})
    assert told([row(2, one, "K1")], others) == {2: ["card_number_taken", "examiner_known"]}
