"""Corrections (信息更正) of candidates whose list is complete 一（六）: per field, old and new, reason, evidence.

The city decides on who a person is (name, document), the district on the rest. Sex hangs on the document number: while
both are asked for, the city decides both, since either alone would contradict the other.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from plans.rules.enums import Attempt
from plans.rules.review_enums import CITY_DECIDES, CorrectionField
from plans.rules.roster.vocabulary import SENSITIVE, Column
from plans.rules.states import MAIN_PATH, PlanState

RULE: Final = "一（六）信息改错量大；加强资格初审"
FEE_RULE: Final = "二（五）收取鉴定费"

COLUMN_OF: Final[dict[CorrectionField, Column]] = {
    CorrectionField.PHONE: Column.MOBILE,
    CorrectionField.YEARS: Column.YEARS,
    **{field: Column[field.name] for field in CorrectionField if field.name in Column.__members__},
}
FIELD_OF: Final = {column: field for field, column in COLUMN_OF.items()}
MASKED: Final = frozenset(field for field, column in COLUMN_OF.items() if column in SENSITIVE)
SUBJECT_FIELDS: Final = frozenset({CorrectionField.THEORY, CorrectionField.PRACTICAL, CorrectionField.REVIEW})
WITHOUT_EVIDENCE: Final = frozenset({CorrectionField.PHONE, CorrectionField.ADDRESS})
"""What no document proves: the candidate's word is enough."""
SUBJECTS_UNTIL: Final = frozenset(MAIN_PATH[: MAIN_PATH.index(PlanState.ARRANGED)])
"""States in which subjects may still change: afterwards the seats are arranged."""
PAID: Final = frozenset(MAIN_PATH[MAIN_PATH.index(PlanState.PAID) :])
_IDENTITY: Final = frozenset({CorrectionField.DOCUMENT_NUMBER, CorrectionField.DOCUMENT_TYPE})
LONGEST_REASON: Final = 400


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the institute asks for. `changes`: wanted text by field; `current`: text as it stands.

    `waiting`: fields of the candidate for which a correction is open already.
    """

    changes: Mapping[CorrectionField, str]
    current: Mapping[CorrectionField, str]
    waiting: frozenset[CorrectionField]
    reason: str
    has_document: bool
    state: PlanState


def request_refusals(facts: RequestFacts) -> tuple[Refusal, ...]:
    """Everything that is wrong with a request, apart from the new values themselves."""
    return tuple(_request_refusals(facts))


def _request_refusals(facts: RequestFacts) -> Iterable[Refusal]:
    if not facts.changes:
        yield Refusal("correction_empty", rule=RULE)
    for field, text in facts.changes.items():
        yield from _field_refusals(facts, field, text)
    yield from _reason_refusals(facts.reason)
    unproven = [field.label for field in facts.changes if field not in WITHOUT_EVIDENCE]
    if unproven and not facts.has_document:
        yield Refusal("correction_unproven", {"fields": "、".join(unproven)}, rule=RULE, field="document")


def _field_refusals(facts: RequestFacts, field: CorrectionField, text: str) -> Iterable[Refusal]:
    if text == facts.current[field]:
        yield Refusal("correction_unchanged", {"field": field.label}, rule=RULE, field=field)
    if field in facts.waiting:
        yield Refusal("correction_waiting", {"field": field.label}, rule=RULE, field=field)
    yield from subject_refusals([field], facts.state)


def subject_refusals(fields: Iterable[CorrectionField], state: PlanState) -> Iterable[Refusal]:
    """Why subjects cannot change any more, whether asked for or granted now: nobody would have a seat for them."""
    for field in fields:
        if field in SUBJECT_FIELDS and state not in SUBJECTS_UNTIL:
            yield Refusal("correction_subject_late", {"field": field.label}, rule=FEE_RULE, field=field)


def _reason_refusals(reason: str) -> Iterable[Refusal]:
    if not reason.strip():
        yield Refusal("reason_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        size = {"what": "更正理由", "found": len(reason), "limit": LONGEST_REASON}
        yield Refusal("too_long", size, field="reason")


def decided_by(field: CorrectionField, waiting: Collection[CorrectionField]) -> Role:
    """Whose decision an open correction is. `waiting`: all fields of the candidate with an open correction."""
    follows = field is CorrectionField.SEX and not _IDENTITY.isdisjoint(waiting)
    return Role.GUIDANCE_OFFICER if field in CITY_DECIDES or follows else Role.DISTRICT_OFFICER


def decision_refusals(decided: int, *, some_refused: bool, note: str) -> tuple[Refusal, ...]:
    """Everything that a decision lacks: a refusal needs its reason."""
    refusals = []
    if not decided:
        refusals.append(Refusal("decision_missing"))
    if some_refused and not note.strip():
        refusals.append(Refusal("reason_missing", field="decision"))
    if len(note) > LONGEST_REASON:
        size = {"what": "处理意见", "found": len(note), "limit": LONGEST_REASON}
        refusals.append(Refusal("too_long", size, field="decision"))
    return tuple(refusals)


def fee_difference(field: CorrectionField, before: str, after: str, state: PlanState) -> dict[str, object] | None:
    """What a change of a subject means for the bill 二（五）, as noted with the correction; None for other fields.

    `before`, `after`: Attempt or "" (not sat). What is paid is not paid back.
    """
    if field not in SUBJECT_FIELDS or before == after:
        return None
    return {
        "subject": field.label,
        "before": Attempt[before].label if before else "不参加",
        "after": Attempt[after].label if after else "不参加",
        "is_paid": state in PAID,
        "kind": "ADDED" if not before else ("DROPPED" if not after else "OTHER"),
    }
