"""What a new roster changes about the candidates already stored: added, changed field by field, unchanged, absent.

Persons are told apart by an opaque key (the blind index of the document number), phones by one of their own, so that no
stored number has to be decrypted to be compared.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from plans.rules.roster.faults import shown
from plans.rules.roster.rows import RosterRow
from plans.rules.roster.vocabulary import Column, shown_word

COMPARED: Final[tuple[tuple[Column, str], ...]] = (
    (Column.NAME, "name"),
    (Column.DOCUMENT_TYPE, "document_type"),
    (Column.SEX, "sex"),
    (Column.ETHNICITY, "ethnicity"),
    (Column.EDUCATION, "education"),
    (Column.CONDITION, "condition"),
    (Column.SOURCE, "source"),
    (Column.EMPLOYER, "employer"),
    (Column.ADDRESS, "address"),
    (Column.YEARS, "years"),
    (Column.EMAIL, "email"),
    (Column.PRIOR_CERTIFICATE, "prior_certificate"),
    (Column.PRIOR_OCCUPATION, "prior_occupation"),
    (Column.THEORY, "theory"),
    (Column.PRACTICAL, "practical"),
    (Column.REVIEW, "review"),
)
"""Columns that are compared as text; the phone is compared by its key."""

HIDDEN: Final = "（加密保存）"


class KeyedRow(NamedTuple):
    """A good row with the keys of its document number and phone."""

    key: bytes
    phone_key: bytes
    row: RosterRow


class StoredCandidate(NamedTuple):
    """A stored candidate: `values` in the order of `COMPARED`, as the roster row would hold them."""

    id: int
    name: str
    phone_key: bytes
    values: tuple[str, ...]


class FieldChange(NamedTuple):
    """One field of one candidate, in words. The old phone stays hidden: numbers are not compared in clear."""

    column: Column
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """A stored candidate whom the roster describes differently."""

    row: int
    candidate_id: int
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A stored candidate whom the roster does not name."""

    candidate_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`added`: sheet rows of new candidates. `kept`: those stored already and described alike."""

    added: tuple[int, ...]
    changed: tuple[Change, ...]
    kept: int
    absent: tuple[Absent, ...]

    @property
    def needs_confirmation(self) -> bool:
        """Whether anything already stored would change or go."""
        return bool(self.changed or self.absent)

    def digest(self) -> str:
        """64 hex digits, equal for equal differences: what was shown is what is applied."""
        return hashlib.sha256(repr((self.added, self.changed, self.kept, self.absent)).encode()).hexdigest()


def difference(
    rows: Iterable[KeyedRow], stored: Mapping[bytes, StoredCandidate], *, named: Iterable[bytes] = ()
) -> Difference:
    """Compare the good rows with what is stored. `named`: keys of faulty rows, whose candidates are not absent."""
    added: list[int] = []
    changed: list[Change] = []
    seen: set[bytes] = set(named)
    kept = 0
    for keyed in rows:
        seen.add(keyed.key)
        known = stored.get(keyed.key)
        if known is None:
            added.append(keyed.row.row)
        elif fields := _field_changes(keyed, known):
            changed.append(Change(keyed.row.row, known.id, known.name, fields))
        else:
            kept += 1
    absent = tuple(Absent(known.id, known.name) for key, known in stored.items() if key not in seen)
    return Difference(tuple(added), tuple(changed), kept, absent)


def _field_changes(keyed: KeyedRow, known: StoredCandidate) -> tuple[FieldChange, ...]:
    changes = [
        FieldChange(column, shown(column, shown_word(column, old)), shown(column, shown_word(column, new)))
        for (column, field), old in zip(COMPARED, known.values, strict=True)
        if (new := getattr(keyed.row, field)) != old
    ]
    if keyed.phone_key != known.phone_key:
        changes.append(FieldChange(Column.MOBILE, HIDDEN, shown(Column.MOBILE, keyed.row.mobile)))
    return tuple(changes)
