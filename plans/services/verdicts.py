"""Verdicts on candidates, evaluated and stored: one by one with every change, in bulk by the worker.

Both ways take the same steps over the same facts, so that a verdict never hangs on how it came about. Stored by COPY
into a temporary table and one INSERT … ON CONFLICT; an older reading never replaces a newer one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.conf import settings
from django.db import connection

from appraisal.core import clock
from appraisal.core.transactions import require_transaction, use_case
from plans.models import CandidateVerdict
from plans.queries.claims import CandidateClaim, claims_of, open_candidate_ids
from plans.queries.judges import Judges
from plans.rules.eligibility.evaluate import Outcome
from plans.services.roster_storage import LineReader

_COLUMNS: Final = (
    "candidate_id", "outcome", "clause", "eligible_from", "findings", "standard_id", "evaluated_on", "evaluated_at",
)  # fmt: skip
_NULL: Final = "\\N"
_MERGE: Final = f"""
    INSERT INTO plans_candidateverdict ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"n.{column}" for column in _COLUMNS)} FROM new_verdicts n
      JOIN plans_candidate c ON c.id = n.candidate_id
     ORDER BY n.candidate_id
    ON CONFLICT (candidate_id) DO UPDATE
       SET {", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])}
     WHERE plans_candidateverdict.evaluated_at <= excluded.evaluated_at
"""


def evaluate_now(*, candidate_ids: Sequence[int], now: datetime) -> int:
    """Evaluate and store within the caller's transaction. Returns how many candidates there were.

    Call it after every change of a candidate's row or documents, in the action that makes the change.
    """
    require_transaction()
    claims, judges = list(claims_of(candidate_ids)), Judges(clock.today(now))
    judges.read_for(claims)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS new_verdicts")
        cursor.execute(
            "CREATE TEMPORARY TABLE new_verdicts ON COMMIT DROP AS"
            f" SELECT {', '.join(_COLUMNS)} FROM plans_candidateverdict WITH NO DATA"
        )
        lines = LineReader(_lines(claims, judges, now))
        cursor.copy_expert(f"COPY new_verdicts ({', '.join(_COLUMNS)}) FROM STDIN", lines, size=1 << 20)
        cursor.execute(_MERGE)
    return len(claims)


@use_case
def evaluate_batch(*, candidate_ids: Sequence[int], now: datetime) -> int:
    """Evaluate and store one batch in a transaction of its own. Returns how many candidates there were."""
    return evaluate_now(candidate_ids=candidate_ids, now=now)


def evaluate_many(*, candidate_ids: Sequence[int], now: datetime) -> Iterator[int]:
    """Evaluate in batches, each committed by itself; yields how many are done after each."""
    done = 0
    for batch in batches(candidate_ids):
        done += evaluate_batch(candidate_ids=batch, now=now)
        yield done


def batches(candidate_ids: Sequence[int]) -> Iterator[list[int]]:
    """The ids in pieces of the setting EVALUATION_BATCH."""
    rest = iter(candidate_ids)
    while batch := list(islice(rest, settings.KAOWU["EVALUATION_BATCH"])):
        yield batch


def evaluate_due(*, now: datetime) -> int:
    """Evaluate again those whom time alone has made eligible since. Returns how many there were."""
    today = clock.today(now)
    due = set(
        CandidateVerdict.objects.filter(
            outcome=Outcome.UNMET, eligible_from__lte=today, evaluated_on__lt=today
        ).values_list("pk", flat=True)
    )
    ids = [pk for pk in open_candidate_ids() if pk in due] if due else []
    done = 0
    for done in evaluate_many(candidate_ids=ids, now=now):  # noqa: B007  (the last count is the answer)
        pass
    return done


def _lines(claims: Iterable[CandidateClaim], judges: Judges, now: datetime) -> Iterator[str]:
    """One line of COPY text per candidate. Only the backslash means something to COPY: all else is on one line."""
    moment = now.isoformat()
    for claim in claims:
        judge, on = judges.of(claim), judges.day(claim)
        found = judge.judge(claim.claim, claim.documents, on)
        findings = json.dumps(found.findings, ensure_ascii=False).replace("\\", "\\\\")
        standard = judge.conditions.standard_id or _NULL
        from_day = found.eligible_from.isoformat() if found.eligible_from else _NULL
        yield (
            f"{claim.candidate_id}\t{found.outcome.value}\t{found.clause}\t{from_day}\t{findings}\t{standard}\t"
            f"{on.isoformat()}\t{moment}\n"
        )
