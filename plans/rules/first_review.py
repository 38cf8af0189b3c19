"""When the first review (资格初审) of a plan is complete: the slides ask to tighten it, and enrolment waits for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from appraisal.core.rules.refusals import Refusal

RULE: Final = "一（六）加强资格初审；二（四）资格初审"
NAMED: Final = 5
"""How many candidates a refusal names; the rest is counted."""


class Standing(NamedTuple):
    """Candidates who stand in the way for one reason: how many, and the first names."""

    people: int = 0
    names: tuple[str, ...] = ()


NOBODY: Final = Standing()


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """How far the first review of one item is.

    `pending`: without a verdict. `unreviewed`: without a first review, or with one older than their information.
    `failed`: failed and not withdrawn. `unproven`: UNMET and without any document.
    """

    label: str
    pending: Standing = NOBODY
    unreviewed: Standing = NOBODY
    failed: Standing = NOBODY
    unproven: Standing = NOBODY


def first_review_refusals(standings: Iterable[ReviewStanding]) -> tuple[Refusal, ...]:
    """Every reason why the candidates cannot be declared complete yet."""
    return tuple(refusal for standing in standings for refusal in _refusals(standing))


def _refusals(standing: ReviewStanding) -> Iterable[Refusal]:
    for code, found in (
        ("verdicts_pending", standing.pending),
        ("first_review_missing", standing.unreviewed),
        ("first_review_failed", standing.failed),
        ("conditions_unproven", standing.unproven),
    ):
        if found.people:
            names = "、".join(found.names[:NAMED]) + (" 等" if found.people > NAMED else "")
            yield Refusal(code, {"item": standing.label, "count": found.people, "names": names}, rule=RULE)
