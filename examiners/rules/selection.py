"""Who may be asked for a practical, and for everyone else every reason why not 三 (design §5).

The order in which those who may be asked are asked is another matter: `examiners.rules.ranking`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.refusals import Refusal
from examiners.rules.enums import ExaminerGrade, RecusalKind

CARD_RULE = "职业技能鉴定考评人员管理工作规程"
WISH_RULE = "三（考评员需要做哪些准备）"
RECUSAL_RULE = "考评回避（系统设置）"
RUN_RULE = "轮换（系统设置）"
REGISTER_RULE = "考评员登记"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A practical for which examiners are wanted. `district_id` dispatches: where the institute is registered."""

    sitting_id: int
    occupation_id: int
    level: int
    day: date
    district_id: int
    institute_id: int
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card for the occupation that is wanted; both days count."""

    grade: ExaminerGrade
    valid_from: date
    valid_until: date

    def is_valid_on(self, day: date) -> bool:
        """Whether it counts on `day`."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class ExaminerFacts:
    """An examiner as far as one practical looks at him.

    `cards`: of the occupation wanted. `districts`: his wishes in order. `away_until`: the last day of the period, if he
    cannot come that day. `busy_with`: what he was asked for or promised on that day. `recusals`: his ties to the
    institute. `run`: how many of his latest assignments in a row were at this site.
    """

    examiner_id: int
    active: bool = True
    has_phone: bool = True
    cards: tuple[Card, ...] = ()
    districts: tuple[int, ...] = ()
    away_until: date | None = None
    busy_with: tuple[str, ...] = ()
    recusals: tuple[RecusalKind, ...] = field(default=())
    run: int = 0

    def preference(self, district_id: int) -> int | None:
        """Which wish the district is, from 1; `None` when it is none."""
        return self.districts.index(district_id) + 1 if district_id in self.districts else None


def exclusions(facts: ExaminerFacts, wanted: Wanted, *, longest_run: int) -> tuple[Refusal, ...]:
    """Every reason why the examiner may not be asked; empty when he may.

    `longest_run`: assignments in a row at one site after which somebody else comes.
    """
    found = [*_of_register(facts), *_of_cards(facts.cards, wanted)]
    if facts.preference(wanted.district_id) is None:
        found.append(Refusal("selection_other_district", {"wishes": len(facts.districts)}, rule=WISH_RULE))
    if facts.away_until:
        found.append(Refusal("selection_away", {"day": wanted.day, "until": facts.away_until}, rule=REGISTER_RULE))
    if facts.busy_with:
        params = {"day": wanted.day, "what": "；".join(facts.busy_with)}
        found.append(Refusal("selection_busy", params, rule=REGISTER_RULE, date=wanted.day))
    if facts.recusals:
        ties = "、".join(kind.label for kind in facts.recusals)
        found.append(Refusal("selection_recused", {"ties": ties}, rule=RECUSAL_RULE))
    if facts.run >= longest_run:
        found.append(Refusal("selection_run", {"run": facts.run, "limit": longest_run}, rule=RUN_RULE))
    return tuple(found)


def may_be_asked(facts: ExaminerFacts, wanted: Wanted, *, longest_run: int) -> bool:
    """Whether nothing excludes him."""
    return not exclusions(facts, wanted, longest_run=longest_run)


def best_card(cards: Sequence[Card], wanted: Wanted) -> Card | None:
    """The card he would judge with: valid on the day and good for the level, the highest grade first."""
    fitting = [card for card in cards if card.is_valid_on(wanted.day) and card.grade.highest_level <= wanted.level]
    return min(fitting, key=lambda card: (card.grade.highest_level, -card.valid_until.toordinal()), default=None)


def _of_register(facts: ExaminerFacts) -> list[Refusal]:
    found = []
    if not facts.active:
        found.append(Refusal("selection_inactive", rule=REGISTER_RULE))
    if not facts.has_phone:
        found.append(Refusal("selection_no_phone", rule=WISH_RULE))
    return found


def _of_cards(cards: Sequence[Card], wanted: Wanted) -> list[Refusal]:
    """No card, none for the level, none that is valid on the day: the first of them that is true."""
    if not cards:
        return [Refusal("selection_no_card", rule=CARD_RULE)]
    good = [card for card in cards if card.grade.highest_level <= wanted.level]
    if not good:
        params = {"grade": cards[0].grade.label, "level": LEVEL_LABELS[wanted.level]}
        return [Refusal("selection_level", params, rule=CARD_RULE)]
    if any(card.is_valid_on(wanted.day) for card in good):
        return []
    over = max(good, key=lambda card: card.valid_until)
    code = "selection_card_expired" if over.valid_until < wanted.day else "selection_card_not_yet"
    day = over.valid_until if over.valid_until < wanted.day else over.valid_from
    return [Refusal(code, {"day": wanted.day, "date": day}, rule=CARD_RULE, date=day)]
