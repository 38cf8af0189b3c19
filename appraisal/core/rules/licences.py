"""Rules of licences 一（一）: adding or changing an occupation needs the approval of the city's HR bureau."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from appraisal.core.rules.refusals import Refusal

RULE = "一（一）"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included; open when `until` is `None`."""

    start: date
    until: date | None = None

    def covers(self, other: "Period") -> bool:
        """Whether `other` lies wholly within this period."""
        if self.start > other.start:
            return False
        return self.until is None or (other.until is not None and other.until <= self.until)

    def touches(self, other: "Period") -> bool:
        """Whether a day belongs to both."""
        return (self.until is None or other.start <= self.until) and (other.until is None or self.start <= other.until)


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level that is asked for: its name in words and what the institute already holds or has asked for."""

    name: str
    active: bool = True
    held: tuple[Period, ...] = ()
    requested: bool = False


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request about to be made. `levels` maps keys that exist to what is known; `asked_for` is what was sent in."""

    asked_for: frozenset[int]
    levels: Mapping[int, LevelFacts] = field(default_factory=dict)
    has_document: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


def request_refusals(facts: RequestFacts, today: date) -> tuple[Refusal, ...]:
    """Everything that speaks against a request 一（一）; its texts are checked with the model's limits."""
    refusals: list[Refusal] = []
    if not facts.has_document:
        refusals.append(Refusal("approval_document_missing", rule=RULE, field="document"))
    if not facts.asked_for:
        refusals.append(Refusal("scope_empty", rule=RULE, field="scope"))
    if facts.asked_for - set(facts.levels):
        refusals.append(Refusal("level_unknown", rule=RULE, field="scope"))
    refusals.extend(_period_refusals(facts, today))
    for level in facts.levels.values():
        refusals.extend(_level_refusals(level, _period(facts)))
    return tuple(refusals)


def grant_refusals(levels: Mapping[int, LevelFacts], period: Period, today: date) -> tuple[Refusal, ...]:
    """Everything that speaks against granting a request: time has passed since it was made."""
    refusals = [Refusal("level_inactive", {"name": level.name}, RULE) for level in levels.values() if not level.active]
    if period.until and period.until < today:
        refusals.append(Refusal("licence_over", {"until": period.until}, RULE, period.until))
    return tuple(refusals)


def shortened(held: Period, granted: Period) -> Period | None:
    """What is left of a licence when a newer one takes its days over; `None` when nothing is left of it.

    The newer never lies wholly inside the older (`licence_held_already`), so one piece is left at most.
    """
    if not held.touches(granted):
        return held
    if held.start < granted.start:
        return Period(held.start, granted.start - timedelta(days=1))
    if granted.until and (held.until is None or held.until > granted.until):
        return Period(granted.until + timedelta(days=1), held.until)
    return None


def _period(facts: RequestFacts) -> Period | None:
    return Period(facts.valid_from, facts.valid_until) if facts.valid_from else None


def _period_refusals(facts: RequestFacts, today: date) -> list[Refusal]:
    start, until = facts.valid_from, facts.valid_until
    if start is None:
        return [Refusal("licence_start_missing", rule=RULE, field="valid_from")]
    if until and until < start:
        return [Refusal("licence_dates", {"start": start, "until": until}, RULE, until, "valid_until")]
    if until and until < today:
        return [Refusal("licence_over", {"until": until}, RULE, until, "valid_until")]
    return []


def _level_refusals(level: LevelFacts, period: Period | None) -> list[Refusal]:
    refusals = []
    if not level.active:
        refusals.append(Refusal("level_inactive", {"name": level.name}, RULE, field="scope"))
    if level.requested:
        refusals.append(Refusal("licence_asked_already", {"name": level.name}, RULE, field="scope"))
    if period and any(held.covers(period) for held in level.held):
        refusals.append(Refusal("licence_held_already", {"name": level.name}, RULE, field="scope"))
    return refusals
