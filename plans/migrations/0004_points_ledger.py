"""The double-hundred ledger is append-only: rules and steps never change, of a deduction only its state."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION plans_deduction_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
        RAISE EXCEPTION 'the facts of a deduction never change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_deduction_fixed BEFORE UPDATE ON plans_deduction
    FOR EACH ROW EXECUTE FUNCTION plans_deduction_fixed();
CREATE TRIGGER plans_deduction_no_delete BEFORE DELETE ON plans_deduction
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_deduction_no_truncate BEFORE TRUNCATE ON plans_deduction
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_deductionstep_no_change BEFORE UPDATE OR DELETE ON plans_deductionstep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_deductionstep_no_truncate BEFORE TRUNCATE ON plans_deductionstep
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_pointsrule_no_change BEFORE UPDATE OR DELETE ON plans_pointsrule
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER plans_pointsrule_no_truncate BEFORE TRUNCATE ON plans_pointsrule
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['plans_deductionstep', 'plans_pointsrule']);
"""
BACKWARD = """
DROP TRIGGER plans_pointsrule_no_truncate ON plans_pointsrule;
DROP TRIGGER plans_pointsrule_no_change ON plans_pointsrule;
DROP TRIGGER plans_deductionstep_no_truncate ON plans_deductionstep;
DROP TRIGGER plans_deductionstep_no_change ON plans_deductionstep;
DROP TRIGGER plans_deduction_no_truncate ON plans_deduction;
DROP TRIGGER plans_deduction_no_delete ON plans_deduction;
DROP TRIGGER plans_deduction_fixed ON plans_deduction;
DROP FUNCTION plans_deduction_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_room_times")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
