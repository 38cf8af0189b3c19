"""Work that one process at a time may do, however long it takes and however the process ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Work(IntEnum):
    """What is locked: the first key of PostgreSQL's advisory locks; the second is the row."""

    ROSTER_CHECK = 0x4B57
    EVALUATION_RUN = 0x4B58
    PRINT = 0x4B59


@contextmanager
def sole_worker(work: Work, key: int) -> Iterator[bool]:
    """Whether this connection alone does the work on the row, until the block ends.

    PostgreSQL lets go of the lock when the connection goes, however the worker died: nothing has to time out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [work, key])
        held: bool = cursor.fetchone()[0]
        try:
            yield held
        finally:
            if held and connection.connection is not None and not connection.connection.closed:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [work, key])
