"""Row by row: every fault of every row, small things recovered, good rows as values.

`RowChecker.check` is the hot path: 50,000 rows of 20 columns pass through it, so it works on positions and
remembered readings and builds objects only for what is wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Final, NamedTuple

from appraisal.core.rules.enums import TECHNICIAN_LEVELS
from appraisal.core.rules.identity import IdProblem, ResidentId, Sex, read_resident_id
from plans.rules.enums import Attempt
from plans.rules.roster.cells import Cell, CellReader, Noted, Reading, cell_text, is_document_shape, readers
from plans.rules.roster.columns import Heading
from plans.rules.roster.faults import Fault, FaultCode, Recovery, RecoveryCode, fault, shown
from plans.rules.roster.vocabulary import (
    MAX_LENGTH,
    REQUIRED,
    SUBJECT_COLUMNS,
    Column,
    DocumentType,
    shown_word,
)

READ_COLUMNS: Final = tuple(column for column in Column if column is not Column.PHOTO)
_FOOTNOTES: Final = ("合计", "说明", "备注", "注:", "注：", "填表", "制表", "审核", "经办", "单位负责人")
_ID_FAULTS: Final = {
    IdProblem.LENGTH: FaultCode.ID_LENGTH,
    IdProblem.CHARACTERS: FaultCode.ID_CHARACTERS,
    IdProblem.PROVINCE: FaultCode.ID_PROVINCE,
    IdProblem.DATE: FaultCode.ID_DATE,
    IdProblem.FUTURE: FaultCode.ID_FUTURE,
    IdProblem.CHECKSUM: FaultCode.ID_CHECKSUM,
}


class RosterRow(NamedTuple):
    """A row without faults. Vocabulary columns hold stored words, empty optional cells hold "".

    `theory`, `practical`, `review`: NEW, RETAKE or "" (not sat). `birth_date` is known for a resident ID only.
    `years`: text such as "5.5", or "".
    """

    row: int
    name: str
    document_type: str
    document_number: str
    sex: str
    ethnicity: str
    education: str
    mobile: str
    condition: str
    source: str
    employer: str
    address: str
    years: str
    email: str
    prior_certificate: str
    prior_occupation: str
    theory: str
    practical: str
    review: str
    birth_date: date | None


_AT: Final = {column: index for index, column in enumerate(READ_COLUMNS)}
_TYPE, _NUMBER, _SEX, _YEARS = (
    _AT[column] for column in (Column.DOCUMENT_TYPE, Column.DOCUMENT_NUMBER, Column.SEX, Column.YEARS)
)
_THEORY, _PRACTICAL, _REVIEW = (_AT[column] for column in SUBJECT_COLUMNS)
_required_of: Final = itemgetter(*(_AT[column] for column in READ_COLUMNS if column in REQUIRED))
_PLAIN: Final = {str}


@dataclass(slots=True)
class RowChecker:
    """Checks the rows of one roster, in order. `level` 5 to 1; `today` bounds birth dates.

    `has_review`: whether the plan's candidates of this level sit the comprehensive review; by the level unless told.

    `doubtful`: faulty rows that still say who the candidate is, so that the record can be asked about them too.
    """

    heading: Heading
    level: int
    conditions: tuple[str, ...]
    today: date
    faults: list[Fault] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    doubtful: list[RosterRow] = field(default_factory=list)
    has_review: bool | None = None
    _readers: list[tuple[CellReader, int]] = field(init=False)
    _plain_subjects: dict[tuple[str, ...], tuple[str, ...]] = field(init=False)
    _first_row: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read, at = readers(self.conditions), self.heading.positions
        self._readers = [(read[column], at[column]) if column in at else (_absent, 0) for column in READ_COLUMNS]
        if self.has_review is None:
            self.has_review = self.level in TECHNICIAN_LEVELS
        new, review = Attempt.NEW.value, Attempt.NEW.value if self.has_review else ""
        self._plain_subjects = {
            (theory, practical, given): (new, new, review)
            for theory in (new, "")
            for practical in (new, "")
            for given in {review, ""}
        }

    def check(self, row: int, cells: Sequence[Cell]) -> RosterRow | None:
        """The row as a value, or None when it is blank, a footnote or faulty; faults and recoveries are added."""
        readings = [read(cells[position]) for read, position in self._readers]
        # Nearly every row is sound and needs no word; the long way repeats the checks for the others.
        if set(map(type, readings)) == _PLAIN and "" not in _required_of(readings):
            good = self._sound_row(row, readings)  # type: ignore[arg-type]
            if good is not None:
                return good
        return self._examine(row, cells, readings)

    def _sound_row(self, row: int, values: list[str]) -> RosterRow | None:
        """The row of a resident ID when nothing at all is to be said about it; None sends it the long way."""
        number, years = values[_NUMBER], values[_YEARS]
        subjects = self._plain_subjects.get(tuple(values[_THEORY:]))
        if values[_TYPE] != DocumentType.RESIDENT_ID or subjects is None:
            return None
        found = read_resident_id(number, today=self.today)
        if found.__class__ is not ResidentId or found.sex != values[_SEX]:
            return None
        if self._first_row.setdefault(number, row) != row:
            return None
        if years and float(years) >= self.today.year - found.birth_date.year:
            return None
        return RosterRow._make((row, *values[:_THEORY], *subjects, found.birth_date))

    def _examine(self, row: int, cells: Sequence[Cell], readings: list[Reading]) -> RosterRow | None:
        """The long way: all that is to be said about a row."""
        before, said = len(self.faults), len(self.recoveries)
        values: list[str] = []
        sound: list[bool] = []
        for column, reading in zip(READ_COLUMNS, readings, strict=True):
            value, code, recovery = reading if isinstance(reading, Noted) else (reading, None, None)
            values.append(value)
            sound.append(code is None and value != "")
            if code is not None or (value == "" and column in REQUIRED):
                self._add_fault(row, column, value, code)
            elif recovery is not None:
                cell = cells[self.heading.positions[column]]
                self.recoveries.append(_recovery(row, column, recovery, cell, value))
        if values.count("") >= len(values) - 1 and _is_no_candidate(cells, values):
            del self.faults[before:], self.recoveries[said:]
            return None
        identified, resident = self._check_document(row, values, sound)
        if resident is not None:
            self._check_against_id(row, values, sound, resident)
        self._settle_subjects(row, values, sound)
        good = RosterRow._make((row, *values, resident.birth_date if resident else None))
        if len(self.faults) == before:
            return good
        if identified:
            self.doubtful.append(good)
        return None

    def _add_fault(self, row: int, column: Column, value: str, code: FaultCode | None) -> None:
        params = {"limit": MAX_LENGTH[column]} if code is FaultCode.TOO_LONG else {}
        self.faults.append(fault(row, column, code or FaultCode.MISSING, value, **params))

    def _check_document(self, row: int, values: list[str], sound: list[bool]) -> tuple[bool, ResidentId | None]:
        """Whether the row says without doubt who it is, and the resident ID when that is what was given."""
        if not (sound[_NUMBER] and sound[_TYPE]):
            return False, None
        document_type, number = values[_TYPE], values[_NUMBER]
        resident: ResidentId | None = None
        if document_type == DocumentType.RESIDENT_ID:
            found = read_resident_id(number, today=self.today)
            if isinstance(found, IdProblem):
                self.faults.append(_id_fault(row, number, found))
                return False, None
            resident = found
        elif not is_document_shape(document_type, number):
            label = DocumentType[document_type].label
            shape = FaultCode.DOCUMENT_SHAPE
            self.faults.append(fault(row, Column.DOCUMENT_NUMBER, shape, number, document_type=label))
            return False, None
        other = self._first_row.setdefault(number, row)
        if other != row:
            self.faults.append(fault(row, Column.DOCUMENT_NUMBER, FaultCode.DUPLICATE_IN_FILE, number, other=other))
            return False, None
        return True, resident

    def _check_against_id(self, row: int, values: list[str], sound: list[bool], resident: ResidentId) -> None:
        if sound[_SEX] and values[_SEX] != resident.sex:
            stated = Sex[values[_SEX]].label
            code = FaultCode.SEX_AGAINST_ID
            self.faults.append(fault(row, Column.SEX, code, stated, expected=resident.sex.label))
        if sound[_YEARS]:
            age = _age(resident.birth_date, self.today)
            if float(values[_YEARS]) > age:
                code = FaultCode.YEARS_AGAINST_AGE
                self.faults.append(fault(row, Column.YEARS, code, values[_YEARS], age=age))

    def _settle_subjects(self, row: int, values: list[str], sound: list[bool]) -> None:
        """Empty means new (the format's default), except beside a retake: then it means not sat 二（五）."""
        review = values[_REVIEW]
        if not self.has_review and sound[_REVIEW]:
            if review == Attempt.RETAKE:
                self.faults.append(fault(row, Column.REVIEW, FaultCode.NO_REVIEW_AT_LEVEL, Attempt.RETAKE.label))
            else:
                no_review = RecoveryCode.NO_REVIEW
                self.recoveries.append(Recovery(row, Column.REVIEW, no_review, Attempt.NEW.label, ""))
            values[_REVIEW] = ""
        sat = (_THEORY, _PRACTICAL, _REVIEW) if self.has_review else (_THEORY, _PRACTICAL)
        retakes = any(values[index] == Attempt.RETAKE for index in sat)
        for index in sat:
            if values[index] == "":
                if retakes:
                    column = READ_COLUMNS[index]
                    self.recoveries.append(Recovery(row, column, RecoveryCode.NOT_SAT, "", "不参加"))
                else:
                    values[index] = Attempt.NEW.value


def _absent(_: Cell) -> str:
    return ""


def _recovery(row: int, column: Column, code: RecoveryCode, cell: Cell, value: str) -> Recovery:
    return Recovery(row, column, code, shown(column, cell_text(cell)), shown(column, shown_word(column, value)))


def _is_no_candidate(cells: Sequence[Cell], values: Sequence[str]) -> bool:
    """A blank row, or the one-cell line of signatures and totals under a list."""
    return not (any(values) or any(map(cell_text, cells))) or _begins_as_footnote(cells)


def _begins_as_footnote(cells: Sequence[Cell]) -> bool:
    for cell in cells:
        text = cell_text(cell)
        if text:
            return text.startswith(_FOOTNOTES)
    return True


def _id_fault(row: int, number: str, problem: IdProblem) -> Fault:
    """A number whose last digits are 000 and whose check digit is wrong was rounded before it became text."""
    if problem is IdProblem.CHECKSUM and number.endswith("000"):
        return fault(row, Column.DOCUMENT_NUMBER, FaultCode.ID_ROUNDED, number)
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return fault(row, Column.DOCUMENT_NUMBER, _ID_FAULTS[problem], number, length=len(number), birth=birth)


def _age(birth_date: date, today: date) -> int:
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def check_rows(checker: RowChecker, rows: Iterable[tuple[int, Sequence[Cell]]]) -> list[RosterRow]:
    """The good rows among `rows` (number, cells); the checker holds the faults and recoveries afterwards."""
    check = checker.check
    return [good for number, cells in rows if (good := check(number, cells)) is not None]
