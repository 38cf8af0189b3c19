"""Admission ticket numbers (准考证号) by a pattern that is a setting (`KAOWU["TICKET_PATTERN"]`).

No document with Beijing's format was found. Known are public-institution exams (11 digits: 0, district 4, site 2, room
2, seat 2) and the certificates of vocational appraisal, which lead with year and place and end with a serial. Ours
follows the latter: a number that named room and seat would change whenever somebody is moved, and this one is printed
and typed into score sheets. So it names what stays: year, district, plan and the candidate's serial in the plan, and a
check digit that finds every single wrong digit and every swap of neighbours.

A pattern is text of fields, each with its number of digits: `{year:2}{district:2}{plan:6}{serial:4}{check}`. Digits
and capital letters may stand between them.
"""

import re
from dataclasses import asdict, dataclass
from typing import Final

LONGEST: Final = 30
FIELD: Final = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}", re.ASCII)
WRITTEN: Final = re.compile(r"[0-9A-Z]*", re.ASCII)
FIELDS: Final = frozenset({"year", "district", "plan", "level", "serial"})
NEEDED: Final = ("plan", "serial")  # what tells two candidates of the portal apart
CHECK: Final = "check"
# Damm's quasigroup: one digit that catches every single error and every transposition of neighbours.
DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a number may say. `year` of the exam, `district` as two digits ("05"), `plan` and `serial` counted."""

    year: int
    district: str
    plan: int
    level: int
    serial: int


def ticket_number(pattern: str, facts: TicketFacts) -> str:
    """The number of one candidate. Raises `ValueError` for a useless pattern and for what has no room in it."""
    if faults := pattern_faults(pattern):
        raise ValueError(f"the pattern {pattern!r}: {'; '.join(faults)}")
    values = asdict(facts)

    def written(field: re.Match[str]) -> str:
        name, width = field[1], int(field[2] or 1)
        if name == CHECK:
            return field[0]
        digits = str(values[name])[-2:] if name == "year" else str(values[name])
        if len(digits) > width or not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"{name} {digits} has no room in {width} digits of the pattern {pattern!r}")
        return digits.zfill(width)

    number = FIELD.sub(written, pattern)
    return number.replace(f"{{{CHECK}}}", str(check_digit(number)))


def read_ticket_number(pattern: str, text: str) -> TicketFacts | None:
    """What a number says that was built by the pattern, blanks forgiven; `None` for anything else.

    Fields that the pattern does not have are 0 or empty; the year has two digits.
    """
    text = "".join(text.split()).upper()
    found = _reader(pattern).fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    if CHECK in parts:
        start, end = found.span(CHECK)
        if str(check_digit(text[:start] + text[end:])) != parts[CHECK]:
            return None
    numbers = {name: int(parts.get(name) or 0) for name in ("year", "plan", "level", "serial")}
    return TicketFacts(district=parts.get("district") or "", **numbers)


def pattern_faults(pattern: str) -> list[str]:
    """Why a pattern cannot be used; empty for one that makes unique numbers which can be read again."""
    fields = [(field[1], field[2]) for field in FIELD.finditer(pattern)]
    names = [name for name, _ in fields]
    length = len(FIELD.sub("", pattern)) + sum(int(width or 1) for _, width in fields)
    return [
        *(f"unknown field {name}" for name in names if name not in FIELDS | {CHECK}),
        *(f"field {name} stands there twice" for name in sorted(set(names)) if names.count(name) > 1),
        *(f"field {name} has no number of digits" for name, width in fields if name in FIELDS and not int(width or 0)),
        *(f"field {name} is missing" for name in NEEDED if name not in names),
        *(["only digits and capital letters may stand between fields"] if not _is_plain(pattern) else []),
        *([f"longer than {LONGEST}"] if length > LONGEST else []),
    ]


def check_digit(text: str) -> int:
    """Damm's check digit of the digits in `text`."""
    state = 0
    for digit in text:
        if digit.isdigit():
            state = DAMM[state][int(digit)]
    return state


def _is_plain(pattern: str) -> bool:
    return WRITTEN.fullmatch(FIELD.sub("", pattern)) is not None


def _reader(pattern: str) -> re.Pattern[str]:
    return re.compile(FIELD.sub(lambda field: rf"(?P<{field[1]}>\d{{{field[2] or 1}}})", pattern), re.ASCII)
