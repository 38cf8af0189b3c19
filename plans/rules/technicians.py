"""Technicians 二（六）: everybody sits the comprehensive review, and an occupation has one committee within a plan."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.refusals import Refusal, gather
from plans.rules.first_review import NAMED, NOBODY, Standing

RULE: Final = "二（六）编排综合评审考场"


@dataclass(frozen=True, slots=True)
class TechnicianItem:
    """An item whose candidates sit the comprehensive review.

    `committee`: the name of the one chosen, "" while none is. `without_review`: candidates who are not down for the
    review and have no passed one on record that is still valid.
    """

    label: str
    occupation: str
    committee: str = ""
    without_review: Standing = NOBODY


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """What a choice of a committee looks at. `chosen`: the committee that the occupation has already, or ""."""

    occupation: str
    has_review: bool
    chosen: str
    wanted: str
    is_committee: bool


def technician_refusals(items: Iterable[TechnicianItem]) -> tuple[Refusal, ...]:
    """Every reason why the technicians of a plan keep it from being enrolled."""
    items = tuple(items)
    missing = [Refusal("committee_missing", {"item": item.label}, rule=RULE) for item in items if not item.committee]
    return gather(tuple(missing), tuple(_second_committees(items)), tuple(_without_review(items)))


def _second_committees(items: Iterable[TechnicianItem]) -> Iterable[Refusal]:
    chosen: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.committee and item.committee not in chosen[item.occupation]:
            chosen[item.occupation].append(item.committee)
    for occupation, names in chosen.items():
        if len(names) > 1:
            yield Refusal("committees_several", {"occupation": occupation, "names": "、".join(names)}, rule=RULE)


def _without_review(items: Iterable[TechnicianItem]) -> Iterable[Refusal]:
    for item in items:
        found = item.without_review
        if found.people:
            names = "、".join(found.names[:NAMED]) + (" 等" if found.people > NAMED else "")
            yield Refusal("review_not_sat", {"item": item.label, "count": found.people, "names": names}, rule=RULE)


def choice_refusals(facts: ChoiceFacts) -> tuple[Refusal, ...]:
    """Every reason why the committee cannot be chosen for the occupation; a second one is refused 二（六）."""
    refusals = []
    if not facts.has_review:
        refusals.append(Refusal("committee_unneeded", {"occupation": facts.occupation}, rule=RULE))
    if not facts.is_committee:
        refusals.append(Refusal("committee_unknown", rule=RULE, field="committee"))
    elif facts.chosen and facts.chosen != facts.wanted:
        words = {"occupation": facts.occupation, "chosen": facts.chosen, "wanted": facts.wanted}
        refusals.append(Refusal("committee_second", words, rule=RULE, field="committee"))
    return tuple(refusals)
