"""Rules of the catalogue: an occupation with its levels, and the appraisal mode of a level 二（一）."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS, PracticalMode, ReviewMode
from appraisal.core.rules.refusals import Refusal

COMPUTER_BASED_RULE = "一（三）"
MODE_RULE = "二（一）"
ALL_LEVELS = frozenset(LEVEL_LABELS)
COMPUTER_BASED_LEVELS = frozenset({5, 4, 3})
NAME_LENGTH = 60
UNVERIFIED = "?"

LEVEL_RANGE = re.compile(r"([1-5])[-－—–~～至]([1-5])")
LEVEL = re.compile(r"[1-5]")
SEPARATORS = re.compile(r"[\s,，、;；/]+")


@dataclass(frozen=True, slots=True)
class OccupationEntry:
    """An occupation as the catalogue holds it. Levels are numbers 5 (初级) to 1 (高级技师)."""

    name: str
    code_1999: str = ""
    name_2022: str = ""
    code_2022: str = ""
    levels: frozenset[int] = ALL_LEVELS
    levels_confirmed: bool = False
    computer_based: frozenset[int] = frozenset()
    re_review: frozenset[int] = frozenset()
    active: bool = True


def parse_levels(text: str) -> frozenset[int] | None:
    """The levels that "5-3", "5、4、3" or "5 4 3" names; none for an empty text; `None` when it cannot be read."""
    levels: set[int] = set()
    for part in filter(None, SEPARATORS.split(text.strip())):
        if match := LEVEL_RANGE.fullmatch(part):
            low, high = sorted(map(int, match.groups()))
            levels.update(range(low, high + 1))
        elif LEVEL.fullmatch(part):
            levels.add(int(part))
        else:
            return None
    return frozenset(levels)


def levels_in_words(levels: Iterable[int]) -> str:
    """Levels as people write them: "5-3" for a run of three or more, otherwise "5、2"."""
    ordered = sorted(levels, reverse=True)
    if len(ordered) > 2 and ordered[0] - ordered[-1] == len(ordered) - 1:
        return f"{ordered[0]}-{ordered[-1]}"
    return "、".join(map(str, ordered))


def entry_refusals(entry: OccupationEntry) -> tuple[Refusal, ...]:
    """Everything that is wrong with an occupation as a whole; its texts are checked with the model's limits."""
    refusals: list[Refusal] = []
    if not entry.levels:
        refusals.append(Refusal("levels_empty", {"name": entry.name}, field="levels"))
    if outside := (entry.computer_based | entry.re_review) - entry.levels:
        words = {"name": entry.name, "levels": levels_in_words(outside)}
        refusals.append(Refusal("levels_not_offered", words, field="levels"))
    if technicians := entry.computer_based - COMPUTER_BASED_LEVELS:
        words = {"name": entry.name, "levels": levels_in_words(technicians)}
        refusals.append(Refusal("computer_based_level", words, COMPUTER_BASED_RULE, field="computer_based"))
    return tuple(refusals)


@dataclass(frozen=True, slots=True)
class Mode:
    """How a level is examined: the practical, and for technicians the comprehensive review (empty otherwise)."""

    practical: str
    review: str


@dataclass(frozen=True, slots=True)
class ModeFacts:
    """A mode about to be set. `in_force` is the one that would hold on `valid_from` without it."""

    level_name: str
    level: int
    level_active: bool
    mode: Mode
    valid_from: date | None
    in_force: Mode | None


def mode_refusals(facts: ModeFacts, today: date) -> tuple[Refusal, ...]:
    """Everything that speaks against setting a mode 二（一）.

    The comprehensive review is for technicians (levels 2 and 1) only 一（四）. A mode never works back: plans keep
    the one they were filed with.
    """
    refusals: list[Refusal] = []
    if not facts.level_active:
        refusals.append(Refusal("level_inactive", {"name": facts.level_name}, MODE_RULE))
    if facts.mode.practical not in set(PracticalMode):
        refusals.append(Refusal("practical_mode_missing", rule=MODE_RULE, field="practical"))
    if facts.level in TECHNICIAN_LEVELS and facts.mode.review not in set(ReviewMode):
        refusals.append(Refusal("review_mode_missing", rule=MODE_RULE, field="review"))
    if facts.level not in TECHNICIAN_LEVELS and facts.mode.review:
        refusals.append(Refusal("review_mode_not_for_level", rule=MODE_RULE, field="review"))
    if facts.valid_from is None:
        refusals.append(Refusal("mode_day_missing", rule=MODE_RULE, field="valid_from"))
    elif facts.valid_from < today:
        refusals.append(Refusal("mode_day_past", {"today": today}, MODE_RULE, facts.valid_from, "valid_from"))
    if facts.mode == facts.in_force:
        refusals.append(Refusal("mode_unchanged", rule=MODE_RULE))
    return tuple(refusals)
