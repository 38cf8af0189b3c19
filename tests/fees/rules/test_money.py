"""Amounts: exact to the fen, split without loss, read as people write them, in the words of a receipt."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fees.rules.money import ZERO, in_words, read_amount, shown, split, total, yuan

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(AMOUNTS, st.lists(st.integers(0, 5_000), min_size=1, max_size=12).filter(any))
@settings(max_examples=200, deadline=None)
def test_parts_add_up_exactly_and_stray_less_than_a_fen_from_their_share(amount, weights):
    parts = split(amount, weights)
    assert total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")
        assert part == part.quantize(Decimal("0.01"))


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 3]])
def test_weights_are_counts(weights):
    with pytest.raises(ValueError):
        split(Decimal(1), weights)


@given(AMOUNTS)
@settings(max_examples=100, deadline=None)
def test_what_is_shown_is_read_back(amount):
    assert read_amount(shown(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"), ("￥１２３４．５", "1234.50"), (" 88 元", "88.00"), ("-3.00", "-3.00"), ("", None),
        ("1.234", None), ("1.2300", "1.23"), ("12a", None), ("1e3", None), ("9999999999999", None),
    ],
)  # fmt: skip
def test_amounts_as_people_and_banks_write_them(text, amount):
    assert read_amount(text) == (amount and Decimal(amount))


def test_a_float_is_no_amount():
    with pytest.raises(TypeError):
        yuan(0.1)
    with pytest.raises(ValueError, match="fen"):
        yuan("0.105")
    assert yuan("7") + ZERO == Decimal("7.00")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("1", "壹元整"), ("10.05", "壹拾元零伍分"),
        ("100.50", "壹佰元伍角整"), ("1005", "壹仟零伍元整"), ("10000", "壹万元整"), ("10005", "壹万零伍元整"),
        ("100500", "壹拾万零伍佰元整"), ("10010001", "壹仟零壹万零壹元整"), ("120000005.08", "壹亿贰仟万零伍元零捌分"),
        ("23456.78", "贰万叁仟肆佰伍拾陆元柒角捌分"),
    ],
)  # fmt: skip
def test_words_of_a_receipt(amount, words):
    assert in_words(yuan(amount)) == words
