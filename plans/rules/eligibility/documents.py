"""Dated facts as an institute enters them from documents: checked as a whole before they are kept."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS
from appraisal.core.rules.refusals import Refusal
from plans.rules.eligibility.standards import (
    ATTAINED,
    AWARDS,
    CERTIFICATES,
    LEVEL_WORDS,
    SCHOOLS,
    TITLES,
    Alternative,
    exceptional,
)
from plans.rules.review_enums import Basis

RULE: Final = "二（四）资格初审"
EXCEPTION_RULE: Final = "一（四）申报破格或越级"
KIND_LABELS: Final[dict[str, str]] = {
    "training": "正规培训结业证书",
    "apprenticeship": "学徒期满证明",
    "special_skill": "技术专长证明",
    "document_conditions": ATTAINED["document_conditions"],
    **SCHOOLS,
    **TITLES,
    **CERTIFICATES,
    **AWARDS,
}
"""One-off facts that a document dates, by kind."""


def documents_refusals(
    facts: Mapping[str, Any], *, basis: str, level: int, born: date | None, today: date
) -> tuple[Refusal, ...]:
    """Every fault of a candidate's dated facts, in the form of `Background.facts`."""
    return (*(_fault(message) for message in _fact_faults(facts, born, today)), *_basis_refusals(basis, level))


def _basis_refusals(basis: str, level: int) -> Iterator[Refusal]:
    if basis != Basis.NORMAL and level not in TECHNICIAN_LEVELS:
        message = f"破格和越级只用于技师、高级技师，这里申报的是{LEVEL_LABELS[level]}"
        yield Refusal("background_fault", {"message": message}, rule=EXCEPTION_RULE, field="basis")


def _fact_faults(facts: Mapping[str, Any], born: date | None, today: date) -> Iterator[str]:
    for name, label in (("work", "工作经历"), ("trainee", "见习经历")):
        for first, last in facts.get(name, ()):
            yield from _span_faults(label, date.fromisoformat(first), date.fromisoformat(last) if last else None, today)
    levels = [level for level, _ in facts.get("certificates", ())]
    for level in sorted(set(levels), reverse=True):
        if levels.count(level) > 1:
            yield f"{LEVEL_WORDS[level]}证书填了 {levels.count(level)} 次，同一等级只填发证最早的一份"
    for label, day in _days(facts):
        if day > today:
            yield f"{label}的日期 {day} 还没有到"
        if born is not None and day <= born:
            yield f"{label}的日期 {day} 不晚于出生日期"


def _span_faults(label: str, first: date, last: date | None, today: date) -> Iterator[str]:
    if last is not None and last < first:
        yield f"{label}的结束日期 {last} 早于开始日期 {first}"
    elif last is not None and last > today:
        yield f"{label}的结束日期 {last} 还没有到；至今仍在岗的请留空"


def _days(facts: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    for name, label in (("work", "工作经历"), ("trainee", "见习经历")):
        for first, _ in facts.get(name, ()):
            yield label, date.fromisoformat(first)
    for level, day in facts.get("certificates", ()):
        yield f"{LEVEL_WORDS[level]}证书", date.fromisoformat(day)
    for kind, day in facts.get("attained", {}).items():
        yield KIND_LABELS[kind], date.fromisoformat(day)
    for reached, day in facts.get("kilometres", {}).items():
        yield f"安全行驶{int(reached) // 10_000}万公里", date.fromisoformat(day)


def _fault(message: str) -> Refusal:
    return Refusal("background_fault", {"message": message}, rule=RULE)


class Asked(NamedTuple):
    """What the alternatives of a level ask for that documents can date, in order of appearance."""

    kinds: tuple[str, ...]
    final_years: tuple[str, ...]
    kilometres: tuple[int, ...]
    trainee: bool
    certificates: tuple[int, ...]


def asked_by(alternatives: Iterable[Alternative], level: int) -> Asked:
    """Which dated facts matter for a level, exceptions included, so that a form asks for nothing else."""
    every = [*alternatives, *exceptional(level)]
    kinds = [kind for one in every for kind in (*one.attained, one.school, one.title) if kind]
    return Asked(
        kinds=tuple(dict.fromkeys(kinds)),
        final_years=tuple(dict.fromkeys(one.school for one in every if one.final_year_ok)),
        kilometres=tuple(sorted({one.kilometres_after_prior for one in every if one.kilometres_after_prior})),
        trainee=any(one.trainee_months is not None for one in every),
        certificates=tuple(range(5, level, -1)),
    )
