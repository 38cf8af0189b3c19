"""The one writer of the ledger. Parts of actions, never actions of their own.

What must be true is also the database's business: every transaction is zero when it commits, nothing is changed or
deleted, a closed month takes nothing, a key is posted once (migration 0002).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models.ledger import LedgerAccount, LedgerLeg, LedgerTransaction
from fees.queries.months import is_closed, share_months
from fees.rules.posting import AccountKey, Posting

BATCH = 5_000


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
    by = actor.user_id if actor else None
    written = LedgerTransaction.objects.bulk_create(
        (
            LedgerTransaction(kind=one.kind, key=one.key, memo=one.memo[:200], day=day, at=now, by_id=by)
            for one in postings
        ),
        batch_size=BATCH,
    )
    LedgerLeg.objects.bulk_create(
        (
            LedgerLeg(transaction=row, account_id=accounts[entry.account], plan_id=entry.plan_id, amount=entry.amount)
            for row, posting in zip(written, postings, strict=True)
            for entry in posting.entries
        ),
        batch_size=BATCH,
    )


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
    rows = LedgerAccount.objects.filter(kind__in={key.kind for key in wanted})
    found = {
        AccountKey(kind, organisation_id, payee_id): pk
        for pk, kind, organisation_id, payee_id in rows.values_list("pk", "kind", "organisation_id", "payee_id")
    }
    return {key: found[key] for key in wanted if key in found}
