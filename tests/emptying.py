"""Emptying the database after a test that commits, for the price of what the test wrote.

Django empties every table, used or not, and then writes all permissions anew: hundreds of files made and removed for
each such test. Here every table is asked whether it has rows, and those that have are emptied.
"""

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}  # the same after every migration
FEW = 400  # rows that are deleted; a table with more gets a new file if nothing refers to it
MANY = 3000  # rows of a table that others refer to: then every table gets a new file, and no dead rows stay behind

# Append-only tables are guarded, from their owner too. Their guards are off within this transaction only, and on again
# when the foreign keys have been checked: a table that waits for a check cannot be altered.
EMPTY = """
DO $$
DECLARE
    every regclass[] := %(tables)s;
    used regclass[] := '{}';
    renewed regclass[] := '{}';
    rows integer;
    is_referred_to boolean;
    one regclass;
    guard record;
BEGIN
    FOREACH one IN ARRAY every LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT FROM %%s LIMIT %%s) AS first', one, %(many)s) INTO rows;
        CONTINUE WHEN rows = 0;
        is_referred_to := EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = one);
        IF rows = %(many)s AND is_referred_to THEN
            used := '{}';
            renewed := every;
            EXIT;
        ELSIF rows > %(few)s AND NOT is_referred_to THEN
            renewed := renewed || one;
        ELSE
            used := used || one;
        END IF;
    END LOOP;
    FOR guard IN SELECT tgname AS name, tgrelid::regclass AS place FROM pg_trigger
            WHERE NOT tgisinternal AND tgtype & (8 | 32) > 0 AND tgrelid = ANY (used || renewed) LOOP
        EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER %%I', guard.place, guard.name);
    END LOOP;
    IF renewed <> '{}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(renewed, ', ');
    END IF;
    FOREACH one IN ARRAY used LOOP
        EXECUTE format('DELETE FROM %%s', one);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR guard IN SELECT tgname AS name, tgrelid::regclass AS place FROM pg_trigger
            WHERE NOT tgisinternal AND tgtype & (8 | 32) > 0 AND tgenabled = 'D' LOOP
        EXECUTE format('ALTER TABLE %%s ENABLE TRIGGER %%I', guard.place, guard.name);
    END LOOP;
END $$
"""  # tgtype: 8 fires on DELETE, 32 on TRUNCATE


def empty_tables() -> None:
    """Remove every row that a test has committed."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, {"tables": sorted(names - KEPT), "few": FEW, "many": MANY})


def empty_what_was_used() -> None:
    """From now on in this process, tests that commit are cleaned up after in this way."""
    TransactionTestCase._fixture_teardown = lambda case: empty_tables()
