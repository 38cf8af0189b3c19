"""Which column is which: the heading row is found under title rows, in any order, with or without stars."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from plans.rules.roster.cells import Cell, cell_text
from plans.rules.roster.vocabulary import HEADING_SYNONYMS, IGNORED_HEADINGS, REQUIRED, Column

HEADING_SEARCH_ROWS: Final = 20
"""How far down the heading row may stand."""

_LEAST_HEADINGS: Final = 3
_MARKS: Final = str.maketrans("", "", "*※★☆:：")
_NOTES: Final = ("(必填)", "(选填)", "(必填项)", "(可空)")


def _key(heading: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", heading).split()).translate(_MARKS).lower()
    for note in _NOTES:
        text = text.replace(note, "")
    return text.replace("(", "").replace(")", "")


_COLUMN_BY_KEY: Final = {
    _key(word): column for column in Column for word in (column.label, *HEADING_SYNONYMS.get(column, ()))
}
_IGNORED_KEYS: Final = frozenset(map(_key, IGNORED_HEADINGS))


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row. `row` as the user sees it; `positions`: 0-based index of each recognised column.

    `unread`: headings that mean nothing here; `missing`: required columns that are absent; `repeated`: columns that
    stand there more than once, so that nobody can know which one is meant.
    """

    row: int
    positions: dict[Column, int]
    unread: tuple[str, ...]
    missing: tuple[Column, ...]
    repeated: tuple[Column, ...]


def column_of(heading: str) -> Column | None:
    """The column a heading means, or None."""
    return _COLUMN_BY_KEY.get(_key(heading))


def _read_heading(row: int, cells: Sequence[Cell]) -> Heading:
    positions: dict[Column, int] = {}
    unread, repeated = [], []
    for index, cell in enumerate(cells):
        heading = cell_text(cell)
        column = column_of(heading) if heading else None
        if column is None:
            if heading and _key(heading) not in _IGNORED_KEYS:
                unread.append(heading[:30])
        elif column in positions:
            repeated.append(column)
        else:
            positions[column] = index
    missing = tuple(column for column in Column if column in REQUIRED and column not in positions)
    return Heading(row, positions, tuple(unread), missing, tuple(dict.fromkeys(repeated)))


def find_heading(first_rows: Iterable[Sequence[Cell]]) -> Heading | None:
    """The heading row among the first rows of a sheet (row 1 first): the one with most known columns, at least 3."""
    best: Heading | None = None
    for row, cells in enumerate(first_rows, start=1):
        if row > HEADING_SEARCH_ROWS:
            break
        heading = _read_heading(row, cells)
        if len(heading.positions) > (len(best.positions) if best else _LEAST_HEADINGS - 1):
            best = heading
    return best
