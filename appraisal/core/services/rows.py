"""Inserting a row that may be there already, in one statement."""

from django.db import router
from django.db.models import Model
from django.db.models.constants import OnConflict

from appraisal.core.transactions import require_transaction


def insert_once(row: Model) -> bool:
    """Insert `row` unless a unique constraint has its like, as part of an action; its key is set when it was new.

    One INSERT … ON CONFLICT DO NOTHING RETURNING, where `get_or_create` takes a SELECT, a savepoint and an INSERT.
    `bulk_create(ignore_conflicts=True)` would not say whether it was new; hence the manager's own insert.
    """
    require_transaction()
    meta = row._meta
    fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
    (made,) = type(row)._base_manager._insert(
        [row],
        fields=fields,
        returning_fields=[meta.pk],
        using=router.db_for_write(type(row)),
        on_conflict=OnConflict.IGNORE,
    )
    if made is None:
        return False
    row.pk, row._state.adding = made[0], False
    return True
