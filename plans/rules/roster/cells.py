"""One cell at a time: what a workbook cell means in its column.

A reader takes a cell as the workbook gives it (text, number, truth value, date or empty) and returns its value as plain
text when there is nothing to say about it, else a `Noted`. Readers are pure, so that answers to repeated cells can be
remembered.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from appraisal.core.rules.identity import (
    clean_number,
    is_certificate_number,
    is_skill_level_certificate,
    read_mobile,
)
from plans.rules.roster.faults import FaultCode, RecoveryCode
from plans.rules.roster.vocabulary import MAX_LENGTH, SUBJECT_COLUMNS, WORDS, Column, DocumentType

Cell = str | float | int | bool | date | datetime | time | timedelta | None


class Noted(NamedTuple):
    """A value with what is to be said about it: a fault, or what was recovered."""

    value: str
    fault: FaultCode | None
    recovery: RecoveryCode | None = None


Reading = str | Noted
CellReader = Callable[[Cell], Reading]

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
    if isinstance(cell, str):
        if "+" not in cell or len(cell) > 24:
            return False
        mantissa, mark, exponent = compact(cell).upper().partition("E+")
        return bool(mark) and exponent.isdigit() and int(exponent) >= 10 and mantissa.replace(".", "", 1).isdigit()
    return _is_number(cell) and abs(cell) >= 10**_EXACT_DIGITS  # type: ignore[arg-type, operator]


def _recovered(value: str, cell: Cell, code: RecoveryCode = RecoveryCode.SPELLING) -> Reading:
    """The value, noted when it is not what stands in the cell."""
    return value if value == cell else Noted(value, None, code)


def read_name(cell: Cell) -> Reading:
    """A name: letters of any script and a middle dot; a blank inside a purely Chinese name is dropped."""
    if isinstance(cell, str) and cell.isalpha() and len(cell) <= MAX_LENGTH[Column.NAME]:
        return cell
    text = cell_text(cell)
    if not text:
        return ""
    name = " ".join(text.translate(_NAME_DOTS).split())
    if not name.isascii() and name.replace(" ", "").isalpha() and not any("a" <= c.lower() <= "z" for c in name):
        name = name.replace(" ", "")
    if not all(mark.isalpha() or mark in _NAME_MARKS for mark in name):
        return Noted(name, FaultCode.NAME_SHAPE)
    if len(name) > MAX_LENGTH[Column.NAME]:
        return Noted(name, FaultCode.TOO_LONG)
    return _recovered(name, cell)


def read_text(column: Column) -> CellReader:
    """Free text of a column, up to its length."""
    limit = MAX_LENGTH[column]

    def read(cell: Cell) -> Reading:
        text = cell_text(cell)
        return text if len(text) <= limit else Noted(text, FaultCode.TOO_LONG)

    return read


def read_document_number(cell: Cell) -> Reading:
    """A document number in half-width capitals without blanks; its shape is checked with the document type."""
    if isinstance(cell, str) and len(cell) == 18 and cell.isascii() and cell.isalnum() and not cell.endswith("x"):
        return _recovered(cell.upper(), cell)
    text = cell_text(cell)
    if is_rounded(cell):
        return Noted(text, FaultCode.ID_ROUNDED)
    number = clean_number(text)
    if len(number) > MAX_LENGTH[Column.DOCUMENT_NUMBER]:
        return Noted(number, FaultCode.TOO_LONG)
    if not number:
        return ""
    return _recovered(number, cell, RecoveryCode.NUMBER if _is_number(cell) else RecoveryCode.SPELLING)


def read_mobile_number(cell: Cell) -> Reading:
    """A mainland mobile number."""
    text = cell_text(cell)
    if not text:
        return ""
    number = read_mobile(text)
    if number is None:
        return Noted(text, FaultCode.MOBILE_SHAPE)
    return _recovered(number, cell, RecoveryCode.MOBILE)


def read_years(cell: Cell) -> Reading:
    """Years in the occupation, 0 to 70, at most one decimal; "7年" is understood. The value is text such as "5.5"."""
    text = compact(cell_text(cell))
    if not text:
        return ""
    number = text.removesuffix("年")
    try:
        years = float(number)
    except ValueError:
        return Noted(text, FaultCode.YEARS_SHAPE)
    if not 0 <= years <= MOST_YEARS or not _DIGITS.issuperset(number.replace(".", "", 1)):
        return Noted(text, FaultCode.YEARS_SHAPE)
    value = f"{round(years, 1):g}"
    return value if number == text else Noted(value, None, RecoveryCode.SPELLING)


def read_email(cell: Cell) -> Reading:
    """An e-mail address, loosely: something, one @, a domain with a dot."""
    text = cell_text(cell)
    if not text:
        return ""
    address = text if text.isascii() and " " not in text else compact(text)
    local, _, domain = address.partition("@")
    if not local or "@" in domain or "." not in domain.strip(".") or len(address) > MAX_LENGTH[Column.EMAIL]:
        return Noted(text, FaultCode.EMAIL_SHAPE)
    return _recovered(address, cell)


def read_prior_certificate(cell: Cell) -> Reading:
    """An earlier certificate: 16 digits, 22 characters, or an older number of letters, digits and dashes."""
    if isinstance(cell, str) and is_certificate_number(cell):
        return cell
    if is_rounded(cell):
        return Noted(cell_text(cell), FaultCode.CERTIFICATE_ROUNDED)
    text = cell_text(cell)
    if not text:
        return ""
    number = clean_number(text)
    if not _is_certificate(number):
        return Noted(text, FaultCode.CERTIFICATE_SHAPE)
    return _recovered(number, cell, RecoveryCode.NUMBER if _is_number(cell) else RecoveryCode.SPELLING)


def _is_certificate(number: str) -> bool:
    if len(number) == 16 and number.isdigit():
        return is_certificate_number(number)
    if len(number) == 22 and number[0].isalpha():
        return is_skill_level_certificate(number)
    plain = "".join(mark for mark in number if mark not in "-第号字()")
    return 6 <= len(number) <= MAX_LENGTH[Column.PRIOR_CERTIFICATE] and plain.isalnum() and any(map(str.isdigit, plain))


def read_word(column: Column) -> CellReader:
    """A word of the column's fixed vocabulary; synonyms are recovered."""
    official, synonyms = WORDS[column]
    by_compact = {compact(word): stored for word, stored in official.items()}
    other = {compact(word): str(stored) for word, stored in synonyms.items()}
    unknown = _UNKNOWN_WORD[column]

    def read(cell: Cell) -> Reading:
        if cell in official:
            return official[cell]  # type: ignore[index]
        text = cell_text(cell)
        if not text:
            return ""
        word = compact(text)
        if word in by_compact:
            return Noted(by_compact[word], None, RecoveryCode.SPELLING)
        if word in other:
            return Noted(other[word], None, RecoveryCode.SYNONYM)
        return Noted(text, unknown)

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
            return Noted(text, FaultCode.CONDITION_UNKNOWN)
        return _recovered(condition, cell)

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
