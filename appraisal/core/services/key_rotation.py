"""Writing stored personal data anew under the newest key, so that an older key can be thrown away.

A value names the key it was written with, so what is left to do is always known: the work can be stopped and started at
any time, and several may do it at once. Put the new key in front of PERSONAL_DATA_KEYS, restart every process, run this
to the end, and only then drop the old key. The blind index has a key of its own, which never changes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql
from psycopg2.extras import execute_values

from appraisal.core.crypto import decrypt, encrypt, newest_prefix
from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Document

BATCH = 500


@dataclass(frozen=True, slots=True)
class EncryptedColumn:
    """A column of ciphertext, by the names of the database."""

    table: str
    key: str
    column: str


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values of `place`, a column or the documents, were written anew; `missing`: files that are not there."""

    place: str
    count: int
    missing: int = 0


def encrypted_columns() -> list[EncryptedColumn]:
    """Every encrypted field of every model."""
    return [
        EncryptedColumn(model._meta.db_table, model._meta.pk.column, field.column)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate_all(*, batch: int = BATCH) -> Iterator[Rotated]:
    """Write everything anew that is not under the newest key; says after each place how much that was.

    Raises `ValueError` for a value whose key is not in PERSONAL_DATA_KEYS, and `InvalidTag` for an altered one.
    """
    for column in encrypted_columns():
        count = 0
        while done := rotate_batch(column, batch=batch):
            count += done
        yield Rotated(f"{column.table}.{column.column}", count)
    yield rotate_documents()


def rotate_batch(column: EncryptedColumn, *, batch: int = BATCH) -> int:
    """One transaction over at most `batch` rows of a column; returns how many, 0 when all are done."""
    names = {
        "table": sql.Identifier(column.table),
        "key": sql.Identifier(column.key),
        "column": sql.Identifier(column.column),
    }
    prefix = newest_prefix()
    with transaction.atomic(), connection.cursor() as cursor:
        select = sql.SQL(
            "SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL AND substring({column}, 1, %s) <> %s"
            " ORDER BY {key} LIMIT %s FOR UPDATE"
        ).format(**names)
        cursor.execute(select, [len(prefix), prefix, batch])
        rows = [(key, encrypt(decrypt(bytes(stored)))) for key, stored in cursor.fetchall()]
        if rows:
            update = sql.SQL(
                "UPDATE {table} SET {column} = fresh.stored FROM (VALUES %s) AS fresh (key, stored)"
                " WHERE {table}.{key} = fresh.key"
            ).format(**names)
            execute_values(cursor.cursor, update, rows, page_size=batch)
    return len(rows)


def rotate_documents() -> Rotated:
    """Write every document's file anew that is not under the newest key; each is replaced whole or not at all."""
    count = missing = 0
    prefix = newest_prefix()
    for key in Document.objects.order_by("pk").values_list("storage_key", flat=True).iterator(chunk_size=1000):
        path = Path(settings.DOCUMENT_ROOT) / key[:2] / key
        try:
            with path.open("rb") as file:
                if file.read(len(prefix)) == prefix:
                    continue
            content = path.read_bytes()
        except FileNotFoundError:
            missing += 1
            continue
        _replace(path, encrypt(decrypt(content)))
        count += 1
    return Rotated("documents", count, missing)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
