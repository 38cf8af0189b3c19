"""Published results are append-only: a correction is the next version."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER plans_publishedresult_no_change BEFORE UPDATE OR DELETE ON plans_publishedresult
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_publishedresult_no_truncate BEFORE TRUNCATE ON plans_publishedresult
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['plans_publishedresult']);
"""
BACKWARD = """
DROP TRIGGER plans_publishedresult_no_truncate ON plans_publishedresult;
DROP TRIGGER plans_publishedresult_no_change ON plans_publishedresult;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_points_ledger")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
