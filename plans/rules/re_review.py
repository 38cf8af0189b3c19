"""The desk of the re-review 二（四）: verdicts item by item, and how well the pre-check foretold them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.refusals import Refusal
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import ReReviewOutcome, ReviewItem

RULE: Final = "二（四）按照资格审查标准逐项进行审核"
DECIDED: Final = frozenset({ReReviewOutcome.PASSED, ReReviewOutcome.FAILED})
NOTE_LIMIT: Final = 400
NO_CLAUSE: Final = "（没有写明申报条件）"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the officer says. `items`: whether each item that he looked at is in order."""

    outcome: ReReviewOutcome
    items: Mapping[ReviewItem, bool]
    note: str = ""

    @property
    def faulty(self) -> tuple[ReviewItem, ...]:
        """The items that are not in order, as they stand on the form."""
        return tuple(item for item in ReviewItem if self.items.get(item) is False)

    @property
    def unseen(self) -> tuple[ReviewItem, ...]:
        """The items that nobody has looked at."""
        return tuple(item for item in ReviewItem if item not in self.items)

    @property
    def reason(self) -> str:
        """Why he failed, or what is to be brought: the faulty items and the note."""
        return "；".join(filter(None, ("、".join(item.label for item in self.faulty), self.note.strip())))


def is_waiting(latest: str | None) -> bool:
    """Whether a candidate with this newest verdict still needs one that decides."""
    return latest not in DECIDED


def verdict_refusals(verdict: Verdict) -> tuple[Refusal, ...]:
    """Everything that is wrong with a verdict."""
    refusals = list(_outcome_refusals(verdict))
    if len(verdict.note) > NOTE_LIMIT:
        size = {"what": "说明", "found": len(verdict.note), "limit": NOTE_LIMIT}
        refusals.append(Refusal("too_long", size, field="note"))
    return tuple(refusals)


def _outcome_refusals(verdict: Verdict) -> Iterable[Refusal]:
    match verdict.outcome:
        case ReReviewOutcome.PASSED:
            if verdict.unseen:
                yield _refusal("desk_items_unseen", verdict.unseen)
            if verdict.faulty:
                yield _refusal("desk_items_faulty", verdict.faulty)
        case ReReviewOutcome.FAILED | ReReviewOutcome.MORE:
            if not verdict.reason:
                yield Refusal("desk_reason_missing", {"outcome": verdict.outcome.label}, rule=RULE, field="note")
        case ReReviewOutcome.UNDONE:
            yield Refusal("desk_outcome_missing", rule=RULE)


def _refusal(code: str, items: tuple[ReviewItem, ...]) -> Refusal:
    return Refusal(code, {"items": "、".join(item.label for item in items), "count": len(items)}, rule=RULE)


# --- the pre-check against the desk -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Foretold:
    """How many candidates of one clause were foretold eligible or not, and passed at the desk or not."""

    clause: str
    eligible_passed: int = 0
    eligible_failed: int = 0
    ineligible_passed: int = 0
    ineligible_failed: int = 0

    @property
    def total(self) -> int:
        return self.eligible_passed + self.eligible_failed + self.ineligible_passed + self.ineligible_failed

    @property
    def precision(self) -> float | None:
        """Of those foretold eligible, the share that passed; `None` when nobody was."""
        return share(self.eligible_passed, self.eligible_passed + self.eligible_failed)

    @property
    def recall(self) -> float | None:
        """Of those who passed, the share that had been foretold eligible; `None` when nobody passed."""
        return share(self.eligible_passed, self.eligible_passed + self.ineligible_passed)


def share(part: int, whole: int) -> float | None:
    """A share of 1; `None` of nothing."""
    return part / whole if whole else None


def foretold(counts: Iterable[tuple[str, str, str, int]]) -> tuple[Foretold, ...]:
    """Per clause from (predicted outcome, clause, desk's outcome, number), the most frequent clause first.

    Holding as claimed (EVIDENCE) counts as foretold eligible. Undecided verdicts and those without a pre-check do not
    count.
    """
    table: dict[str, dict[str, int]] = {}
    for predicted, clause, outcome, number in counts:
        if outcome not in DECIDED or predicted not in list(Outcome):
            continue
        word = "ineligible" if predicted == Outcome.UNMET else "eligible"
        cell = f"{word}_{'passed' if outcome == ReReviewOutcome.PASSED else 'failed'}"
        row = table.setdefault(clause or NO_CLAUSE, {})
        row[cell] = row.get(cell, 0) + number
    rows = [Foretold(clause, **row) for clause, row in table.items()]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.clause)))


def total_of(rows: Iterable[Foretold]) -> Foretold:
    """All clauses together."""
    rows = list(rows)
    return Foretold(
        "合计",
        sum(row.eligible_passed for row in rows),
        sum(row.eligible_failed for row in rows),
        sum(row.ineligible_passed for row in rows),
        sum(row.ineligible_failed for row in rows),
    )
