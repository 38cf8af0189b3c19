"""When the first review (资格初审) of a plan is complete: what the slides ask to tighten, as conditions of enrolment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from appraisal.core.rules.refusals import Refusal

RULE: Final = "一（六）加强资格初审；二（四）资格初审"
NAMED: Final = 5
"""How many candidates a refusal names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """How far the first review of one item is: names of the candidates that still stand in the way.

    `pending`: without a verdict. `unreviewed`: without a first review, or with one older than their information.
    `failed`: failed and not withdrawn. `unproven`: UNMET and without any document.
    """

    label: str
    pending: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()


def review_is_current(reviewed_at: datetime | None, *changed_at: datetime | None) -> bool:
    """Whether a review still speaks of what is known now: nothing has changed after it."""
    return reviewed_at is not None and all(moment is None or moment <= reviewed_at for moment in changed_at)


def first_review_refusals(standings: Iterable[ReviewStanding]) -> tuple[Refusal, ...]:
    """Every reason why the candidates cannot be declared complete yet."""
    return tuple(refusal for standing in standings for refusal in _refusals(standing))


def _refusals(standing: ReviewStanding) -> Iterable[Refusal]:
    for code, names in (
        ("verdicts_pending", standing.pending),
        ("first_review_missing", standing.unreviewed),
        ("first_review_failed", standing.failed),
        ("conditions_unproven", standing.unproven),
    ):
        if names:
            params = {"item": standing.label, "count": len(names), "names": _named(names)}
            yield Refusal(code, params, rule=RULE)


def _named(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} 等"
