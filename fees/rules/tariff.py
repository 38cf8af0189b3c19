"""Fee standards (收费标准): dated amounts by class of occupation, level, subject, new or retake 二（五）.

Which class an occupation is of is dated in the same way: never two on one day, a new one ends the old the day before.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, Generic, Protocol, TypeVar

from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS, Subject
from appraisal.core.rules.refusals import Refusal
from fees.rules.money import ZERO
from plans.rules.enums import Attempt

RULE: Final = "二（五）鉴定费的缴纳标准按相关文件执行"
Key = tuple[str, int, Subject, Attempt]


class Dated(Protocol):
    """What holds from a day until a day; of what has the same `key`, one at a time."""

    @property
    def key(self) -> Hashable: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


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


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One line of a table of classes, before or after it is stored. `until` empty: no end."""

    occupation_id: int
    occupation: str
    fee_class: str
    since: date
    until: date | None = None
    document_number: str = ""
    is_sample: bool = False
    pk: int | None = None

    @property
    def key(self) -> int:
        return self.occupation_id

    @property
    def name(self) -> str:
        """How a refusal names it."""
        return f"{self.occupation}（{self.fee_class}）"


@dataclass(frozen=True)
class Tariff:
    """The standards in force on one day, the class of each occupation, and those whose class is only a sample."""

    standards: Mapping[Key, StandardEntry]
    classes: Mapping[int, str] = field(default_factory=dict)
    samples: frozenset[int] = frozenset()

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


def class_refusals(entries: Sequence[ClassEntry]) -> tuple[Refusal, ...]:
    """Everything wrong with a table of classes in itself: dates, documents, an occupation in two classes on one day."""
    refusals: list[Refusal] = []
    for entry in entries:
        if entry.until and entry.until < entry.since:
            refusals.append(Refusal("standard_dates", {"name": entry.name}, rule=RULE))
        if not entry.document_number.strip():
            refusals.append(Refusal("class_document", {"name": entry.name}, rule=RULE, field="document_number"))
    refusals += [
        Refusal("class_overlap", {"name": one.name, "day": max(one.since, other.since)}, rule=RULE)
        for one, other in overlaps(entries)
    ]
    return tuple(refusals)


def overlaps(entries: Iterable[D]) -> list[tuple[D, D]]:
    """Pairs of neighbours of the same key that hold on the same day."""
    groups: dict[Hashable, list[D]] = defaultdict(list)
    for entry in entries:
        groups[entry.key].append(entry)
    return [
        (one, other)
        for group in groups.values()
        for one, other in pairwise(sorted(group, key=lambda entry: entry.since))
        if one.until is None or other.since <= one.until
    ]


@dataclass(frozen=True)
class Replacement(Generic[D]):
    """What a new table does to the stored one: entries that end the day before, and those that stand in its way."""

    ended: tuple[tuple[D, date], ...]
    in_the_way: tuple[tuple[D, D], ...]


def replacement(stored: Iterable[D], added: Iterable[D]) -> Replacement[D]:
    """A stored entry that began earlier ends the day before the first new one begins; one that begins later is in the
    way unless the new one ends before it.
    """
    new: dict[Hashable, list[D]] = defaultdict(list)
    for entry in added:
        new[entry.key].append(entry)
    ended, blocked = [], []
    for old in stored:
        touched = [entry for entry in new.get(old.key, ()) if _meet(old, entry)]
        blocked += [(old, entry) for entry in touched if entry.since <= old.since]
        if later := [entry.since for entry in touched if entry.since > old.since]:
            ended.append((old, min(later) - timedelta(days=1)))
    return Replacement(tuple(ended), tuple(blocked))


def _meet(one: Dated, other: Dated) -> bool:
    """Whether they hold on the same day at all."""
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)
