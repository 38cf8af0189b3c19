"""What stands in the way of entering, handing in, confirming and correcting scores: always every reason."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from appraisal.core.rules.double_entry import confirming_refusals, entering_refusals
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from plans.rules.scoring import RULE, Grade, SheetState, read_grade

NAMED: Final = 5  # how many names a refusal about many people gives
RESULT_RULE: Final = "一（六）信息改错量大；加强考务组织的严肃性"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet as a person stands before it. `submitted_by`: whose entries are in; `sitters`: names by candidate."""

    subject: Subject
    held_on: date
    today: date
    is_suspended: bool
    is_handed_in: bool
    state: SheetState
    submitted_by: tuple[int, ...]
    sitters: Mapping[int, str]


def opening_refusals(facts: SheetFacts, person: int) -> tuple[Refusal, ...]:
    """Why the person cannot enter this sheet now; empty when he can."""
    return tuple(_opening(facts, person))


def _opening(facts: SheetFacts, person: int) -> Iterable[Refusal]:
    if facts.is_suspended:
        yield Refusal("score_sitting_suspended", rule=RULE)
    if facts.held_on > facts.today:
        yield Refusal("score_not_held", {"day": str(facts.held_on)}, rule=RULE, date=facts.held_on)
    elif facts.subject is Subject.PRACTICAL and not facts.is_handed_in:
        yield Refusal("score_not_handed_in", rule=RULE)
    if facts.state is SheetState.PUBLISHED:
        yield Refusal("score_published", rule=RESULT_RULE)
    else:
        yield from entering_refusals(person, facts.submitted_by)


def read_typed(typed: Mapping[int, str], sitters: Mapping[int, str]) -> tuple[dict[int, Grade | None], list[Refusal]]:
    """What was typed by candidate, None for an empty field, and a refusal for each field that cannot be read."""
    grades: dict[int, Grade | None] = {}
    refusals: list[Refusal] = []
    for candidate, text in typed.items():
        if candidate not in sitters:
            refusals.append(Refusal("score_stranger", {"key": candidate}, rule=RULE))
            continue
        grade = read_grade(text) if text.strip() else None
        if text.strip() and grade is None:
            words = {"name": sitters[candidate], "typed": text.strip()[:20]}
            refusals.append(Refusal("score_unreadable", words, rule=RULE, field=field_of(candidate)))
        grades[candidate] = grade
    return grades, refusals


def field_of(candidate: int) -> str:
    """The name of a candidate's field on the screen and of its fault."""
    return f"score-{candidate}"


def completeness_refusals(sitters: Mapping[int, str], entered: Collection[int]) -> tuple[Refusal, ...]:
    """Refusal for the people without a grade, the first ones by name."""
    missing = [name for key, name in sitters.items() if key not in entered]
    if not sitters:
        return (Refusal("score_nobody", rule=RULE),)
    if not missing:
        return ()
    return (Refusal("score_missing", {"count": len(missing), "names": named(missing)}, rule=RULE),)


def publishing_refusals(
    facts: SheetFacts, *, person: int, resolved_by: Collection[int], unresolved: Collection[int]
) -> tuple[Refusal, ...]:
    """Why the person cannot publish: entries lack, differences are open, or he alone decided on them."""
    if facts.state is SheetState.PUBLISHED:
        return (Refusal("score_published", rule=RESULT_RULE),)
    if len(facts.submitted_by) < 2:
        return (Refusal("score_entries_lack", {"count": 2 - len(facts.submitted_by)}, rule=RULE),)
    return confirming_refusals(person, tuple(resolved_by), len(unresolved))


def named(names: list[str]) -> str:
    """The first names, and that there are more."""
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """A change of a published result as it is asked for; `wanted` is None when what was typed cannot be read."""

    present: Grade
    typed: str
    wanted: Grade | None
    is_waiting: bool
    has_document: bool


def correction_refusals(facts: CorrectionFacts) -> tuple[Refusal, ...]:
    """Everything that is wrong with a change of a published result, its reason apart."""
    return tuple(_correction(facts))


def _correction(facts: CorrectionFacts) -> Iterable[Refusal]:
    if facts.is_waiting:
        yield Refusal("score_correction_waiting", rule=RESULT_RULE)
    if facts.wanted is None:
        words = {"name": "更正后的成绩", "typed": facts.typed.strip()[:20]}
        yield Refusal("score_unreadable", words, rule=RESULT_RULE, field="grade")
    elif facts.wanted == facts.present:
        yield Refusal("score_unchanged", {"grade": facts.present.text}, rule=RESULT_RULE, field="grade")
    if not facts.has_document:
        yield Refusal("score_correction_unproven", rule=RESULT_RULE, field="document")
