"""Cards of one examiner and occupation, and days he cannot come, never overlap, whoever writes them. Numbers."""

from django.db import migrations

FORWARD = """
ALTER TABLE examiners_qualification ADD CONSTRAINT qualification_periods_apart EXCLUDE USING gist (
    examiner_id WITH =, occupation_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&
) WHERE (withdrawn_at IS NULL);
ALTER TABLE examiners_unavailableday ADD CONSTRAINT unavailable_periods_apart EXCLUDE USING gist (
    examiner_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
);
CREATE SEQUENCE examiners_number;
"""
BACKWARD = """
DROP SEQUENCE examiners_number;
ALTER TABLE examiners_unavailableday DROP CONSTRAINT unavailable_periods_apart;
ALTER TABLE examiners_qualification DROP CONSTRAINT qualification_periods_apart;
"""


class Migration(migrations.Migration):
    dependencies = [("examiners", "0001_initial"), ("core", "0002_licence_periods")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
