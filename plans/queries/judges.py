"""Judges for many candidates: the conditions in force by level and day, read once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from plans.models import EligibilityStandard
from plans.queries.claims import CandidateClaim
from plans.queries.standards import alternatives_for
from plans.rules.eligibility.judging import Judge


@dataclass
class Judges:
    """One judge per level and day. `with_draft`: the conditions as they would be with this version published."""

    today: date
    with_draft: EligibilityStandard | None = None
    _known: dict[tuple[int, date], Judge] = field(default_factory=dict)

    def day(self, claim: CandidateClaim) -> date:
        """The day on which a candidate is judged."""
        return claim.on or self.today

    def read_for(self, claims: Iterable[CandidateClaim]) -> None:
        """Read what is needed for these claims and not known yet: two queries per day."""
        wanted: dict[date, set[int]] = defaultdict(set)
        for claim in claims:
            key = (claim.level_id, self.day(claim))
            if key not in self._known:
                wanted[key[1]].add(claim.level_id)
        for day, level_ids in wanted.items():
            for level_id, conditions in alternatives_for(level_ids, day, with_draft=self.with_draft).items():
                self._known[level_id, day] = Judge(conditions)

    def of(self, claim: CandidateClaim) -> Judge:
        """The judge of a candidate whose claim has been read for."""
        return self._known[claim.level_id, self.day(claim)]
