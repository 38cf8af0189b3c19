"""Confirmed duties, hand-ins and what was sent back are append-only: what was said and paid by does not change."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER examiners_duty_no_change BEFORE UPDATE OR DELETE ON examiners_duty
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_duty_no_truncate BEFORE TRUNCATE ON examiners_duty
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_dutyhandin_no_change BEFORE UPDATE OR DELETE ON examiners_dutyhandin
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_dutyhandin_no_truncate BEFORE TRUNCATE ON examiners_dutyhandin
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_dutyreturn_no_change BEFORE UPDATE OR DELETE ON examiners_dutyreturn
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER examiners_dutyreturn_no_truncate BEFORE TRUNCATE ON examiners_dutyreturn
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['examiners_duty', 'examiners_dutyhandin', 'examiners_dutyreturn']);
"""
BACKWARD = """
DROP TRIGGER examiners_dutyreturn_no_truncate ON examiners_dutyreturn;
DROP TRIGGER examiners_dutyreturn_no_change ON examiners_dutyreturn;
DROP TRIGGER examiners_dutyhandin_no_truncate ON examiners_dutyhandin;
DROP TRIGGER examiners_dutyhandin_no_change ON examiners_dutyhandin;
DROP TRIGGER examiners_duty_no_truncate ON examiners_duty;
DROP TRIGGER examiners_duty_no_change ON examiners_duty;
"""


class Migration(migrations.Migration):
    dependencies = [("examiners", "0002_periods"), ("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
