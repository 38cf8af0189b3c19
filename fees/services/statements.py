"""Bank statements: received, their columns learned once per bank, their incoming lines booked into suspense.

The same file changes nothing (its digest is unique), and neither does the same line in another file (its fingerprint
is): two workers that import it at once wait for one another in the unique index.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from django.db import connection

from appraisal.core import audit, files, jobs
from appraisal.core.errors import Conflict, Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import require_transaction, use_case
from fees.models import BankLayout, BankStatement
from fees.queries.statements import fitting_layout, layout_of
from fees.rules.enums import StatementColumn, StatementState, TransactionKind
from fees.rules.posting import BANK, SUSPENSE, Posting, move
from fees.rules.statements import Layout, Reading, StatementRow, find_header, layout_refusals, read_rows
from fees.services import ledger

RECEIVE_LOCK = 4096005
STAGE = """
    CREATE TEMPORARY TABLE statement_rows (
        row int, fingerprint bytea, day date, amount numeric(14, 2), payer text, reference text, serial text
    ) ON COMMIT DROP
"""
COPY = "COPY statement_rows (row, fingerprint, day, amount, payer, reference, serial) FROM STDIN"
TAKE = """
    INSERT INTO fees_statementline
        (statement_id, row, fingerprint, day, amount, payer, reference, serial, state, reason)
    SELECT %s, row, fingerprint, day, amount, payer, reference, serial, 'UNMATCHED', '' FROM statement_rows
     ORDER BY fingerprint
    ON CONFLICT (fingerprint) DO NOTHING
    RETURNING id, amount, day
"""
CONTENT_TYPE = "application/octet-stream"


@use_case
def receive_statement(
    *, actor: Actor, name: str, content: bytes, rows: Sequence[Sequence[str]], now: datetime
) -> tuple[BankStatement, bool]:
    """Take in an uploaded statement; `rows` are its cells. With a layout known from before it is imported at once.

    Returns (statement, whether it is new). Raises `NotPermitted`, `Refused` for a file without anything like headings.
    """
    authorise(actor, Capability.COLLECT)
    lock_files()
    digest = hashlib.sha256(content).hexdigest()
    known = BankStatement.objects.filter(sha256=digest).first()
    if known:
        return known, False
    if find_header(rows) is None:
        raise Refused(Refusal("statement_header", {"name": name}))
    document = files.store(actor=actor, name=name, content=content, content_type=CONTENT_TYPE, now=now)
    statement = BankStatement.objects.create(
        document=document, sha256=digest, uploaded_by_id=actor.user_id, uploaded_at=now
    )
    layout = fitting_layout([list(row) for row in rows[:15]])
    if layout:
        _import(actor, statement, layout, rows, now)
    _record(actor, "receive", statement, f"收到银行流水：{document.name}", now)
    return statement, True


def lock_files() -> None:
    """Until the action commits nobody else takes in a file: the same one is never stored twice."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECEIVE_LOCK])


@use_case
def map_statement(
    *, actor: Actor, statement_id: int, rows: Sequence[Sequence[str]], name: str, columns: Mapping[str, str],
    now: datetime,
) -> BankStatement:  # fmt: skip
    """Say which column means what, remember it under the bank's `name`, and import.

    `columns`: heading by `StatementColumn`, empty ones left out. Raises `NotPermitted`, `Conflict` for a statement that
    is imported already, `Refused` with everything wrong with the columns.
    """
    authorise(actor, Capability.COLLECT)
    statement = BankStatement.objects.select_for_update(of=("self",)).get(pk=statement_id)
    if statement.state != StatementState.TO_MAP:
        raise Conflict("这份流水已经导入。")
    chosen = {word: heading for word, heading in columns.items() if heading}
    layout = Layout({StatementColumn[word]: heading for word, heading in chosen.items()})
    top = find_header(rows, layout.columns.values()) if chosen else None
    headings = rows[top] if top is not None else ()
    refusals = (*text_refusals(BankLayout, name=name), *layout_refusals(layout, headings))
    if refusals:
        raise Refused(*refusals)
    stored, _ = BankLayout.objects.update_or_create(
        name=name.strip(), defaults={"columns": chosen, "saved_by_id": actor.user_id, "saved_at": now}
    )
    _import(actor, statement, stored, rows, now)
    _record(actor, "map", statement, f"指定流水各列：{stored.name}", now)
    return statement


def _import(
    actor: Actor, statement: BankStatement, layout: BankLayout, rows: Sequence[Sequence[str]], now: datetime
) -> None:
    """Book what came in. Raises `Refused` when nothing can be read."""
    reading = read_rows(rows, layout_of(layout), layout.name)
    if reading is None or not (reading.rows or reading.outgoing):
        raise Refused(Refusal("statement_nothing"))
    added = take_lines(actor, statement, reading, now)
    statement.layout, statement.state = layout, StatementState.IMPORTED
    statement.added, statement.known = added, len(reading.rows) - added
    statement.outgoing = reading.outgoing
    statement.faults = [[fault.params["row"], fault.params["what"]] for fault in reading.faults]
    statement.save()
    jobs.defer("fees.match_statement", statement_id=statement.pk)


def take_lines(actor: Actor, statement: BankStatement, reading: Reading, now: datetime) -> int:
    """Store the lines that are not known yet and book each into suspense. Returns how many; part of an action."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS statement_rows")
        cursor.execute(STAGE)
        cursor.copy_expert(COPY, BytesIO("".join(map(_copied, reading.rows)).encode()), size=1 << 20)
        cursor.execute(TAKE, [statement.pk])
        added = cursor.fetchall()
    ledger.post_all([_booked(pk, amount, f"银行入账 {day}") for pk, amount, day in sorted(added)], actor=actor, now=now)
    return len(added)


def _booked(line_id: int, amount: Decimal, memo: str) -> Posting:
    return move(
        TransactionKind.STATEMENT, f"statement-line:{line_id}", memo, debit=BANK, credit=SUSPENSE, amount=amount
    )


def _copied(row: StatementRow) -> str:
    texts = "\t".join(map(_escaped, (row.payer, row.reference, row.serial)))
    return f"{row.row}\t\\\\x{row.fingerprint.hex()}\t{row.day}\t{row.amount}\t{texts}\n"


def _escaped(text: str) -> str:
    """COPY's text: a backslash, a tab or a line's end inside a cell."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ").replace("\0", "")


def _record(actor: Actor, word: str, statement: BankStatement, summary: str, now: datetime) -> None:
    audit.record(
        actor=actor, action=f"statement.{word}", target=statement, summary=summary, at=now,
        added=statement.added, known=statement.known, outgoing=statement.outgoing,
    )  # fmt: skip
