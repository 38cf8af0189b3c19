"""What an institute writes down while it drafts a plan, and the few things that even a draft must have right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from plans.rules.enums import SESSION_KINDS, PlanKind, SpecialCategory

REACH_RULE = "系统设置（可申报的最远日期）"


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """One subject of an item: when and where. A practical names a filed site, the others a place in words."""

    subject: Subject
    date: date
    starts_at: time | None = None
    site_id: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One occupation and level (`level_id` is an `OccupationLevel`) with its sittings."""

    level_id: int
    expected_candidates: int = 0
    sittings: tuple[SittingDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A whole draft. It may be incomplete: what is missing is refused when it is filed.

    `first_exam_date` is the date chosen in the planner; once there are sittings, the earliest of them counts.
    """

    kind: PlanKind
    title: str = ""
    session_id: int | None = None
    special_category: SpecialCategory | None = None
    first_exam_date: date | None = None
    items: tuple[ItemDraft, ...] = ()
    note: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def days(self) -> frozenset[date]:
        """Every date of the draft, the chosen one among them."""
        sittings = {s.date for item in self.items for s in item.sittings}
        return frozenset(sittings | ({self.first_exam_date} if self.first_exam_date else set()))

    @property
    def first_exam(self) -> date | None:
        """The earliest sitting, or the chosen date while there is none."""
        return min((s.date for item in self.items for s in item.sittings), default=self.first_exam_date)


def moved_to(draft: PlanDraft, first_exam: date) -> PlanDraft:
    """The draft with all its sittings moved by as many days as its first exam."""
    if draft.first_exam is None:
        return replace(draft, first_exam_date=first_exam)
    shift = first_exam - draft.first_exam
    items = tuple(
        replace(item, sittings=tuple(replace(s, date=s.date + shift) for s in item.sittings)) for item in draft.items
    )
    return replace(draft, first_exam_date=first_exam, items=items)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the draft may point at: known levels with their names, and the institute's own sites."""

    level_labels: dict[int, str]
    site_ids: frozenset[int]


def draft_refusals(draft: PlanDraft, choices: Choices) -> tuple[Refusal, ...]:
    """Everything that keeps a draft from being stored, all at once."""
    return (*_kind_refusals(draft), *_item_refusals(draft.items, choices), *_sitting_refusals(draft.items, choices))


def reach_refusals(days: Iterable[date], latest: date) -> tuple[Refusal, ...]:
    """Dates beyond the planner's reach: the year was mistyped, and no working days are counted for them."""
    far = sorted({day for day in days if day > latest})
    if not far:
        return ()
    named = "、".join(str(day) for day in far)
    return (Refusal("exam_out_of_reach", {"dates": named, "latest": latest}, rule=REACH_RULE, field="first_exam_date"),)


def _kind_refusals(draft: PlanDraft) -> Iterable[Refusal]:
    if draft.kind in SESSION_KINDS and draft.session_id is None:
        yield Refusal("session_missing", {"kind": draft.kind.label}, field="session")
    if draft.kind not in SESSION_KINDS and draft.session_id is not None:
        yield Refusal("session_not_for_kind", {"kind": draft.kind.label}, field="session")
    if draft.special_category and draft.kind is not PlanKind.SPECIAL:
        yield Refusal("category_not_for_kind", {"kind": draft.kind.label}, field="special_category")


def _item_refusals(items: tuple[ItemDraft, ...], choices: Choices) -> Iterable[Refusal]:
    level_ids = [item.level_id for item in items]
    if any(level_id not in choices.level_labels for level_id in level_ids):
        yield Refusal("draft_level_unknown", field="items")
    for level_id, label in choices.level_labels.items():
        if level_ids.count(level_id) > 1:
            yield Refusal("item_twice", {"item": label}, field="items")


def _sitting_refusals(items: tuple[ItemDraft, ...], choices: Choices) -> Iterable[Refusal]:
    for item in items:
        label = choices.level_labels.get(item.level_id, "")
        subjects = [sitting.subject for sitting in item.sittings]
        for subject in Subject:
            if subjects.count(subject) > 1:
                yield Refusal("sitting_twice", {"item": label, "subject": subject.label}, field="items")
    sites = {sitting.site_id for item in items for sitting in item.sittings if sitting.site_id is not None}
    if sites - choices.site_ids:
        yield Refusal("draft_site_unknown", field="items")
    if any(s.site_id and s.subject is not Subject.PRACTICAL for item in items for s in item.sittings):
        yield Refusal("site_only_for_practical", field="items")
