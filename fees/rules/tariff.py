"""Fee standards (收费标准): dated amounts by class of occupation, level, subject, new or retake 二（五）."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS, Subject
from appraisal.core.rules.refusals import Refusal
from fees.rules.money import ZERO
from plans.rules.enums import Attempt

RULE: Final = "二（五）鉴定费的缴纳标准按相关文件执行"
Key = tuple[str, int, Subject, Attempt]


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """One line of a fee table, before or after it is stored. `until` empty: no end."""

    fee_class: str
    level: int
    subject: Subject
    attempt: Attempt
    amount: Decimal
    since: date
    until: date | None = None
    document_number: str = ""
    is_sample: bool = False
    pk: int | None = None

    @property
    def key(self) -> Key:
        return (self.fee_class, self.level, self.subject, self.attempt)

    @property
    def name(self) -> str:
        """How a refusal names it."""
        return f"{self.fee_class} {LEVEL_LABELS[self.level]} {self.subject.label}（{self.attempt.label}）"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Tariff:
    """The standards in force on one day, and the class of each occupation."""

    standards: Mapping[Key, StandardEntry]
    classes: Mapping[int, str] = field(default_factory=dict)

    def find(self, occupation_id: int, level: int, subject: Subject, attempt: Attempt) -> StandardEntry | None:
        """The standard of one subject, or None."""
        fee_class = self.classes.get(occupation_id)
        return self.standards.get((fee_class, level, subject, attempt)) if fee_class is not None else None


def table_refusals(entries: Sequence[StandardEntry]) -> tuple[Refusal, ...]:
    """Everything wrong with a table of standards in itself: amounts, levels, subjects, two lines for one day."""
    refusals: list[Refusal] = []
    for entry in entries:
        if entry.amount < ZERO:
            refusals.append(Refusal("standard_negative", {"name": entry.name}, rule=RULE))
        if entry.subject is Subject.REVIEW and entry.level not in TECHNICIAN_LEVELS:
            refusals.append(Refusal("standard_review_level", {"name": entry.name}, rule=RULE))
        if entry.until and entry.until < entry.since:
            refusals.append(Refusal("standard_dates", {"name": entry.name}, rule=RULE))
        if not entry.document_number.strip():
            refusals.append(Refusal("standard_document", {"name": entry.name}, rule=RULE))
    refusals += [
        Refusal("standard_overlap", {"name": one.name, "day": max(one.since, other.since)}, rule=RULE)
        for one, other in overlaps(entries)
    ]
    return tuple(refusals)


def overlaps(entries: Iterable[StandardEntry]) -> list[tuple[StandardEntry, StandardEntry]]:
    """Pairs of neighbours for the same subject that hold on the same day."""
    groups: dict[Key, list[StandardEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.key].append(entry)
    return [
        (one, other)
        for group in groups.values()
        for one, other in pairwise(sorted(group, key=lambda entry: entry.since))
        if one.until is None or other.since <= one.until
    ]


@dataclass(frozen=True)
class Replacement:
    """What a new table does to the stored one: standards that end the day before, and those that stand in its way."""

    ended: tuple[tuple[StandardEntry, date], ...]
    in_the_way: tuple[tuple[StandardEntry, StandardEntry], ...]


def replacement(stored: Iterable[StandardEntry], added: Iterable[StandardEntry]) -> Replacement:
    """A stored standard that began earlier ends the day before the new one begins; one that begins later is in the way
    unless the new one ends before it.
    """
    new: dict[Key, list[StandardEntry]] = defaultdict(list)
    for entry in added:
        new[entry.key].append(entry)
    ended, blocked = [], []
    for old in stored:
        for entry in new.get(old.key, ()):
            if (old.until is not None and old.until < entry.since) or (entry.until and entry.until < old.since):
                continue
            if old.since < entry.since:
                ended.append((old, entry.since - timedelta(days=1)))
            else:
                blocked.append((old, entry))
    return Replacement(tuple(ended), tuple(blocked))
