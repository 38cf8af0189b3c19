"""Scores on paper and on record: how one is read, when it passes, and who enters which subject.

Marks without a number (缺考, 作弊) count as 0 and never pass. No slide says who enters theory and comprehensive review:
decision 17 says why it is as the table has it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from appraisal.core.rules.enums import LabelledEnum, Subject
from appraisal.core.rules.roles import Role

RULE: Final = "三、考评员执评有哪些新考务要求"
LOWEST, HIGHEST = Decimal("0"), Decimal("100")
STEP: Final = Decimal("0.1")

ENTERED_BY: Final[Mapping[Subject, frozenset[Role]]] = MappingProxyType(
    {
        Subject.THEORY: frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER}),
        Subject.PRACTICAL: frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER}),
        Subject.REVIEW: frozenset({Role.COMMITTEE_CLERK, Role.GUIDANCE_OFFICER}),
    }
)
ENTERING: Final = frozenset[Role]().union(*ENTERED_BY.values())


class Mark(LabelledEnum):
    """What a score roster has beside a name."""

    SCORED = "SCORED", "有成绩"
    ABSENT = "ABSENT", "缺考"
    CHEATING = "CHEATING", "作弊"


class SheetState(LabelledEnum):
    """A sitting's scores on their way to publication."""

    ENTERING = "ENTERING", "待录入"
    DIFFERING = "DIFFERING", "两遍不一致"
    AGREED = "AGREED", "待发布"
    PUBLISHED = "PUBLISHED", "已发布"


BOTH_IN: Final = frozenset({SheetState.DIFFERING, SheetState.AGREED, SheetState.PUBLISHED})
"""States in which both entries are in, so that they may be compared and read."""


class EntrySource(LabelledEnum):
    """How an entry came to be."""

    TYPED = "TYPED", "键盘录入"
    IMPORTED = "IMPORTED", "文件导入"


@dataclass(frozen=True, slots=True)
class Grade:
    """One candidate's grade in one subject: 0–100 points with one decimal, or a mark in their place (points 0)."""

    mark: Mark
    points: Decimal

    @property
    def text(self) -> str:
        """As people write it: 85, 85.5, 缺考."""
        return self.mark.label if self.mark is not Mark.SCORED else f"{self.points.normalize():f}"

    def passes(self, pass_score: int) -> bool:
        """Whether the subject is passed."""
        return self.mark is Mark.SCORED and self.points >= pass_score


ABSENT: Final = Grade(Mark.ABSENT, LOWEST)
CHEATING: Final = Grade(Mark.CHEATING, LOWEST)
WORDS: Final[Mapping[str, Grade]] = MappingProxyType(
    {
        **dict.fromkeys(("缺考", "缺", "Q", "QK", "ABSENT", "未考"), ABSENT),
        **dict.fromkeys(("作弊", "弊", "Z", "ZB", "CHEATING", "违纪", "舞弊"), CHEATING),
    }
)
"""What may be typed in place of a number; letters so that the other hand need not leave the number pad."""


def scored(points: Decimal | int | str) -> Grade:
    """A grade in points. Raises `ValueError` outside of 0–100 or with more than one decimal."""
    number = Decimal(points)
    if not number.is_finite() or not LOWEST <= number <= HIGHEST or number != number.quantize(STEP):
        raise ValueError(f"{points} is no score")
    return Grade(Mark.SCORED, number.quantize(STEP))


def read_grade(typed: str) -> Grade | None:
    """The grade that was typed, full-width digits forgiven; None when it is neither a score nor a known word."""
    text = "".join(unicodedata.normalize("NFKC", typed).split()).upper().removesuffix("分").replace("。", ".")
    if text in WORDS:
        return WORDS[text]
    if not text or not set(text) <= set("0123456789."):
        return None
    try:
        return scored(text)
    except (ValueError, InvalidOperation):
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate stands in the subjects that he sat: None for a subject whose scores are not published."""

    grades: Mapping[Subject, Grade | None]
    pass_score: int

    @property
    def is_complete(self) -> bool:
        """Whether every subject is published."""
        return all(self.grades.values())

    @property
    def passed(self) -> bool | None:
        """Whether he passed every subject he sat; None while one that he might still pass is not published."""
        known = [grade for grade in self.grades.values() if grade]
        if not all(grade.passes(self.pass_score) for grade in known):
            return False
        return True if self.is_complete and known else None
