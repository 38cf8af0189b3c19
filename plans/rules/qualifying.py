"""When a plan is qualified (资格审查通过) 二（四）、二（五）: all checks are asked, each says all that is in the way.

A further condition is one more fact and one more function in `CHECKS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.refusals import Refusal, gather
from plans.rules import public_notices
from plans.rules.first_review import NAMED, NOBODY, Standing

RULE: Final = "二（四）资格复审（试点）"


@dataclass(frozen=True, slots=True)
class ItemReviews:
    """The candidates of one item under re-review who do not have a verdict that decides, by what they wait for."""

    label: str
    unreviewed: Standing = NOBODY
    more: Standing = NOBODY
    no_show: Standing = NOBODY


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Kinds of paper that were never made or are superseded, and copies that bear no seal (kind and holder)."""

    missing: tuple[str, ...] = ()
    unsealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualifyingFacts:
    """A plan as far as qualifying looks at it. `by_district`: the district's officer asks, not the institute."""

    needs_re_review: bool
    by_district: bool
    candidates: int
    reviews: tuple[ItemReviews, ...] = ()
    papers: PaperFacts = PaperFacts()
    notice: public_notices.NoticeStanding = public_notices.NO_NOTICE


Check = Callable[[QualifyingFacts], Iterable[Refusal]]


def right_side(facts: QualifyingFacts) -> Iterable[Refusal]:
    """The district qualifies plans under re-review, the institute the others."""
    if facts.needs_re_review and not facts.by_district:
        yield Refusal("qualify_by_district", rule=RULE)
    if facts.by_district and not facts.needs_re_review:
        yield Refusal("qualify_by_institute", rule=RULE)


def somebody_left(facts: QualifyingFacts) -> Iterable[Refusal]:
    """A plan without candidates has nothing to qualify."""
    if not facts.candidates:
        yield Refusal("qualify_nobody", rule=RULE)


def everybody_reviewed(facts: QualifyingFacts) -> Iterable[Refusal]:
    """Every candidate of an item under re-review has passed; those who failed are withdrawn."""
    for item in facts.reviews:
        for code, found in (
            ("qualify_unreviewed", item.unreviewed),
            ("qualify_more", item.more),
            ("qualify_no_show", item.no_show),
        ):
            if found.people:
                names = "、".join(found.names[:NAMED]) + (" 等" if found.people > NAMED else "")
                yield Refusal(code, {"item": item.label, "count": found.people, "names": names}, rule=RULE)


def papers_sealed(facts: QualifyingFacts) -> Iterable[Refusal]:
    """The form and the roster exist in three sealed copies each."""
    if not facts.needs_re_review:
        return
    if facts.papers.missing:
        yield Refusal("qualify_papers_missing", {"papers": "、".join(facts.papers.missing)}, rule=RULE)
    if facts.papers.unsealed:
        words = {"count": len(facts.papers.unsealed), "copies": "、".join(facts.papers.unsealed)}
        yield Refusal("qualify_papers_unsealed", words, rule=RULE)


def notice_ended(facts: QualifyingFacts) -> Iterable[Refusal]:
    """Technicians were on public notice, it has ended, and every objection is decided 一（四）."""
    yield from public_notices.standing_refusals(facts.notice)


CHECKS: tuple[Check, ...] = (right_side, somebody_left, everybody_reviewed, papers_sealed, notice_ended)


def qualifying_refusals(facts: QualifyingFacts, checks: Iterable[Check] = CHECKS) -> tuple[Refusal, ...]:
    """Everything that keeps the plan from being qualified."""
    return gather(*(tuple(check(facts)) for check in checks))
