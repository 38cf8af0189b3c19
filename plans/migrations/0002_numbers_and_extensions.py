"""Plan numbers come from a sequence; plan steps, overrides and re-reviews are append-only."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE plans_plan_number;
CREATE TRIGGER plans_step_no_change BEFORE UPDATE OR DELETE ON plans_planstep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_step_no_truncate BEFORE TRUNCATE ON plans_planstep
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_override_no_change BEFORE UPDATE OR DELETE ON plans_override
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_override_no_truncate BEFORE TRUNCATE ON plans_override
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_rereview_no_change BEFORE UPDATE OR DELETE ON plans_rereview
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_rereview_no_truncate BEFORE TRUNCATE ON plans_rereview
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['plans_planstep', 'plans_override', 'plans_rereview']);
"""
BACKWARD = """
DROP TRIGGER plans_rereview_no_truncate ON plans_rereview;
DROP TRIGGER plans_rereview_no_change ON plans_rereview;
DROP TRIGGER plans_override_no_truncate ON plans_override;
DROP TRIGGER plans_override_no_change ON plans_override;
DROP TRIGGER plans_step_no_truncate ON plans_planstep;
DROP TRIGGER plans_step_no_change ON plans_planstep;
DROP SEQUENCE plans_plan_number;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
