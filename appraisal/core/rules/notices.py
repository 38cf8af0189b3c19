"""Whether the days of a holiday notice can be right: every reason why not, at once.

From the decree on public holidays (全国年节及纪念日放假办法): 11 statutory days a year from 2008, 13 from 2025. Every
further weekday off is bought with a make-up day on a weekend, so weekdays off = statutory days + make-up days. That
held for every yearly notice from 2008 to 2026; only the extra notices of 2015 and 2020 broke it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import YEAR_END_FROM, DayKind, DayMark

DECREE = "全国年节及纪念日放假办法"


def statutory_total(year: int) -> int:
    """How many days off the decree gives in a year."""
    return 13 if year >= 2025 else 11


def notice_refusals(
    year: int, number: str, marks: Sequence[DayMark], statutory: Iterable[DayMark], *, acknowledged: bool = False
) -> tuple[Refusal, ...]:
    """Why the notice `number` for `year` with these days cannot be published; empty when it can.

    `statutory`: the statutory holidays of the year on their own dates. `acknowledged`: the officer has confirmed
    against the original that the days do not add up, which only an extraordinary notice does.
    """
    return (
        *_number_refusals(number),
        *_day_refusals(year, marks),
        *_statutory_refusals(marks, statutory),
        *([] if acknowledged else _balance_refusals(year, marks)),
    )


def make_up_refusals(mark: DayMark) -> tuple[Refusal, ...]:
    """A make-up day is a weekend day that works; any other day works anyway."""
    if mark.kind is DayKind.MAKE_UP and mark.date.weekday() < 5:
        return (Refusal("make_up_not_weekend", {"day": mark.date}, date=mark.date, field="text"),)
    return ()


def _number_refusals(number: str) -> Iterator[Refusal]:
    if not number.strip():
        yield Refusal("notice_number_missing", field="notice_number")


def _day_refusals(year: int, marks: Sequence[DayMark]) -> Iterator[Refusal]:
    if not marks:
        yield Refusal("notice_empty", field="text")
    first, last = date(year - 1, *YEAR_END_FROM), date(year, 12, 31)
    seen: dict[date, DayKind] = {}
    for mark in marks:
        if not first <= mark.date <= last:
            yield Refusal("notice_day_outside_year", {"day": mark.date, "year": year}, date=mark.date, field="text")
        yield from make_up_refusals(mark)
        if mark.date in seen:
            code = "notice_day_twice" if seen[mark.date] is mark.kind else "notice_day_contradicts"
            yield Refusal(code, {"day": mark.date}, date=mark.date, field="text")
        seen[mark.date] = mark.kind


def _statutory_refusals(marks: Sequence[DayMark], statutory: Iterable[DayMark]) -> Iterator[Refusal]:
    kinds = {mark.date: mark.kind for mark in marks}
    for holiday in statutory:
        kind = kinds.get(holiday.date)
        works = holiday.date.weekday() < 5 if kind is None else kind.works
        if works and marks:
            yield Refusal(
                "notice_statutory_day_works",
                {"name": holiday.name, "day": holiday.date},
                rule=DECREE,
                date=holiday.date,
                field="text",
            )


def _balance_refusals(year: int, marks: Sequence[DayMark]) -> Iterator[Refusal]:
    off = sum(mark.kind is DayKind.HOLIDAY and mark.date.weekday() < 5 for mark in marks)
    make_ups = sum(mark.kind is DayKind.MAKE_UP for mark in marks)
    expected = statutory_total(year) + make_ups
    if marks and off != expected:
        params = {"off": off, "make_ups": make_ups, "total": statutory_total(year), "expected": expected}
        yield Refusal("notice_does_not_add_up", params, rule=DECREE, field="acknowledged")
