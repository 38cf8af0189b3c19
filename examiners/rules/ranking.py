"""Who is asked first: fewest recent duties, least needed ahead, his wishes, longest not asked; then a draw.

The draw of equals is decided by a seed whose hash is published when the dispatch is opened, before anybody is ranked,
and which is shown afterwards: everyone can check that nobody was favoured.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.enums import LabelledEnum


@dataclass(frozen=True, slots=True)
class RankFacts:
    """An examiner who may be asked. `recent_duties`: within the setting DUTY_WINDOW_DAYS, promised ones included.

    `foreseen`: duties for which the assignment of the days ahead counts on him. `preference`: 1–5, the place of the
    district in his wishes. `last_asked`: `None` when never.
    """

    key: int
    recent_duties: int
    preference: int
    last_asked: date | None = None
    foreseen: int = 0


class Criterion(LabelledEnum):
    """What a rank hangs on, in this order."""

    DUTIES = "DUTIES", "近期执评次数少者先"
    FORESEEN = "FORESEEN", "后续场次较少指望者先"
    PREFERENCE = "PREFERENCE", "执评意愿靠前者先"
    ROTATION = "ROTATION", "更久未受邀请者先"
    DRAW = "DRAW", "抽签"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An examiner with his place (from 1), the draw, and what set him behind the one before him (`None`: the first)."""

    facts: RankFacts
    place: int
    draw: str
    behind_by: Criterion | None


def commitment(seed: str) -> str:
    """The hash that is published before the ranking."""
    return hashlib.sha256(seed.encode()).hexdigest()


def is_opened_by(published: str, seed: str) -> bool:
    """Whether the seed shown afterwards is the one that was promised."""
    return commitment(seed) == published


def draw_of(seed: str, key: int) -> str:
    """The lot of one examiner: a hash of seed and key, compared as text."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12]


def rank(people: Sequence[RankFacts], seed: str) -> tuple[Ranked, ...]:
    """Everyone in order. The result does not depend on the order in which they are given."""
    ordered = sorted(people, key=lambda one: (*_measures(one), draw_of(seed, one.key), one.key))
    return tuple(
        Ranked(one, place, draw_of(seed, one.key), _difference(ordered[place - 2], one) if place > 1 else None)
        for place, one in enumerate(ordered, start=1)
    )


def _measures(one: RankFacts) -> tuple[int, int, int, int]:
    return one.recent_duties, one.foreseen, one.preference, one.last_asked.toordinal() if one.last_asked else 0


def _difference(before: RankFacts, after: RankFacts) -> Criterion:
    """The first criterion in which two neighbours differ."""
    pairs = zip(_measures(before), _measures(after), Criterion, strict=False)
    return next((criterion for one, other, criterion in pairs if one != other), Criterion.DRAW)
