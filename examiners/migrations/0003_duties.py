"""Confirmed duties are append-only: what an examiner is paid by does not change afterwards."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER examiners_duty_no_change BEFORE UPDATE OR DELETE ON examiners_duty
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_duty_no_truncate BEFORE TRUNCATE ON examiners_duty
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['examiners_duty']);
"""
BACKWARD = """
DROP TRIGGER examiners_duty_no_truncate ON examiners_duty;
DROP TRIGGER examiners_duty_no_change ON examiners_duty;
"""


class Migration(migrations.Migration):
    dependencies = [("examiners", "0002_periods"), ("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
