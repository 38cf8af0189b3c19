"""Numbers of bank cards: length, check digit (ISO/IEC 7812-1, Luhn), and the bank that a number begins with."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import cycle

from appraisal.core.rules.identity import clean_number

SHORTEST, LONGEST = 13, 19


class CardProblem(StrEnum):
    """Why text is not the number of a bank card; only the first is told."""

    CHARACTERS = "CHARACTERS"
    LENGTH = "LENGTH"
    CHECKSUM = "CHECKSUM"


def read_bank_card(text: str) -> str | CardProblem:
    """The digits of a card number, or the first thing wrong with it. Blanks, dashes, full-width digits are forgiven."""
    number = clean_number(text).replace("-", "")
    if not (number.isascii() and number.isdigit()):
        return CardProblem.CHARACTERS
    if not SHORTEST <= len(number) <= LONGEST:
        return CardProblem.LENGTH
    return number if luhn_sum(number) % 10 == 0 else CardProblem.CHECKSUM


def luhn_sum(digits: str) -> int:
    """The weighted sum: every second digit from the right counts twice, its own digits added up."""
    return sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(reversed(digits), cycle((1, 2))))


def check_digit(digits: str) -> str:
    """The digit that makes `digits` a card number when it is put behind them."""
    return str(-luhn_sum(digits + "0") % 10)


def begins_with(number: str, prefixes: Iterable[str]) -> bool:
    """Whether the number is of a bank that is known by these prefixes."""
    return number.startswith(tuple(prefixes))
