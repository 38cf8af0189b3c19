"""A roster against what is already on record: scores of earlier exams, other plans, other levels.

The facts are looked up in bulk elsewhere and handed in, keyed by sheet row; absent means nothing on record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from appraisal.core.rules.enums import LEVEL_LABELS, Subject
from appraisal.core.rules.refusals import Refusal
from plans.rules.enums import Attempt
from plans.rules.roster.faults import Fault, FaultCode, fault
from plans.rules.roster.rows import RosterRow
from plans.rules.roster.vocabulary import Column

NAMED_CLASHES = 5
SUBJECT_BY_COLUMN = {
    Column.THEORY: Subject.THEORY,
    Column.PRACTICAL: Subject.PRACTICAL,
    Column.REVIEW: Subject.REVIEW,
}


@dataclass(frozen=True, slots=True)
class OtherEnrolment:
    """The same person in another live plan. `level`: 5 to 1 there; `exam_date`: the first one there."""

    plan_number: str
    level: int
    exam_date: date


@dataclass(frozen=True, slots=True)
class RecordedFacts:
    """What is on record for the persons of a roster, by sheet row.

    `sat`: subjects with a recorded score in this occupation and level. `same_days`: an enrolment whose exam dates
    meet this plan's. `other_levels`: an enrolment for another level of the occupation within a year.
    `same_plan`: an entry under another occupation or level of this very plan.
    """

    sat: Mapping[int, frozenset[Subject]] = field(default_factory=dict)
    same_days: Mapping[int, OtherEnrolment] = field(default_factory=dict)
    other_levels: Mapping[int, OtherEnrolment] = field(default_factory=dict)
    same_plan: Mapping[int, OtherEnrolment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """A stored candidate who stands in the way of his plan's enrolment. `item`: occupation and level here."""

    item: str
    name: str
    other: OtherEnrolment


def clash_refusals(clashes: Iterable[Clash]) -> tuple[Refusal, ...]:
    """One refusal for each other plan that candidates stand in, with the first names."""
    by_plan: dict[tuple[str, str, date], list[str]] = {}
    for clash in clashes:
        key = (clash.item, clash.other.plan_number, clash.other.exam_date)
        by_plan.setdefault(key, []).append(clash.name)
    return tuple(
        Refusal(
            "candidates_elsewhere",
            {
                "item": item,
                "plan": number,
                "exam_date": day,
                "names": "、".join(names[:NAMED_CLASHES]) + ("等" if len(names) > NAMED_CLASHES else ""),
                "count": len(names),
            },
            date=day,
        )
        for (item, number, day), names in by_plan.items()
    )


def within_one_year(one: date, other: date) -> bool:
    """Whether two exam dates are less than a year (365 days) apart."""
    return abs(one - other) < timedelta(days=365)


def recorded_faults(rows: Iterable[RosterRow], facts: RecordedFacts) -> list[Fault]:
    """Every fault that the record shows in rows that are good by themselves."""
    faults: list[Fault] = []
    elsewhere = facts.same_days.keys() | facts.other_levels.keys() | facts.same_plan.keys()
    retake = Attempt.RETAKE.value
    for row in rows:
        if row.theory == retake or row.practical == retake or row.review == retake:
            faults.extend(_retake_faults(row, facts))
        if elsewhere and row.row in elsewhere:
            faults.extend(_enrolment_faults(row, facts))
    return faults


def _retake_faults(row: RosterRow, facts: RecordedFacts) -> list[Fault]:
    sat = facts.sat.get(row.row, frozenset())
    label = Attempt.RETAKE.label
    return [
        fault(row.row, column, FaultCode.RETAKE_UNRECORDED, label, subject=subject.label)
        for (column, subject), attempt in zip(
            SUBJECT_BY_COLUMN.items(), (row.theory, row.practical, row.review), strict=True
        )
        if attempt == Attempt.RETAKE and subject not in sat
    ]


def _enrolment_faults(row: RosterRow, facts: RecordedFacts) -> list[Fault]:
    faults: list[Fault] = []
    for code, enrolments in (
        (FaultCode.OVERLAPPING_PLAN, facts.same_days),
        (FaultCode.TWO_LEVELS_IN_A_YEAR, facts.other_levels),
        (FaultCode.TWICE_IN_PLAN, facts.same_plan),
    ):
        other = enrolments.get(row.row)
        if other is not None:
            params = {"plan": other.plan_number, "date": other.exam_date, "level": LEVEL_LABELS[other.level]}
            faults.append(fault(row.row, Column.DOCUMENT_NUMBER, code, row.document_number, **params))
    return faults
