"""One level's conditions applied to many candidates: the same steps for one and for a hundred thousand.

A verdict goes into its report here, in words, as it is stored and shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from plans.rules.eligibility.claims import Claim, condition_reader, facts_of, with_exceptions
from plans.rules.eligibility.evaluate import Finding, Outcome, Verdict, evaluate
from plans.rules.eligibility.facts import CandidateFacts
from plans.rules.eligibility.standards import Alternative

NO_CONDITIONS: Final = "尚未发布本职业（工种）本等级的申报条件，凭材料核实"
OVERLAY: Final = "升级考核逐级进行，不得在一年内申报两个等级"
CLAUSE_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class LevelConditions:
    """The conditions in force for one occupation and level. `standard_id`: the version they come from, if any."""

    level: int
    alternatives: tuple[Alternative, ...] = ()
    standard_id: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What the column 申报条件 of a roster may say."""
        return tuple(one.text for one in self.alternatives)


class Judgement(NamedTuple):
    """A verdict in words. `eligible_from`: None when it holds since ever or time alone will not bring it.

    `findings`: `[{"text", "outcome", "from", "items": [[text, outcome, missing, from], …]}, …]`, one per alternative,
    last the city's overlay (`"overlay": true`) when it applies.
    """

    outcome: Outcome
    clause: str
    eligible_from: date | None
    findings: list[dict[str, Any]]


@dataclass(slots=True)
class Judge:
    """Judges the candidates of one level. Keeps what does not hang on the candidate."""

    conditions: LevelConditions
    _alternatives: dict[str, tuple[Alternative, ...]] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _claimed: dict[str, Alternative | None] = field(default_factory=dict)

    def verdict(self, claim: Claim, documents: Mapping[str, Any] | None, on: date) -> Verdict | None:
        """The evaluator's verdict on `on`; None when no conditions are kept for the level."""
        alternatives = self._open_to(claim.basis)
        return evaluate(alternatives, self.facts(claim, documents), on) if alternatives else None

    def facts(self, claim: Claim, documents: Mapping[str, Any] | None) -> CandidateFacts:
        """The facts that the verdict rests on."""
        return facts_of(claim, self._named(claim.condition), documents)

    def judge(self, claim: Claim, documents: Mapping[str, Any] | None, on: date) -> Judgement:
        """The verdict as it is stored."""
        verdict = self.verdict(claim, documents, on)
        if verdict is None:
            return Judgement(Outcome.EVIDENCE, NO_CONDITIONS, None, [])
        outcome, clause, eligible_from = self.summary(verdict)
        return Judgement(outcome, clause, eligible_from, self._findings(verdict))

    def summary(self, verdict: Verdict) -> tuple[Outcome, str, date | None]:
        """Outcome, the clause it holds by, and from which day."""
        outcome, passed = verdict.outcome, verdict.passed_by
        clause = self._text(passed.alternative) if passed and outcome is not Outcome.UNMET else ""
        return outcome, clause[:CLAUSE_LENGTH], _real(verdict.eligible_from)

    def _open_to(self, basis: str) -> tuple[Alternative, ...]:
        found = self._alternatives.get(basis)
        if found is None:
            found = with_exceptions(self.conditions.alternatives, self.conditions.level, basis)
            self._alternatives[basis] = found
        return found

    def _named(self, condition: str) -> Alternative | None:
        if condition not in self._claimed:
            index = condition_reader(self.conditions.texts)(condition)
            self._claimed[condition] = None if index is None else self.conditions.alternatives[index]
        return self._claimed[condition]

    def _text(self, alternative: Alternative) -> str:
        text = self._texts.get(id(alternative))
        if text is None:  # the alternatives are kept by this judge: an id stays theirs
            text = self._texts[id(alternative)] = alternative.text
        return text

    def _findings(self, verdict: Verdict) -> list[dict[str, Any]]:
        report: list[dict[str, Any]] = [
            {
                "text": self._text(one.alternative),
                "outcome": one.outcome.value,
                "from": _iso(one.eligible_from),
                "items": [_item(finding) for finding in one.findings],
            }
            for one in verdict.alternatives
        ]
        pressing = [finding for finding in verdict.overlay if finding.outcome is not Outcome.MET]
        if pressing:
            worst = Outcome.UNMET if any(one.outcome is Outcome.UNMET for one in pressing) else Outcome.EVIDENCE
            items = [_item(finding) for finding in pressing]
            report.append({"text": OVERLAY, "outcome": worst.value, "from": None, "items": items, "overlay": True})
        return report


def _item(finding: Finding) -> list[str | None]:
    return [finding.text, finding.outcome.value, finding.missing, _iso(finding.eligible_from)]


def _real(day: date | None) -> date | None:
    """The evaluator's "since ever" says nothing to people."""
    return None if day is None or day == date.min else day


def _iso(day: date | None) -> str | None:
    return None if day is None or day == date.min else day.isoformat()
