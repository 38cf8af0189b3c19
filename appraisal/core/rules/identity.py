"""Numbers that identify people: resident ID (GB 11643), mobile, certificate, and how each is masked on screen.

Every function takes text and returns a value; nothing here knows the clock, so "today" is passed in.
County codes are not checked on purpose: codes withdrawn long ago are still on valid cards.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import Final, NamedTuple

from appraisal.core.rules.enums import LabelledEnum

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_ZEROES: Final = ord("0") * sum(_WEIGHTS)  # what the weighted sum of code points has too much

# GB/T 2260 province codes; 81, 82, 83 are residence permits for Hong Kong, Macau and Taiwan.
_PROVINCES: Final = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
_EARLIEST_BIRTH: Final = date(1900, 1, 1)

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_MOBILE_WITHIN: Final = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", re.ASCII)
_NOT_DIALLED: Final = re.compile(r"[\s\-()‐-―./]+")
_CERTIFICATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-4])([0-9]{3})([1-5])([0-9]{5})", re.ASCII)
_SKILL_LEVEL_CERTIFICATE: Final = re.compile(r"(?:[A-Z][0-9]{21}|[A-Z]{2}[0-9]{20})", re.ASCII)


class Sex(LabelledEnum):
    """As on the resident ID: an odd 17th digit is male."""

    MALE = "MALE", "男"
    FEMALE = "FEMALE", "女"


class IdProblem(StrEnum):
    """Why a resident ID number is not one, in the order in which it is looked at; only the first is told."""

    LENGTH = "LENGTH"
    CHARACTERS = "CHARACTERS"
    PROVINCE = "PROVINCE"
    DATE = "DATE"
    FUTURE = "FUTURE"
    CHECKSUM = "CHECKSUM"


class ResidentId(NamedTuple):
    """A valid resident ID number and what it says of its holder."""

    number: str
    birth_date: date
    sex: Sex


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """The parts of a 16-digit vocational qualification certificate number."""

    year: int  # two digits, as printed
    province: str
    city: str
    body_type: int  # 0 centre, 1 national institute, 2 local, 3 industry, 4 committee or enterprise
    body_serial: str
    level: int  # 5 (lowest) to 1
    serial: str


def clean_number(text: str) -> str:
    """`text` without blanks, in half-width capitals: how a document number is compared and stored."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


@lru_cache(maxsize=65_536)
def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def resident_id_check_digit(first_17: str) -> str:
    """The 18th character that belongs to 17 ASCII digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[(sum(map(mul, _WEIGHTS, first_17.encode())) - _ZEROES) % 11]


def read_resident_id(number: str, *, today: date) -> ResidentId | IdProblem:
    """Read a cleaned resident ID number, or say the first thing wrong with it.

    `today`: birth dates after it are refused. Lower-case x, blanks and full-width digits must have been
    removed by `clean_number`.
    """
    if len(number) != 18:
        return IdProblem.LENGTH
    digits = number[:17]
    if not (digits.isascii() and digits.isdigit() and number[17] in "0123456789X"):
        return IdProblem.CHARACTERS
    if number[:2] not in _PROVINCES:
        return IdProblem.PROVINCE
    birth_date = _birth_date(number[6:14])
    if birth_date is None or birth_date < _EARLIEST_BIRTH:
        return IdProblem.DATE
    if birth_date > today:
        return IdProblem.FUTURE
    if _CHECK_DIGITS[(sum(map(mul, _WEIGHTS, digits.encode())) - _ZEROES) % 11] != number[17]:
        return IdProblem.CHECKSUM
    return ResidentId(number, birth_date, Sex.MALE if number[16] in "13579" else Sex.FEMALE)


def read_mobile(text: str) -> str | None:
    """The 11 digits of a mainland mobile number, or None.

    Recovers blanks, dashes, full-width digits and the country code +86, 86 or 0086.
    """
    if len(text) == 11 and _MOBILE.fullmatch(text):
        return text
    number = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", text))
    for prefix in ("+86", "0086", "86"):
        if number.startswith(prefix):
            number = number[len(prefix) :]
            break
    return number if _MOBILE.fullmatch(number) else None


def read_certificate_number(text: str) -> CertificateNumber | None:
    """The parts of a 16-digit certificate number (职业技能鉴定编码规则), or None when it is not built that way."""
    match = _CERTIFICATE.fullmatch(text)
    if match is None:
        return None
    year, province, city, body_type, body_serial, level, serial = match.groups()
    return CertificateNumber(int(year), province, city, int(body_type), body_serial, int(level), serial)


def is_certificate_number(text: str) -> bool:
    """Whether `read_certificate_number` would read it; without taking it apart."""
    return len(text) == 16 and _CERTIFICATE.fullmatch(text) is not None


def is_skill_level_certificate(text: str) -> bool:
    """Whether `text` has the 22 characters of a 职业技能等级证书 (since 2019)."""
    return _SKILL_LEVEL_CERTIFICATE.fullmatch(text) is not None


def mask_document_number(number: str) -> str:
    """First 3 and last 4 characters; the birth date of a resident ID never shows. 7 characters or fewer: last 2."""
    if len(number) <= 7:
        return "*" * max(len(number) - 2, 1) + number[-2:] if len(number) > 2 else "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_mobile(number: str) -> str:
    """138****8000; anything that is not 11 characters long keeps its last 2 only."""
    if len(number) != 11:
        return mask_document_number(number[-7:])
    return f"{number[:3]}****{number[7:]}"


def mask_mobiles_within(text: str) -> str:
    """`text` with each mobile number in it masked."""
    return _MOBILE_WITHIN.sub(lambda found: mask_mobile(found[0]), text)


def mask_bank_card(number: str) -> str:
    """Four stars and the last 4 digits; a number of 8 digits or fewer shows nothing."""
    return f"**** {number[-4:]}" if len(number) > 8 else "****"
