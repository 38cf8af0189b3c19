"""A workbook of scores: which column is which, and every fault of every row at once.

A row is matched by 考生编号, else 准考证号, else 证件号码. A name beside it must be that person's, so that a sheet with
slipped rows is noticed.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal
from plans.rules.roster.cells import Cell, cell_text, compact
from plans.rules.score_entry import NAMED
from plans.rules.scoring import RULE, Grade, read_grade

HEADING_SEARCH_ROWS: Final = 20


class ScoreColumn(LabelledEnum):
    """Columns of a workbook of scores."""

    KEY = "KEY", "考生编号"
    TICKET = "TICKET", "准考证号"
    DOCUMENT = "DOCUMENT", "证件号码"
    NAME = "NAME", "姓名"
    GRADE = "GRADE", "成绩"


SYNONYMS: Final[Mapping[ScoreColumn, tuple[str, ...]]] = {
    ScoreColumn.KEY: ("考生编号", "编号", "考生号"),
    ScoreColumn.TICKET: ("准考证号", "准考证", "准考证号码"),
    ScoreColumn.DOCUMENT: ("证件号码", "身份证号", "身份证号码", "证件号"),
    ScoreColumn.NAME: ("姓名", "考生姓名"),
    ScoreColumn.GRADE: ("成绩", "得分", "分数", "理论成绩", "实操成绩", "综合评审成绩", "总分"),
}
_BY_WORD: Final = {word: column for column, words in SYNONYMS.items() for word in words}
_IDENTIFYING: Final = (ScoreColumn.KEY, ScoreColumn.TICKET, ScoreColumn.DOCUMENT)

Positions = dict[ScoreColumn, int]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row as it stands: its number as the user sees it, and its texts by column ("" for an empty cell)."""

    row: int
    texts: Mapping[ScoreColumn, str]

    def text(self, column: ScoreColumn) -> str:
        """The text of a column, "" when the workbook does not have it."""
        return self.texts.get(column, "")


@dataclass(frozen=True, slots=True)
class Sitters:
    """Who sits the subject: names by candidate, and candidates by what a row may name them with."""

    names: Mapping[int, str]
    by_ticket: Mapping[str, int]
    by_document: Mapping[str, int]

    def find(self, row: ScoreRow) -> int | None:
        """The candidate whom the row means; None when nobody is."""
        key = row.text(ScoreColumn.KEY)
        if key:
            return int(key) if key.isdecimal() and len(key) < 19 and int(key) in self.names else None
        ticket = compact(row.text(ScoreColumn.TICKET))
        return self.by_ticket.get(ticket) if ticket else self.by_document.get(row.text(ScoreColumn.DOCUMENT))


@dataclass
class ReadScores:
    """What a workbook says: grades by candidate, and every fault."""

    grades: dict[int, Grade] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


def find_score_heading(first_rows: Iterable[Sequence[Cell]]) -> tuple[int, Positions] | None:
    """The row number (1 first) and the columns of the heading; None without one that names a grade and a person."""
    for number, cells in enumerate(first_rows, start=1):
        if number > HEADING_SEARCH_ROWS:
            return None
        positions: Positions = {}
        for index, cell in enumerate(cells):
            column = _BY_WORD.get(_word(cell_text(cell)))
            if column:
                positions.setdefault(column, index)
        if ScoreColumn.GRADE in positions and any(column in positions for column in _IDENTIFYING):
            return number, positions
    return None


def _word(heading: str) -> str:
    return "".join(unicodedata.normalize("NFKC", heading).split()).rstrip("*:")


def rows_below(rows: Iterable[tuple[int, Sequence[Cell]]], positions: Positions) -> list[ScoreRow]:
    """The rows under the heading that are not empty; a masked number (with "*") says nothing."""
    found = []
    for number, cells in rows:
        texts = {column: cell_text(cells[at]) if at < len(cells) else "" for column, at in positions.items()}
        if "*" in texts.get(ScoreColumn.DOCUMENT, ""):
            texts[ScoreColumn.DOCUMENT] = ""
        if any(texts.values()):
            found.append(ScoreRow(number, texts))
    return found


def read_rows(rows: Iterable[ScoreRow], sitters: Sitters) -> ReadScores:
    """The grades of a workbook and everything that is wrong with it."""
    read = ReadScores()
    seen: set[int] = set()
    for row in rows:
        candidate = sitters.find(row)
        if candidate is None:
            typed = next((row.text(column) for column in (ScoreColumn.NAME, *_IDENTIFYING) if row.text(column)), "空")
            read.refusals.append(Refusal("score_file_unmatched", {"row": row.row, "typed": typed[:20]}, rule=RULE))
            continue
        _read_row(row, candidate, sitters.names[candidate], seen, read)
    missing = [name for key, name in sitters.names.items() if key not in seen]
    if missing:
        words = {"count": len(missing), "names": "、".join(missing[:NAMED]) + ("等" if len(missing) > NAMED else "")}
        read.refusals.append(Refusal("score_file_missing", words, rule=RULE))
    return read


def _read_row(row: ScoreRow, candidate: int, name: str, seen: set[int], read: ReadScores) -> None:
    written, typed = row.text(ScoreColumn.NAME), row.text(ScoreColumn.GRADE)
    if candidate in seen:
        read.refusals.append(Refusal("score_file_twice", {"row": row.row, "name": name}, rule=RULE))
        return
    seen.add(candidate)
    if written and compact(written) != compact(name):
        words = {"row": row.row, "name": name, "typed": written[:20]}
        read.refusals.append(Refusal("score_file_name", words, rule=RULE))
    grade = read_grade(typed)
    if grade is None:
        words = {"row": row.row, "name": name, "typed": typed[:20] or "空"}
        read.refusals.append(Refusal("score_file_grade", words, rule=RULE))
        return
    read.grades[candidate] = grade
