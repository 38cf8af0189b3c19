"""All that the page of a candidate's eligibility shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from appraisal.core import clock
from appraisal.core.rules.enums import TECHNICIAN_LEVELS, Subject
from appraisal.core.rules.roles import Actor
from plans.models import Background, Candidate, CandidateVerdict, Evidence, FirstReview, RecordedResult, RosterUpload
from plans.queries.claims import claims_of
from plans.queries.first_reviews import reviewed_candidates
from plans.queries.judges import Judges
from plans.rules.eligibility.documents import KIND_LABELS, Asked, asked_by
from plans.rules.eligibility.experience import Experience, experience
from plans.rules.eligibility.standards import LEVEL_WORDS
from plans.rules.retakes import Proposal, Result, RetakePolicy, proposal

PROPOSALS_SHOWN = 200


@dataclass(frozen=True)
class Eligibility:
    """A candidate with his verdict, the facts it rests on, documents and reviews. `asked`: what documents can date."""

    candidate: Candidate
    verdict: CandidateVerdict | None
    background: Background | None
    experience: Experience
    is_declared: bool
    evidence: list[Evidence]
    reviews: list[FirstReview]
    asked: Asked
    proposal: Proposal | None
    on: date

    @property
    def clauses(self) -> list[dict[str, Any]]:
        """The findings, dates as dates, those that hold first."""
        findings = self.verdict.findings if self.verdict else []
        ranked = sorted(findings, key=lambda one: ("overlay" not in one, _RANK[one["outcome"]]))
        return [_with_dates(clause) for clause in ranked]

    @property
    def entered(self) -> list[tuple[str, str]]:
        """What was entered from documents, in words: (what, when)."""
        facts = self.background.facts if self.background else {}
        spans = [
            (label, f"{first} 至 {last or '今'}")
            for name, label in (("work", "工作经历"), ("trainee", "见习经历"))
            for first, last in facts.get(name, ())
        ]
        certificates = [(f"{LEVEL_WORDS[level]}证书发证", day) for level, day in facts.get("certificates", ())]
        attained = [(KIND_LABELS[kind], day) for kind, day in facts.get("attained", {}).items()]
        final = [(f"应届：{KIND_LABELS[kind]}", day) for kind, day in facts.get("final_year_from", {}).items()]
        driven = [(f"安全行驶 {int(km) // 10_000} 万公里", day) for km, day in facts.get("kilometres", {}).items()]
        asserted = [(KIND_LABELS[kind], "日期待核实") for kind in facts.get("asserted", ())]
        return [*spans, *certificates, *attained, *final, *driven, *asserted]


_RANK = {"MET": 0, "EVIDENCE": 1, "UNMET": 2}
_LABELS = {"MET": "符合", "EVIDENCE": "凭材料核实", "UNMET": "不符合"}


def _with_dates(clause: dict[str, Any]) -> dict[str, Any]:
    items = [
        {"text": text, "outcome": outcome, "label": _LABELS[outcome], "missing": missing, "from": _date(day)}
        for text, outcome, missing, day in clause["items"]
    ]
    return {**clause, "label": _LABELS[clause["outcome"]], "from": _date(clause["from"]), "items": items}


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def candidate_eligibility(actor: Actor, candidate_id: int, now: datetime) -> Eligibility:
    """The page of a candidate whom the actor may see. Raises `Candidate.DoesNotExist`."""
    rows = Candidate.objects.visible_to(actor).select_related("plan__institute", "background")
    candidate: Candidate = reviewed_candidates(rows).get(pk=candidate_id)
    (claim,) = claims_of([candidate_id])
    judges = Judges(clock.today(now))
    judges.read_for([claim])
    judge, on = judges.of(claim), judges.day(claim)
    level = candidate.item.occupation_level
    facts = judge.facts(claim.claim, claim.documents)
    background = getattr(candidate, "background", None)
    return Eligibility(
        candidate=candidate,
        verdict=getattr(candidate, "verdict", None),
        background=background,
        experience=experience(facts.work, on),
        is_declared=not (background and background.facts.get("work")),
        evidence=list(candidate.evidence.filter(removed_at=None).select_related("document__uploaded_by")),
        reviews=list(candidate.first_reviews.select_related("reviewed_by")),
        asked=asked_by(judge.conditions.alternatives, level.level),
        proposal=retake_proposals([candidate], clock.today(now)).get(candidate.pk),
        on=on,
    )


def retake_proposals(candidates: list[Candidate], on: date) -> dict[int, Proposal]:
    """What the record proposes to sit, by candidate, for those whose roster row says something else: one query.

    The candidates carry `item.occupation_level`.
    """
    keys = {bytes(one.document_index) for one in candidates}
    levels = {one.item.occupation_level_id for one in candidates}
    results: dict[tuple[bytes, int], list[Result]] = {}
    found = RecordedResult.objects.filter(document_index__in=keys, occupation_level_id__in=levels)
    for row in found.only("document_index", "occupation_level_id", "subject", "score", "exam_date"):
        key = (bytes(row.document_index), row.occupation_level_id)
        results.setdefault(key, []).append(Result(Subject[row.subject], row.score, row.exam_date))
    policy = retake_policy()
    proposals = {
        one.pk: _proposal(one, results.get((bytes(one.document_index), one.item.occupation_level_id), []), policy, on)
        for one in candidates
    }
    return {pk: made for pk, made in proposals.items() if made is not None}


def attach_proposals(candidates: list[Candidate], on: date) -> None:
    """Give each candidate of a page his `proposal`, or None."""
    found = retake_proposals(candidates, on)
    for candidate in candidates:
        candidate.proposal = found.get(candidate.pk)


def proposed_in(upload: RosterUpload, on: date) -> list[Candidate]:
    """Candidates of an upload for whom the record proposes something else, each with his `proposal`: two queries.

    At most `PROPOSALS_SHOWN`, in the order of the sheet.
    """
    level_id = upload.item.occupation_level_id
    recorded = RecordedResult.objects.filter(document_index=OuterRef("document_index"), occupation_level_id=level_id)
    rows = upload.candidates.filter(Exists(recorded)).select_related("item__occupation_level").order_by("sheet_row")
    candidates = list(rows[:PROPOSALS_SHOWN])
    attach_proposals(candidates, on)
    return [one for one in candidates if one.proposal]


def _proposal(candidate: Candidate, results: list[Result], policy: RetakePolicy, on: date) -> Proposal | None:
    technician = candidate.item.occupation_level.level in TECHNICIAN_LEVELS
    subjects = tuple(Subject) if technician else (Subject.THEORY, Subject.PRACTICAL)
    made = proposal(results, subjects, policy, on)
    stated = {
        Subject.THEORY: candidate.theory,
        Subject.PRACTICAL: candidate.practical,
        Subject.REVIEW: candidate.review,
    }
    return made if made is not None and made.differs_from(stated) else None


def retake_policy() -> RetakePolicy:
    """The settings of passing and of how long it counts."""
    return RetakePolicy(settings.KAOWU["PASS_SCORE"], settings.KAOWU["PASSED_SUBJECT_VALID_DAYS"])
