"""Identity numbers: GB 11643 by example and by property, mobiles, certificates, masks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.identity import (
    IdProblem,
    ResidentId,
    Sex,
    clean_number,
    is_skill_level_certificate,
    mask_bank_card,
    mask_document_number,
    mask_mobile,
    read_certificate_number,
    read_mobile,
    read_resident_id,
    resident_id_check_digit,
)

TODAY = date(2026, 11, 23)

birth_dates = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
provinces = st.sampled_from(["11", "34", "65", "71", "81", "82", "83"])
counties = st.from_regex(r"[0-9]{4}", fullmatch=True)
serials = st.from_regex(r"[0-9]{3}", fullmatch=True)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    first = draw(provinces) + draw(counties) + draw(birth_dates).strftime("%Y%m%d") + draw(serials)
    return first + resident_id_check_digit(first)


def weighted_sum_mod_11(number: str) -> int:
    """The standard's own definition, digit by digit: 1 for a valid number (ISO 7064 MOD 11-2)."""
    return sum((10 if mark == "X" else int(mark)) * 2 ** (17 - place) for place, mark in enumerate(number)) % 11


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("34052419800101001X", date(1980, 1, 1), Sex.MALE),  # a county code withdrawn since
        ("810000199408230021", date(1994, 8, 23), Sex.FEMALE),
        ("830000199201300022", date(1992, 1, 30), Sex.FEMALE),
    ],
)
def test_valid_numbers_are_read(number: str, birth: date, sex: Sex) -> None:
    assert read_resident_id(number, today=TODAY) == ResidentId(number, birth, sex)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("1101051949123100", IdProblem.LENGTH),
        ("110105491231002", IdProblem.LENGTH),
        ("1101051949123１002X", IdProblem.LENGTH),
        ("11010519491231002Y", IdProblem.CHARACTERS),
        ("1101051949123100２X", IdProblem.CHARACTERS),
        ("X1010519491231002X", IdProblem.CHARACTERS),
        ("991105194912310021", IdProblem.PROVINCE),
        ("110105199002301234", IdProblem.DATE),
        ("110105189912311234", IdProblem.DATE),
        ("110105202611241234", IdProblem.FUTURE),
        ("110105194912310021", IdProblem.CHECKSUM),
    ],
)
def test_the_first_problem_is_told(number: str, problem: IdProblem) -> None:
    if problem is IdProblem.LENGTH:
        number = number.replace("１", "")
    assert read_resident_id(number, today=TODAY) is problem


@given(resident_ids())
def test_a_generated_number_is_valid_by_the_definition_and_read(number: str) -> None:
    assert weighted_sum_mod_11(number) == 1
    found = read_resident_id(number, today=TODAY)
    assert isinstance(found, ResidentId)
    assert found.birth_date.strftime("%Y%m%d") == number[6:14]
    assert (found.sex is Sex.MALE) == (int(number[16]) % 2 == 1)


@given(resident_ids(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert isinstance(read_resident_id(wrong, today=TODAY), IdProblem)


@given(resident_ids(), st.integers(0, 15))
def test_two_swapped_neighbours_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    found = read_resident_id(swapped, today=TODAY)
    assert (swapped == number) == isinstance(found, ResidentId)


@given(birth_dates.filter(lambda day: day > date(1900, 1, 1)))
def test_birth_dates_up_to_today_and_no_further(birth: date) -> None:
    first = f"110105{birth:%Y%m%d}001"
    number = first + resident_id_check_digit(first)
    assert isinstance(read_resident_id(number, today=birth), ResidentId)
    assert read_resident_id(number, today=birth - timedelta(days=1)) is IdProblem.FUTURE


@given(st.text(max_size=25))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(read_resident_id(clean_number(text), today=TODAY), ResidentId | IdProblem)
    read_mobile(text)
    assert mask_document_number(text) is not None


@pytest.mark.parametrize(
    "typed", ["  11010519491231002x ", "110105 19491231 002X", "１１０１０５１９４９１２３１００２ｘ"]
)
def test_clean_number_recovers_what_people_type(typed: str) -> None:
    assert clean_number(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "0086-13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "138\u30000013\u30008000",
    ],
)
def test_mobiles_are_recovered(typed: str) -> None:
    assert read_mobile(typed) == "13800138000"


@pytest.mark.parametrize("typed", ["", "1380013800", "138001380000", "12800138000", "010-88888888", "1.38E+10", "13８"])
def test_what_is_no_mobile_stays_unread(typed: str) -> None:
    assert read_mobile(typed) is None


def test_certificate_number_parts() -> None:
    parts = read_certificate_number("2001001005550034")
    assert parts is not None
    assert (parts.year, parts.province, parts.body_type, parts.body_serial, parts.level) == (20, "01", 1, "005", 5)


@pytest.mark.parametrize("number", ["200100100555003", "2001009005550034", "2001001005950034", "20010010055500341"])
def test_what_is_no_certificate_number(number: str) -> None:
    assert read_certificate_number(number) is None


@pytest.mark.parametrize(
    ("number", "is_one"), [("Y000100000001203000001", True), ("S" + "1" * 20, False), ("SX" + "1" * 20, True)]
)
def test_skill_level_certificates(number: str, is_one: bool) -> None:
    assert is_skill_level_certificate(number) is is_one


@given(resident_ids())
def test_a_masked_number_hides_the_birth_date(number: str) -> None:
    masked = mask_document_number(number)
    assert masked == f"{number[:3]}***********{number[-4:]}"
    assert len(masked) == 18


def test_masks() -> None:
    assert mask_mobile("13800138000") == "138****8000"
    assert mask_bank_card("6222020200012345678") == "**** 5678"
    assert mask_bank_card("12345678") == "****"
    assert mask_document_number("AB") == "**"
    assert mask_document_number("E1234567") == "E12*4567"
    assert mask_mobile("12345") == "***45"
