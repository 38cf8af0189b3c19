"""One cell at a time: what a workbook cell means in its column.

A reader takes a cell as the workbook gives it (text, number, truth value, date or empty) and returns a `Reading`:
`(value, fault code or None, recovery code or None)`. Readers are pure, so that answers to repeated cells can be
remembered.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from appraisal.core.rules.identity import (
    clean_number,
    is_skill_level_certificate,
    read_certificate_number,
    read_mobile,
)
from plans.rules.roster.faults import FaultCode, RecoveryCode
from plans.rules.roster.vocabulary import MAX_LENGTH, SUBJECT_COLUMNS, WORDS, Column, DocumentType

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Reading = tuple[str, FaultCode | None, RecoveryCode | None]
CellReader = Callable[[Cell], Reading]

EMPTY: Final[Reading] = ("", None, None)
MOST_YEARS: Final = 70.0
_EXACT_DIGITS: Final = 15  # Excel keeps no more digits of a number
_REMEMBERED: Final = 5_000
_NAME_MARKS: Final = frozenset("·.'’- ")
_NAME_DOTS: Final = str.maketrans({"•": "·", "・": "·", "‧": "·", "．": "·", "●": "·"})
_DIGITS: Final = frozenset("0123456789")

_UNKNOWN_WORD: Final = {
    Column.DOCUMENT_TYPE: FaultCode.DOCUMENT_TYPE_UNKNOWN,
    Column.SEX: FaultCode.SEX_UNKNOWN,
    Column.ETHNICITY: FaultCode.ETHNICITY_UNKNOWN,
    Column.EDUCATION: FaultCode.EDUCATION_UNKNOWN,
    Column.SOURCE: FaultCode.SOURCE_UNKNOWN,
    **dict.fromkeys(SUBJECT_COLUMNS, FaultCode.SUBJECT_UNKNOWN),
}


class Remembered(dict[Cell, Reading]):
    """A reader with a memory: rosters repeat themselves. Forgets everything when it grows beyond a bound."""

    def __init__(self, read: CellReader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> Reading:
        if len(self) >= _REMEMBERED:
            self.clear()
        reading = self[cell] = self._read(cell)
        return reading


def cell_text(cell: Cell) -> str:
    """The cell as text on one line: no control characters, no blanks at the ends, whole numbers without ".0"."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.isprintable():
            return text
        spaced = (" " if mark in "\r\n\t\xa0\u3000\u2028\u2029" else mark for mark in text)
        return "".join(mark for mark in spaced if mark.isprintable()).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def compact(text: str) -> str:
    """Half-width, without any blanks: the form in which words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float | int) and not isinstance(cell, bool)


def is_rounded(cell: Cell) -> bool:
    """Whether a long number has lost digits: typed as a number of more than 15 digits, or text like 1.10229E+17."""
    if _is_number(cell):
        return abs(cell) >= 10**_EXACT_DIGITS  # type: ignore[arg-type, operator]
    if not isinstance(cell, str) or len(cell) > 24:
        return False
    mantissa, mark, exponent = compact(cell).upper().partition("E+")
    return bool(mark) and exponent.isdigit() and int(exponent) >= 10 and mantissa.replace(".", "", 1).isdigit()


def read_name(cell: Cell) -> Reading:
    """A name: letters of any script and a middle dot; a blank inside a purely Chinese name is dropped."""
    text = cell_text(cell)
    if text.isalpha() and text == cell:
        return (text, None, None) if len(text) <= MAX_LENGTH[Column.NAME] else (text, FaultCode.TOO_LONG, None)
    if not text:
        return EMPTY
    name = " ".join(text.translate(_NAME_DOTS).split())
    if not name.isascii() and name.replace(" ", "").isalpha() and not any("a" <= c.lower() <= "z" for c in name):
        name = name.replace(" ", "")
    if not all(mark.isalpha() or mark in _NAME_MARKS for mark in name):
        return name, FaultCode.NAME_SHAPE, None
    if len(name) > MAX_LENGTH[Column.NAME]:
        return name, FaultCode.TOO_LONG, None
    return name, None, RecoveryCode.SPELLING if name != cell else None


def read_text(column: Column) -> CellReader:
    """Free text of a column, up to its length."""
    limit = MAX_LENGTH[column]

    def read(cell: Cell) -> Reading:
        text = cell_text(cell)
        return (text, None, None) if len(text) <= limit else (text, FaultCode.TOO_LONG, None)

    return read


def read_document_number(cell: Cell) -> Reading:
    """A document number in half-width capitals without blanks; its shape is checked with the document type."""
    if isinstance(cell, str) and cell.isascii() and cell.isdigit():
        return cell, None, None
    text = cell_text(cell)
    if is_rounded(cell):
        return text, FaultCode.ID_ROUNDED, None
    number = clean_number(text)
    if len(number) > MAX_LENGTH[Column.DOCUMENT_NUMBER]:
        return number, FaultCode.TOO_LONG, None
    if number == cell:
        return number, None, None
    return number, None, (RecoveryCode.NUMBER if _is_number(cell) else RecoveryCode.SPELLING) if number else None


def read_mobile_number(cell: Cell) -> Reading:
    """A mainland mobile number."""
    text = cell_text(cell)
    if not text:
        return EMPTY
    number = read_mobile(text)
    if number is None:
        return text, FaultCode.MOBILE_SHAPE, None
    return number, None, None if number == cell else RecoveryCode.MOBILE


def read_years(cell: Cell) -> Reading:
    """Years in the occupation, 0 to 70, at most one decimal; "7年" is understood. The value is text such as "5.5"."""
    text = compact(cell_text(cell))
    if not text:
        return EMPTY
    number = text.removesuffix("年")
    try:
        years = float(number)
    except ValueError:
        return text, FaultCode.YEARS_SHAPE, None
    if not 0 <= years <= MOST_YEARS or not _DIGITS.issuperset(number.replace(".", "", 1)):
        return text, FaultCode.YEARS_SHAPE, None
    return f"{round(years, 1):g}", None, RecoveryCode.SPELLING if number != text else None


def read_email(cell: Cell) -> Reading:
    """An e-mail address, loosely: something, one @, a domain with a dot."""
    text = cell_text(cell)
    if not text:
        return EMPTY
    address = compact(text)
    local, _, domain = address.partition("@")
    if not local or "@" in domain or "." not in domain.strip(".") or len(address) > MAX_LENGTH[Column.EMAIL]:
        return text, FaultCode.EMAIL_SHAPE, None
    return address, None, RecoveryCode.SPELLING if address != cell else None


def read_prior_certificate(cell: Cell) -> Reading:
    """An earlier certificate: 16 digits, 22 characters, or an older number of letters, digits and dashes."""
    if is_rounded(cell):
        return cell_text(cell), FaultCode.CERTIFICATE_ROUNDED, None
    text = cell_text(cell)
    if not text:
        return EMPTY
    number = clean_number(text)
    if not _is_certificate(number):
        return text, FaultCode.CERTIFICATE_SHAPE, None
    if _is_number(cell):
        return number, None, RecoveryCode.NUMBER
    return number, None, RecoveryCode.SPELLING if number != cell else None


def _is_certificate(number: str) -> bool:
    if len(number) == 16 and number.isdigit():
        return read_certificate_number(number) is not None
    if len(number) == 22 and number[0].isalpha():
        return is_skill_level_certificate(number)
    plain = (
        number.replace("-", "").replace("第", "").replace("号", "").replace("字", "").replace("(", "").replace(")", "")
    )
    return 6 <= len(number) <= MAX_LENGTH[Column.PRIOR_CERTIFICATE] and plain.isalnum() and any(map(str.isdigit, plain))


def read_word(column: Column) -> CellReader:
    """A word of the column's fixed vocabulary; synonyms are recovered."""
    official, synonyms = WORDS[column]
    by_compact = {compact(word): stored for word, stored in official.items()}
    other = {compact(word): str(stored) for word, stored in synonyms.items()}
    unknown = _UNKNOWN_WORD[column]

    def read(cell: Cell) -> Reading:
        if cell in official:
            return official[cell], None, None  # type: ignore[index]
        text = cell_text(cell)
        if not text:
            return EMPTY
        word = compact(text)
        if word in by_compact:
            return by_compact[word], None, RecoveryCode.SPELLING
        if word in other:
            return other[word], None, RecoveryCode.SYNONYM
        return text, unknown, None

    return read


def read_condition(conditions: Iterable[str]) -> CellReader:
    """One of the conditions kept for the occupation and level; any text when none is kept."""
    kept = {compact(condition).rstrip("。;；"): condition for condition in conditions}
    free = read_text(Column.CONDITION)

    def read(cell: Cell) -> Reading:
        text = cell_text(cell)
        if not kept or not text:
            return free(cell)
        condition = kept.get(compact(text).rstrip("。;；"))
        if condition is None:
            return text, FaultCode.CONDITION_UNKNOWN, None
        return condition, None, None if condition == cell else RecoveryCode.SPELLING

    return read


def is_document_shape(document_type: str, number: str) -> bool:
    """Whether a cleaned number could be of the given type other than a resident ID; deliberately loose."""
    if document_type == DocumentType.PASSPORT:
        return 5 <= len(number) <= 20 and number.isascii() and number.isalnum()
    if document_type == DocumentType.TAIWAN:
        return 8 <= len(number) <= 12 and number.isascii() and number.isalnum()
    plain = "".join(mark for mark in number if mark not in "()-/")
    return 5 <= len(number) <= MAX_LENGTH[Column.DOCUMENT_NUMBER] and plain.isalnum()


def readers(conditions: Iterable[str]) -> dict[Column, CellReader]:
    """The reader of each column that is read from the workbook (photos are handed in apart)."""
    worded = {column: Remembered(read_word(column)).__getitem__ for column in WORDS}
    return worded | {
        Column.NAME: read_name,
        Column.DOCUMENT_NUMBER: read_document_number,
        Column.MOBILE: read_mobile_number,
        Column.CONDITION: Remembered(read_condition(conditions)).__getitem__,
        Column.EMPLOYER: Remembered(read_text(Column.EMPLOYER)).__getitem__,
        Column.ADDRESS: read_text(Column.ADDRESS),
        Column.YEARS: Remembered(read_years).__getitem__,
        Column.EMAIL: read_email,
        Column.PRIOR_CERTIFICATE: read_prior_certificate,
        Column.PRIOR_OCCUPATION: Remembered(read_text(Column.PRIOR_OCCUPATION)).__getitem__,
    }
