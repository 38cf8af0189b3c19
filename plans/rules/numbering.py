"""Plan numbers that people quote: 2026Z000017 is the 17th plan of the portal, a special session drafted in 2026."""

import re
from dataclasses import dataclass

from plans.rules.enums import KIND_LETTERS, PlanKind

SERIAL_DIGITS = 6
KIND_OF_LETTER = {letter: kind for kind, letter in KIND_LETTERS.items()}
PATTERN = re.compile(rf"(\d{{4}})([{''.join(KIND_OF_LETTER)}])(\d{{{SERIAL_DIGITS},}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlanNumber:
    """The parts of a number. `serial` counts all plans of the portal, whatever their year and kind."""

    year: int
    kind: PlanKind
    serial: int

    def __str__(self) -> str:
        return f"{self.year:04}{KIND_LETTERS[self.kind]}{self.serial:0{SERIAL_DIGITS}}"


def build(*, year: int, kind: PlanKind, serial: int) -> str:
    """The number as text. Raises `ValueError` for a year outside of 1000–9999 or a serial below 1."""
    if not 1000 <= year <= 9999 or serial < 1:
        raise ValueError(f"no plan number for year {year} and serial {serial}")
    return str(PlanNumber(year, kind, serial))


def parse(text: str) -> PlanNumber | None:
    """The number that `text` writes, also in lower case or with spaces around it; `None` when it is not one."""
    match = PATTERN.fullmatch(text.strip().upper())
    if match is None or int(match[3]) < 1:
        return None
    return PlanNumber(int(match[1]), KIND_OF_LETTER[match[2]], int(match[3]))
