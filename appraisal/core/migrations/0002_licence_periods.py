"""Periods in force of one institute and level never overlap, whoever writes them."""

from django.db import migrations

FORWARD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE core_licence ADD CONSTRAINT licence_periods_apart EXCLUDE USING gist (
    institute_id WITH =, occupation_level_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&
) WHERE (state = 'IN_FORCE');
"""
BACKWARD = "ALTER TABLE core_licence DROP CONSTRAINT licence_periods_apart;"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
