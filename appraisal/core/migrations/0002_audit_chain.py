"""The audit chain: numbered and hashed by the database, and closed to every change."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_audit_hash(
    previous bytea, number bigint, at timestamptz, user_id bigint, organisation_id bigint, role text,
    actor_label text, action text, target text, summary text, details jsonb
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(concat_ws(E'\\x1f', number,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(user_id::text, ''), coalesce(organisation_id::text, ''), role, actor_label, action, target,
        summary, details::text), 'UTF8'))
$$;

CREATE FUNCTION core_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(4096001);
    SELECT number, hash INTO last FROM core_auditentry ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, ''::bytea);
    NEW.hash := core_audit_hash(NEW.previous_hash, NEW.number, NEW.at, NEW.user_id, NEW.organisation_id, NEW.role,
        NEW.actor_label, NEW.action, NEW.target, NEW.summary, NEW.details);
    RETURN NEW;
END $$;

CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- Takes from the portal's own role, where there is one, the right to even try.
CREATE FUNCTION core_revoke_changes(tables text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    closed text;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kaowu_app') THEN
        FOREACH closed IN ARRAY tables LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM kaowu_app', closed);
        END LOOP;
    END IF;
END $$;

CREATE TRIGGER core_audit_chain BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_chain();
CREATE TRIGGER core_audit_no_change BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER core_audit_no_truncate BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['core_auditentry']);
"""
BACKWARD = """
DROP TRIGGER core_audit_no_truncate ON core_auditentry;
DROP TRIGGER core_audit_no_change ON core_auditentry;
DROP TRIGGER core_audit_chain ON core_auditentry;
DROP FUNCTION core_revoke_changes(text[]);
DROP FUNCTION core_append_only();
DROP FUNCTION core_audit_chain();
DROP FUNCTION core_audit_hash(bytea, bigint, timestamptz, bigint, bigint, text, text, text, text, text, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
