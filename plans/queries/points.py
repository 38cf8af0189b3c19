"""The table of points 一（二）: the city's lines, and what is in force on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from plans.models import PointsRule
from plans.rules.change_enums import PointsCode
from plans.rules.deductions import PointsLine, points_in_force


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One kind of event: what holds today, and the lines of the city's table, newest first."""

    code: PointsCode
    now: PointsLine
    lines: list[PointsRule]

    @property
    def is_default(self) -> bool:
        """Whether the city has not said anything yet."""
        return self.now.valid_from == date.min


def points_on(code: PointsCode, day: date) -> PointsLine:
    """What an event on `day` costs. One query."""
    rules = PointsRule.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from")[:1]
    return points_in_force(_lines(rules), settings.KAOWU["DEDUCTION_POINTS"], code, day)


def points_table(day: date) -> list[PointsRow]:
    """The whole table as it stands on `day`. One query."""
    rules = list(PointsRule.objects.select_related("set_by").order_by("code", "-valid_from"))
    lines = _lines(rules)
    return [
        PointsRow(
            code,
            points_in_force(lines, settings.KAOWU["DEDUCTION_POINTS"], code, day),
            [rule for rule in rules if rule.code == code],
        )
        for code in PointsCode
    ]


def _lines(rules: Iterable[PointsRule]) -> list[PointsLine]:
    return [PointsLine(PointsCode(rule.code), rule.points, rule.valid_from, rule.document) for rule in rules]
