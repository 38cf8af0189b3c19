"""The one writer of the ledger. Parts of actions, never actions of their own.

What must be true is also the database's business: every transaction is zero when it commits, nothing is changed or
deleted, a closed month takes nothing, a key is posted once (migration 0002).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models.ledger import LedgerAccount
from fees.queries.months import is_closed, share_months
from fees.rules.enums import AccountKind
from fees.rules.posting import AccountKey, Posting

# Transactions and their legs at once, in the order of the postings; a leg finds its transaction by its key.
WRITE = """
    WITH posted AS (
        INSERT INTO fees_ledgertransaction (kind, key, memo, day, at, by_id)
        SELECT kind, key, memo, %(day)s, %(at)s, %(by)s
          FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(memos)s::text[]) WITH ORDINALITY AS t (kind, key, memo, n)
         ORDER BY n
        RETURNING id, key
    )
    INSERT INTO fees_ledgerleg (transaction_id, account_id, plan_id, amount)
    SELECT posted.id, l.account, l.plan, l.amount
      FROM unnest(%(of)s::text[], %(accounts)s::bigint[], %(plans)s::bigint[], %(amounts)s::numeric[])
           WITH ORDINALITY AS l (key, account, plan, amount, n)
      JOIN posted USING (key)
     ORDER BY l.n
"""
# By index: a city has thousands of receivables, and a posting names three accounts.
ACCOUNTS = """
    SELECT id, kind, organisation_id, payee_id FROM fees_ledgeraccount
     WHERE organisation_id = ANY(%(organisations)s) OR payee_id = ANY(%(payees)s)
        OR (kind = ANY(%(kinds)s) AND organisation_id IS NULL AND payee_id IS NULL)
"""


def post(posting: Posting, *, actor: Actor | None, now: datetime) -> None:
    """Write one posting, dated today. Raises like `post_all`."""
    post_all([posting], actor=actor, now=now)


def post_all(postings: Sequence[Posting], *, actor: Actor | None, now: datetime) -> None:
    """Write postings, dated today in Beijing. `actor=None` is the worker.

    Raises `Refused` when the month is closed, `IntegrityError` for a key that was posted before: whoever posts holds
    the lock of the record that the key names, so this is the last line only.
    """
    require_transaction()
    if not postings:
        return
    day = clock.today(now)
    share_months()
    if is_closed(day):
        raise Refused(Refusal("month_closed", {"month": f"{day:%Y-%m}"}))
    accounts = _accounts(entry.account for posting in postings for entry in posting.entries)
    legs = [
        (one.key, accounts[entry.account], entry.plan_id, entry.amount) for one in postings for entry in one.entries
    ]
    of, account_ids, plan_ids, amounts = map(list, zip(*legs, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "day": day, "at": now, "by": actor.user_id if actor else None,
                "kinds": [one.kind.value for one in postings], "keys": [one.key for one in postings],
                "memos": [one.memo[:200] for one in postings],
                "of": of, "accounts": account_ids, "plans": plan_ids, "amounts": amounts,
            },
        )  # fmt: skip


def _accounts(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """The accounts by what they are; those that nobody has used before are opened."""
    wanted = set(keys)
    found = _stored(wanted)
    if missing := wanted - found.keys():
        LedgerAccount.objects.bulk_create(
            (
                LedgerAccount(kind=key.kind, organisation_id=key.organisation_id, payee_id=key.payee_id)
                for key in sorted(missing, key=repr)
            ),
            ignore_conflicts=True,  # somebody else opens it at this moment: then it is there
        )
        found |= _stored(missing)
    return found


def _stored(wanted: set[AccountKey]) -> dict[AccountKey, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            ACCOUNTS,
            {
                "organisations": [key.organisation_id for key in wanted if key.organisation_id],
                "payees": [key.payee_id for key in wanted if key.payee_id],
                "kinds": [key.kind.value for key in wanted],
            },
        )
        rows = cursor.fetchall()
    found = {AccountKey(AccountKind[kind], organisation, payee): pk for pk, kind, organisation, payee in rows}
    return {key: found[key] for key in wanted if key in found}
