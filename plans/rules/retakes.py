"""Which subjects a candidate should sit, proposed from his recorded results 二（五）.

A passed subject stays valid for a time (setting PASSED_SUBJECT_VALID_DAYS); a failed one is sat again at the retake's
fee; one never sat is new. No document of Beijing says how long: the setting's default is other provinces' custom.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from appraisal.core.rules.enums import Subject
from plans.rules.enums import Attempt


@dataclass(frozen=True, slots=True)
class Result:
    """A recorded result of one subject in the level applied for."""

    subject: Subject
    score: Decimal
    exam_date: date


@dataclass(frozen=True, slots=True)
class RetakePolicy:
    """`pass_score`: from this score on a subject is passed. `valid_days`: how long it stays so."""

    pass_score: int
    valid_days: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to enter per subject ("" is not sat), and the passed results that it rests on, with their last day."""

    attempts: Mapping[Subject, str]
    passed: tuple[tuple[Result, date], ...]

    @property
    def text(self) -> str:
        """The proposal in words."""
        sat = [f"{Attempt[word].label}{subject.label}" for subject, word in self.attempts.items() if word]
        kept = [
            f"{one.subject.label} {float(one.score):g} 分（{one.exam_date}）有效至 {until}"
            for one, until in self.passed
        ]
        return f"{'、'.join(sat) or '无需再考'}；{'；'.join(kept)}"

    def differs_from(self, stated: Mapping[Subject, str]) -> bool:
        """Whether the roster states something else."""
        return any(stated.get(subject, "") != word for subject, word in self.attempts.items())


def proposal(results: Iterable[Result], subjects: Iterable[Subject], policy: RetakePolicy, on: date) -> Proposal | None:
    """What the record proposes on `on`, or None when no passed subject is still valid: then all are new.

    `subjects`: those of the level, in order.
    """
    best: dict[Subject, Result] = {}
    sat: set[Subject] = set()
    for one in results:
        sat.add(one.subject)
        if one.score < policy.pass_score or on > valid_until(one, policy):
            continue
        if one.subject not in best or one.exam_date > best[one.subject].exam_date:
            best[one.subject] = one
    if not best:
        return None
    attempts = {
        subject: "" if subject in best else (Attempt.RETAKE.value if subject in sat else Attempt.NEW.value)
        for subject in subjects
    }
    passed = tuple((one, valid_until(one, policy)) for one in best.values())
    return Proposal(attempts, passed)


def valid_until(result: Result, policy: RetakePolicy) -> date:
    """The last day on which a passed subject counts."""
    return result.exam_date + timedelta(days=policy.valid_days)
