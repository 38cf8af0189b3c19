"""The three complaints of the slides as rates 一（六）: corrections, ineligible candidates, changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from appraisal.core.rules.enums import LabelledEnum

RULE: Final = "一（六）近期鉴定工作开展中的问题"
MONTHS: Final = 12


class Measure(LabelledEnum):
    """What is counted, each by plans enrolled in a month."""

    CORRECTIONS = "CORRECTIONS", "信息更正"
    INELIGIBLE = "INELIGIBLE", "不符合条件"
    CHANGES = "CHANGES", "时间、地点变更"


@dataclass(frozen=True, slots=True)
class PlanTally:
    """What happened with one plan that was enrolled in `month` (its first day)."""

    institute: str
    month: date
    candidates: int
    corrections: int = 0
    ineligible: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class QualityRow:
    """An institute's plans of one month, added up."""

    institute: str
    month: date
    plans: int
    candidates: int
    corrections: int
    ineligible: int
    changes: int

    def rate(self, measure: Measure) -> Decimal | None:
        """Per 100 candidates, changes per 100 plans; None where there is nothing to divide by."""
        count = {
            Measure.CORRECTIONS: self.corrections,
            Measure.INELIGIBLE: self.ineligible,
            Measure.CHANGES: self.changes,
        }[measure]
        whole = self.plans if measure is Measure.CHANGES else self.candidates
        return (Decimal(100 * count) / whole).quantize(Decimal("0.1")) if whole else None


def quality_rows(tallies: Iterable[PlanTally]) -> list[QualityRow]:
    """One row per institute and month, newest month first."""
    groups: dict[tuple[date, str], list[PlanTally]] = defaultdict(list)
    for tally in tallies:
        groups[tally.month, tally.institute].append(tally)
    return [
        _row(institute, month, groups[month, institute])
        for month, institute in sorted(groups, key=lambda key: (-key[0].toordinal(), key[1]))
    ]


def _row(institute: str, month: date, tallies: list[PlanTally]) -> QualityRow:
    return QualityRow(
        institute,
        month,
        plans=len(tallies),
        candidates=sum(one.candidates for one in tallies),
        corrections=sum(one.corrections for one in tallies),
        ineligible=sum(one.ineligible for one in tallies),
        changes=sum(one.changes for one in tallies),
    )


def worst_first(rows: Iterable[QualityRow], measure: Measure) -> list[str]:
    """The institutes by their rate over all months, the highest first."""
    by_institute: dict[str, list[QualityRow]] = defaultdict(list)
    for row in rows:
        by_institute[row.institute].append(row)
    whole = {name: _whole(name, own) for name, own in by_institute.items()}
    return sorted(whole, key=lambda name: (-(whole[name].rate(measure) or Decimal(0)), name))


def _whole(institute: str, rows: list[QualityRow]) -> QualityRow:
    return QualityRow(
        institute,
        rows[0].month,
        *(sum(getattr(row, field) for row in rows) for field in ("plans", "candidates", "corrections")),
        *(sum(getattr(row, field) for row in rows) for field in ("ineligible", "changes")),
    )


def a_year_before(day: date) -> date:
    """The first day of the month eleven months before that of `day`: with it, twelve months."""
    whole = day.year * 12 + day.month - MONTHS
    return date(whole // 12, whole % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from the month of `first` to that of `last`."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def series_of(
    rows: Iterable[QualityRow], institutes: Iterable[str], months: Iterable[date], measure: Measure
) -> Mapping[str, list[Decimal | None]]:
    """The rates of each institute, one per month; None for a month without plans."""
    found = {(row.institute, row.month): row.rate(measure) for row in rows}
    months = list(months)
    return {name: [found.get((name, month)) for month in months] for name in institutes}
