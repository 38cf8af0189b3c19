"""Yuan as `Decimal` with exactly two places (fen); never a float, never a rounding that loses a fen."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

FEN: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
MOST: Final = Decimal("999999999999.99")  # what the columns hold: NUMERIC(14, 2)
_WRITTEN: Final = re.compile(r"[+-]?\d+(?:\.\d{1,2}0*)?", re.ASCII)
_NOT_READ: Final = re.compile(r"[,\s¥￥元]")
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")


def yuan(value: Decimal | int | str) -> Decimal:
    """The amount with two places. Raises `TypeError` for a float, `ValueError` for more than two places or too much."""
    if isinstance(value, float):
        raise TypeError("an amount of money is never a float")
    try:
        amount = Decimal(value)
        exact = amount.quantize(FEN)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no amount of yuan") from error
    if exact != amount or abs(exact) > MOST:
        raise ValueError(f"{value!r} is no amount of yuan to the fen")
    return exact


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, exact; zero for none."""
    return sum(amounts, ZERO)


def split(amount: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """`amount` in parts by `weights`, to the fen, that add up to it exactly.

    Fen left over go to the largest remainders, the earlier part first. Raises `ValueError` without a positive weight.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights are counts, and at least one is positive")
    sign, fen = (-1 if amount < 0 else 1), int(abs(amount) / FEN)
    shares = [divmod(fen * weight, whole) for weight in weights]
    left = fen - sum(share for share, _ in shares)
    luckiest = sorted(range(len(weights)), key=lambda place: (-shares[place][1], place))[:left]
    extra = set(luckiest)
    return tuple(sign * (share + (place in extra)) * FEN for place, (share, _) in enumerate(shares))


def read_amount(text: str) -> Decimal | None:
    """An amount as people and banks write it (1,234.50, ￥1234.5, full-width), or None. Empty is None."""
    plain = _NOT_READ.sub("", unicodedata.normalize("NFKC", text).replace("−", "-"))
    if not _WRITTEN.fullmatch(plain):
        return None
    try:
        return yuan(plain)
    except ValueError:
        return None


def shown(amount: Decimal) -> str:
    """1,234.50"""
    return f"{amount:,.2f}"


def in_words(amount: Decimal) -> str:
    """The amount in the words of a receipt: 壹仟贰佰叁拾肆元伍角整. Raises `ValueError` below zero."""
    if amount < 0:
        raise ValueError("a receipt is never for less than nothing")
    fen = int(amount / FEN)
    whole, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_integer_words(whole)}元" if whole or not (jiao or cents) else ""
    if not (jiao or cents):
        return f"{words}整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif whole:
        words += "零"
    return words + (f"{_DIGITS[cents]}分" if cents else "整")


def _integer_words(number: int) -> str:
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_words(group) + _GROUPS[place]
        gap = False
    return words


def _group_words(group: int) -> str:
    """1 to 9999."""
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return words
