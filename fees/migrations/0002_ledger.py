"""What the database keeps whoever writes: balance, no change, no second standard or rate for a day, closed months."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE fees_bill_number;
CREATE SEQUENCE fees_batch_number;

-- Checked when the transaction commits: its legs add up to zero, and there are at least two.
CREATE FUNCTION fees_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    legs bigint;
    balance numeric;
BEGIN
    IF TG_TABLE_NAME = 'fees_ledgertransaction' THEN
        checked := NEW.id;
    ELSE
        checked := NEW.transaction_id;
    END IF;
    SELECT count(*), coalesce(sum(amount), 0) INTO legs, balance FROM fees_ledgerleg WHERE transaction_id = checked;
    IF legs < 2 OR balance <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % has % legs that add up to %', checked, legs, balance
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER fees_transaction_balanced AFTER INSERT ON fees_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fees_check_balance();
CREATE CONSTRAINT TRIGGER fees_leg_balanced AFTER INSERT ON fees_ledgerleg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fees_check_balance();

-- A closed month takes no postings. Closing holds the lock alone, posting shares it.
CREATE FUNCTION fees_check_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4096003);
    IF EXISTS (SELECT FROM fees_monthclose WHERE month >= date_trunc('month', NEW.day)::date) THEN
        RAISE EXCEPTION 'the month of % is closed', NEW.day USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fees_transaction_month BEFORE INSERT ON fees_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION fees_check_month();

CREATE TRIGGER fees_account_no_change BEFORE UPDATE OR DELETE ON fees_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_account_no_truncate BEFORE TRUNCATE ON fees_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_transaction_no_change BEFORE UPDATE OR DELETE ON fees_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_transaction_no_truncate BEFORE TRUNCATE ON fees_ledgertransaction
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_leg_no_change BEFORE UPDATE OR DELETE ON fees_ledgerleg
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_leg_no_truncate BEFORE TRUNCATE ON fees_ledgerleg
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_line_no_change BEFORE UPDATE OR DELETE ON fees_billline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_line_no_truncate BEFORE TRUNCATE ON fees_billline
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_payment_no_change BEFORE UPDATE OR DELETE ON fees_payment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_payment_no_truncate BEFORE TRUNCATE ON fees_payment
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_receipt_no_change BEFORE UPDATE OR DELETE ON fees_receipt
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_receipt_no_truncate BEFORE TRUNCATE ON fees_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_month_no_change BEFORE UPDATE OR DELETE ON fees_monthclose
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_month_no_truncate BEFORE TRUNCATE ON fees_monthclose
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_budget_no_change BEFORE UPDATE OR DELETE ON fees_budget
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER fees_budget_no_truncate BEFORE TRUNCATE ON fees_budget
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
SELECT core_revoke_changes(ARRAY['fees_ledgeraccount', 'fees_ledgertransaction', 'fees_ledgerleg', 'fees_billline',
    'fees_payment', 'fees_receipt', 'fees_monthclose', 'fees_budget']);

ALTER TABLE fees_feestandard ADD CONSTRAINT standards_apart EXCLUDE USING gist (
    fee_class_id WITH =, level WITH =, subject WITH =, attempt WITH =,
    daterange(valid_from, valid_until, '[]') WITH &&
);
ALTER TABLE fees_feeclassoccupation ADD CONSTRAINT classes_apart EXCLUDE USING gist (
    occupation_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&
);
ALTER TABLE fees_rate ADD CONSTRAINT rates_apart EXCLUDE USING gist (
    payee_kind WITH =, basis WITH =, daterange(valid_from, valid_until, '[]') WITH &&
);
"""
BACKWARD = """
ALTER TABLE fees_rate DROP CONSTRAINT rates_apart;
ALTER TABLE fees_feeclassoccupation DROP CONSTRAINT classes_apart;
ALTER TABLE fees_feestandard DROP CONSTRAINT standards_apart;
DROP TRIGGER fees_budget_no_truncate ON fees_budget;
DROP TRIGGER fees_budget_no_change ON fees_budget;
DROP TRIGGER fees_month_no_truncate ON fees_monthclose;
DROP TRIGGER fees_month_no_change ON fees_monthclose;
DROP TRIGGER fees_receipt_no_truncate ON fees_receipt;
DROP TRIGGER fees_receipt_no_change ON fees_receipt;
DROP TRIGGER fees_payment_no_truncate ON fees_payment;
DROP TRIGGER fees_payment_no_change ON fees_payment;
DROP TRIGGER fees_line_no_truncate ON fees_billline;
DROP TRIGGER fees_line_no_change ON fees_billline;
DROP TRIGGER fees_leg_no_truncate ON fees_ledgerleg;
DROP TRIGGER fees_leg_no_change ON fees_ledgerleg;
DROP TRIGGER fees_transaction_no_truncate ON fees_ledgertransaction;
DROP TRIGGER fees_transaction_no_change ON fees_ledgertransaction;
DROP TRIGGER fees_account_no_truncate ON fees_ledgeraccount;
DROP TRIGGER fees_account_no_change ON fees_ledgeraccount;
DROP TRIGGER fees_transaction_month ON fees_ledgertransaction;
DROP FUNCTION fees_check_month();
DROP TRIGGER fees_leg_balanced ON fees_ledgerleg;
DROP TRIGGER fees_transaction_balanced ON fees_ledgertransaction;
DROP FUNCTION fees_check_balance();
DROP SEQUENCE fees_batch_number;
DROP SEQUENCE fees_bill_number;
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial"), ("core", "0002_licence_periods"), ("plans", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
