"""The price of a plan: a line per candidate and subject, each with its standard, and what looks wrong before paying.

Nothing is refunded 二（五）: whatever can be seen before the point of no return is said here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from appraisal.core.rules.enums import LEVEL_LABELS, Subject
from appraisal.core.rules.refusals import Refusal
from fees.rules.enums import Anomaly
from fees.rules.money import ZERO, total
from fees.rules.tariff import RULE, StandardEntry, Tariff
from plans.rules.enums import Attempt

# Nobody may pay while one of these stands; the others are the clerks' to judge.
BLOCKING: Final = frozenset({Anomaly.NO_CLASS, Anomaly.NO_STANDARD, Anomaly.SAMPLE, Anomaly.NOTHING_DUE})


@dataclass(frozen=True, slots=True)
class Sitter:
    """A candidate as far as the price goes. `passed`: subjects whose result is still valid; `sat`: ever sat before."""

    candidate_id: int
    item_id: int
    name: str
    occupation_id: int
    occupation: str
    level: int
    attempts: Mapping[Subject, Attempt]
    sat: frozenset[Subject] = frozenset()
    passed: frozenset[Subject] = frozenset()


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one candidate owes for one subject."""

    candidate_id: int
    item_id: int
    subject: Subject
    attempt: Attempt
    standard: StandardEntry
    by_sample: bool = False  # the standard is a sample, or the occupation's class is

    @property
    def amount(self) -> Decimal:
        return self.standard.amount


@dataclass(frozen=True, slots=True)
class Finding:
    """An anomaly and whom it concerns. `subject` where it is about one; `about`: occupation and level."""

    anomaly: Anomaly
    about: str
    subject: Subject | None = None
    candidates: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Occupation, level and subject in words."""
        return " ".join(filter(None, (self.about, self.subject.label if self.subject else ""))) or "全部"

    @property
    def blocks(self) -> bool:
        return self.anomaly in BLOCKING


@dataclass(frozen=True)
class Price:
    """The lines and findings of a plan."""

    lines: tuple[PricedLine, ...]
    findings: tuple[Finding, ...]
    by_candidate: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return total(line.amount for line in self.lines)

    @property
    def is_sample(self) -> bool:
        return any(line.by_sample for line in self.lines)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What does not block and has to be acknowledged."""
        return tuple(finding for finding in self.findings if not finding.blocks)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one item, subject and attempt added up."""

    item_id: int
    subject: Subject
    attempt: Attempt
    standard: StandardEntry
    people: int

    @property
    def amount(self) -> Decimal:
        return self.standard.amount * self.people


Kind = tuple[int, int, int, tuple[tuple[Subject, Attempt], ...], frozenset[Subject], frozenset[Subject]]
Judged = tuple[list[tuple[Subject, Attempt, StandardEntry]], list[tuple[Anomaly, Subject | None]], Decimal]


def price(sitters: Sequence[Sitter], tariff: Tariff, *, sample_allowed: bool = True) -> Price:
    """Every line that can be priced, and every finding, most serious first.

    Candidates who cost the same for the same reasons are judged once: most of a plan's are alike.
    """
    lines: list[PricedLine] = []
    sums: dict[int, Decimal] = {}
    found: dict[tuple[Anomaly, str, Subject | None], list[Sitter]] = defaultdict(list)
    alike: dict[Kind, Judged] = {}
    for sitter in sitters:
        kind = (
            sitter.item_id,
            sitter.occupation_id,
            sitter.level,
            tuple(sitter.attempts.items()),
            sitter.sat,
            sitter.passed,
        )
        if kind not in alike:
            alike[kind] = _judged(sitter, tariff)
        priced, doubts, amount = alike[kind]
        sample = sitter.occupation_id in tariff.samples
        lines += [
            PricedLine(sitter.candidate_id, sitter.item_id, subject, attempt, standard, sample or standard.is_sample)
            for subject, attempt, standard in priced
        ]
        for anomaly, subject in doubts:
            found[anomaly, _about(sitter), subject].append(sitter)
        if priced:
            sums[sitter.candidate_id] = amount
    findings = [
        Finding(anomaly, about, subject, tuple(one.candidate_id for one in group), tuple(one.name for one in group))
        for (anomaly, about, subject), group in found.items()
    ]
    if not total(sums.values()):
        findings.append(Finding(Anomaly.NOTHING_DUE, ""))
    if not sample_allowed and any(line.by_sample for line in lines):
        findings.append(Finding(Anomaly.SAMPLE, ""))
    order = list(Anomaly)
    findings.sort(key=lambda finding: (order.index(finding.anomaly), finding.about))
    return Price(tuple(lines), tuple(findings), sums)


def _judged(sitter: Sitter, tariff: Tariff) -> Judged:
    """What one candidate is charged, what looks wrong, and the sum."""
    priced: list[tuple[Subject, Attempt, StandardEntry]] = []
    doubts: list[tuple[Anomaly, Subject | None]] = []
    for subject, attempt in sitter.attempts.items():
        standard = tariff.find(sitter.occupation_id, sitter.level, subject, attempt)
        doubts += [(anomaly, subject) for anomaly in _doubts(sitter, subject, attempt, standard, tariff)]
        if standard:
            priced.append((subject, attempt, standard))
    if not sitter.attempts:
        return [], [(Anomaly.NO_SUBJECT, None)], ZERO
    return priced, doubts, total(standard.amount for _, _, standard in priced)


def _doubts(
    sitter: Sitter, subject: Subject, attempt: Attempt, standard: StandardEntry | None, tariff: Tariff
) -> Iterable[Anomaly]:
    if sitter.occupation_id not in tariff.classes:
        yield Anomaly.NO_CLASS
    elif standard is None:
        yield Anomaly.NO_STANDARD
    if subject in sitter.passed:
        yield Anomaly.PASSED_AGAIN
    elif attempt is Attempt.NEW and subject in sitter.sat:
        yield Anomaly.RETAKE_AS_NEW
    if attempt is Attempt.RETAKE and subject not in sitter.sat:
        yield Anomaly.NEW_AS_RETAKE
    if attempt is Attempt.RETAKE and standard:
        new = tariff.find(sitter.occupation_id, sitter.level, subject, Attempt.NEW)
        if new and new.amount < standard.amount:
            yield Anomaly.RETAKE_DEARER


def _about(sitter: Sitter) -> str:
    return f"{sitter.occupation} {LEVEL_LABELS[sitter.level]}"


def grouped(lines: Iterable[PricedLine]) -> list[Group]:
    """The preview per subject: how many at which price, in order of items and subjects."""
    counted = Counter((line.item_id, line.subject, line.attempt, line.standard) for line in lines)
    order = {subject: place for place, subject in enumerate(Subject)}
    groups = [Group(*key, people) for key, people in counted.items()]
    return sorted(groups, key=lambda group: (group.item_id, order[group.subject], group.attempt))


def price_refusals(found: Price, acknowledged: frozenset[Anomaly] | set[Anomaly]) -> tuple[Refusal, ...]:
    """What keeps a price from being billed: everything that blocks, and warnings that nobody has acknowledged."""
    refusals = []
    for finding in found.findings:
        words = {
            "anomaly": finding.anomaly.label,
            "about": " ".join(filter(None, (finding.about, finding.subject.label if finding.subject else "")))
            or "全部",
            "count": len(finding.candidates),
        }
        if finding.blocks:
            refusals.append(Refusal(f"price_{finding.anomaly.lower()}", words, rule=RULE))
        elif finding.anomaly not in acknowledged:
            refusals.append(Refusal("price_unacknowledged", words, rule=RULE))
    return tuple(refusals)
