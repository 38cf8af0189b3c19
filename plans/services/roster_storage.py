"""Writes the rows of a checked roster into the table of candidates by COPY, personal numbers encrypted on the way."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import connection

from appraisal.core.crypto import encryptor, indexer
from appraisal.core.transactions import require_transaction
from plans.models import RosterUpload
from plans.queries.rosters import entered_candidates
from plans.rules.enums import CandidateState
from plans.rules.roster.differences import Difference, KeyedRow
from plans.rules.roster.rows import RosterRow

_COLUMNS: Final = (
    "plan_id", "item_id", "upload_id", "state", "created_at", "updated_at", "sheet_row", "name", "document_type",
    "document_number", "document_index", "sex", "birth_date", "ethnicity", "education", "phone", "phone_index",
    "condition", "source", "employer", "address", "years_in_occupation", "email", "prior_certificate",
    "prior_occupation", "theory", "practical", "review",
)  # fmt: skip
_UPDATED: Final = tuple(column for column in _COLUMNS if column not in {"plan_id", "item_id", "state", "created_at"})
_PIECE: Final = 64 * 1024
_NULL: Final = "\\N"


def key_maker() -> Callable[[RosterRow], KeyedRow]:
    """Gives rows the blind indexes of their document number and phone."""
    index = indexer()
    return lambda row: KeyedRow(index(row.document_number), index(row.mobile), row)


def insert_candidates(upload: RosterUpload, rows: Iterable[KeyedRow], *, now: datetime) -> None:
    """Add one candidate per row to the upload's item."""
    require_transaction()
    with connection.cursor() as cursor:
        _copy(cursor, "plans_candidate", _lines(upload, rows, now))


def update_candidates(upload: RosterUpload, rows: Iterable[KeyedRow], *, now: datetime) -> None:
    """Give the stored candidates with the rows' keys what the rows say of them."""
    require_transaction()
    assignments = ", ".join(f"{column} = n.{column}" for column in _UPDATED)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS roster_changes")
        cursor.execute("CREATE TEMPORARY TABLE roster_changes (LIKE plans_candidate INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.execute("ALTER TABLE roster_changes ALTER COLUMN id DROP NOT NULL")
        _copy(cursor, "roster_changes", _lines(upload, rows, now))
        cursor.execute(
            f"UPDATE plans_candidate c SET {assignments} FROM roster_changes n"
            " WHERE c.item_id = %s AND c.document_index = n.document_index AND c.state <> %s",
            [upload.item_id, CandidateState.WITHDRAWN],
        )


def apply_difference(
    upload: RosterUpload, rows: list[KeyedRow], found: Difference, *, withdraw_absent: bool, now: datetime
) -> int:
    """Add, change and, if asked, withdraw candidates as `found` says. Returns how many have withdrawn."""
    added, changed = set(found.added), {change.row for change in found.changed}
    if added:
        insert_candidates(upload, (row for row in rows if row.row.row in added), now=now)
    if changed:
        update_candidates(upload, (row for row in rows if row.row.row in changed), now=now)
    if not withdraw_absent or not found.absent:
        return 0
    absent = [candidate.candidate_id for candidate in found.absent]
    gone: int = (
        entered_candidates(upload.item).filter(pk__in=absent).update(state=CandidateState.WITHDRAWN, updated_at=now)
    )
    return gone


class LineReader:
    """A file-like reader over lines, for COPY: only a piece of the text exists at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def read(self, _size: int = -1) -> bytes:
        piece: list[str] = []
        length = 0
        for line in self._lines:
            piece.append(line)
            length += len(line)
            if length >= _PIECE:
                break
        return "".join(piece).encode()


def _copy(cursor: Any, table: str, lines: Iterator[str]) -> None:
    cursor.copy_expert(f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN", LineReader(lines), size=1 << 20)


def _lines(upload: RosterUpload, rows: Iterable[KeyedRow], now: datetime) -> Iterator[str]:
    """One line of COPY text per row, in the order of `_COLUMNS`.

    Values come from the checker: printable, on one line. Only the backslash means something to COPY.
    """
    moment = now.isoformat()
    head = f"{upload.item.plan_id}\t{upload.item_id}\t{upload.pk}\t{CandidateState.PENDING.value}\t{moment}\t{moment}\t"
    encrypt = encryptor()
    for key, phone_key, row in rows:
        number = encrypt(row.document_number.encode()).hex()
        phone = encrypt(row.mobile.encode()).hex()
        born = row.birth_date.isoformat() if row.birth_date else _NULL
        told = "\t".join((row.condition, row.source, row.employer, row.address))
        rest = "\t".join(
            (row.email, row.prior_certificate, row.prior_occupation, row.theory, row.practical, row.review)
        )
        if "\\" in told or "\\" in rest:
            told, rest = told.replace("\\", "\\\\"), rest.replace("\\", "\\\\")
        yield (
            f"{head}{row.row}\t{row.name}\t{row.document_type}\t\\\\x{number}\t\\\\x{key.hex()}\t{row.sex}\t{born}\t"
            f"{row.ethnicity}\t{row.education}\t\\\\x{phone}\t\\\\x{phone_key.hex()}\t"
            f"{told}\t{row.years or _NULL}\t{rest}\n"
        )
