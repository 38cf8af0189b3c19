"""The flip report: which open candidates a draft of the conditions would change, and how, before it is published."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from plans.models import Candidate, EligibilityStandard
from plans.queries.claims import CandidateClaim, candidate_ids_touched_by, claims_of
from plans.queries.judges import Judges
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.eligibility.judging import NO_CONDITIONS

_BATCH = 5_000


class Standing(NamedTuple):
    """How a candidate stands by one set of conditions."""

    outcome: Outcome
    clause: str
    eligible_from: date | None


class Change(NamedTuple):
    """One candidate who would stand differently."""

    candidate_id: int
    old: Standing
    new: Standing


@dataclass(frozen=True)
class FlipReport:
    """What publishing would change. `on`: the day it is judged for; `looked_at`: candidates compared.

    `reworded`: those who stay as they are and only pass by another clause. `digest`: 64 hex digits, equal as long as
    the draft and its consequences are the same.
    """

    on: date
    looked_at: int
    changes: tuple[Change, ...]
    reworded: int
    digest: str

    def counts(self) -> list[tuple[Outcome, Outcome, int]]:
        """(old, new, candidates), most frequent first; equal outcomes mean another earliest date."""
        found = Counter((change.old.outcome, change.new.outcome) for change in self.changes)
        return [(old, new, count) for (old, new), count in found.most_common()]


class ShownChange(NamedTuple):
    """A change with the candidate and his plan, for list and export."""

    change: Change
    candidate: Candidate


def flip_report(standard: EligibilityStandard, *, today: date) -> FlipReport:
    """Judge every open candidate whom the draft could touch, as things are and as they would be.

    A version that begins later is compared for its first day.
    """
    on = max(today, standard.valid_from)
    ids = candidate_ids_touched_by(standard.occupation_id)
    before, after = Judges(on), Judges(on, with_draft=standard)
    changes: list[Change] = []
    reworded = 0
    for start in range(0, len(ids), _BATCH):
        claims = list(claims_of(ids[start : start + _BATCH]))
        before.read_for(claims)
        after.read_for(claims)
        for claim in claims:
            old, new = _standing(before, claim), _standing(after, claim)
            if old.outcome is not new.outcome or _date_matters(old, new):
                changes.append(Change(claim.candidate_id, old, new))
            elif old.clause != new.clause:
                reworded += 1
    return FlipReport(on, len(ids), tuple(changes), reworded, _digest(standard, on, changes))


def shown_changes(changes: tuple[Change, ...]) -> Iterator[ShownChange]:
    """The changes with their candidates, in order."""
    rows = Candidate.objects.select_related("plan__institute", "item__occupation_level__occupation")
    for start in range(0, len(changes), _BATCH):
        piece = changes[start : start + _BATCH]
        candidates = rows.in_bulk([change.candidate_id for change in piece])
        yield from (ShownChange(change, candidates[change.candidate_id]) for change in piece)


def _standing(judges: Judges, claim: CandidateClaim) -> Standing:
    judge = judges.of(claim)
    verdict = judge.verdict(claim.claim, claim.documents, judges.day(claim))
    return Standing(Outcome.EVIDENCE, NO_CONDITIONS, None) if verdict is None else Standing(*judge.summary(verdict))


def _date_matters(old: Standing, new: Standing) -> bool:
    return new.outcome is Outcome.UNMET and old.eligible_from != new.eligible_from


def _digest(standard: EligibilityStandard, on: date, changes: list[Change]) -> str:
    draft = json.dumps(
        [standard.pk, standard.occupation_id, str(standard.valid_from), standard.content], sort_keys=True
    )
    return hashlib.sha256(repr((draft, str(on), changes)).encode()).hexdigest()
