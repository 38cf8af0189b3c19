"""Seats are counted by the database: whoever changes an invitation moves `seated`, and the check refuses too many."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION examiners_count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before integer := 0;
    after integer := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := (OLD.state IN ('ACCEPTED', 'CONFIRMED'))::integer;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := (NEW.state IN ('ACCEPTED', 'CONFIRMED'))::integer;
    END IF;
    IF before <> after THEN
        UPDATE examiners_dispatch SET seated = seated + after - before
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.dispatch_id ELSE NEW.dispatch_id END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER examiners_count_seats AFTER INSERT OR DELETE OR UPDATE OF state ON examiners_invitation
    FOR EACH ROW EXECUTE FUNCTION examiners_count_seats();
"""
BACKWARD = """
DROP TRIGGER examiners_count_seats ON examiners_invitation;
DROP FUNCTION examiners_count_seats();
"""


class Migration(migrations.Migration):
    dependencies = [("examiners", "0003_duties")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
