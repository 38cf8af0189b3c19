"""Bank data: check digits that catch every single slip, and everything wrong said at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fees.rules.bank import BankDetails, branch_check_digit, details_refusals, digits_of, is_branch_code, is_luhn
from fees.rules.enums import BankAccountKind

HEAD_OFFICES = (
    "102100099996", "103100000026", "104100000004", "105100000017", "301290000007", "302100011000", "303100000006",
    "304100040000", "305100000013", "308584000013", "309391000011", "306581000003", "310290000013", "313100000013",
    "403100000004", "307584007998", "316331000018",
)  # fmt: skip
CARD = "6228480402564890018"  # a widely printed example number
SOUND = BankDetails(BankAccountKind.CARD, "何建国", CARD, "农业银行北京朝阳支行", "103100000026")


@pytest.mark.parametrize("code", HEAD_OFFICES)
def test_published_codes_of_head_offices_agree(code):
    assert is_branch_code(code)


@given(st.integers(0, 10**11 - 1), st.integers(0, 11), st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_one_wrong_digit_of_a_branch_code_is_always_found(number, place, shift):
    code = f"{number:011}"
    code += branch_check_digit(code)
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert is_branch_code(code)
    assert not is_branch_code(wrong)


@given(st.integers(0, 18), st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_one_wrong_digit_of_a_card_is_always_found(place, shift):
    assert is_luhn(CARD)
    assert not is_luhn(CARD[:place] + str((int(CARD[place]) + shift) % 10) + CARD[place + 1 :])


def refused(**changes) -> set[str]:
    details = BankDetails(**{**{name: getattr(SOUND, name) for name in SOUND.__slots__}, **changes})
    return {refusal.code for refusal in details_refusals(details, owner="何建国")}


def test_sound_data_pass():
    assert refused() == set()
    assert refused(kind=BankAccountKind.CORPORATE, number="0109012345678") == set()
    assert digits_of(" ６２２8-4804 0256 ") == "622848040256"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"number": CARD[:-1] + "9"}, {"card_checksum"}),
        ({"number": "12345"}, {"card_length"}),
        ({"kind": BankAccountKind.CORPORATE, "number": "12AB"}, {"account_digits"}),
        ({"branch_code": "103100000027"}, {"branch_code_wrong"}),
        ({"bank": "中国银行北京分行"}, {"bank_not_of_code"}),
        ({"holder": "何建囯"}, {"holder_not_owner"}),
        ({"holder": "", "number": "", "bank": "", "branch_code": ""}, {"missing"}),
        (
            {"number": "1", "branch_code": "1", "holder": "张三"},
            {"card_length", "branch_code_wrong", "holder_not_owner"},
        ),
    ],
)
def test_everything_wrong_is_said_at_once(changes, codes):
    assert refused(**changes) == codes
