"""The lines of a request for a change in words: each sitting as it stood and as it is wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from appraisal.core.models import Site
from appraisal.core.rules.workdays import WEEKDAY_NAMES
from plans.models import ChangeLine, ChangeRequest


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One sitting of a request. `old_when` … `new_where` are words; `line` is the stored row."""

    line: ChangeLine
    label: str
    old_when: str
    new_when: str
    old_where: str
    new_where: str

    @property
    def changes_time(self) -> bool:
        return self.old_when != self.new_when

    @property
    def changes_place(self) -> bool:
        return self.old_where != self.new_where

    def sentence(self) -> str:
        """The line in one sentence, as letters and the history have it."""
        parts = []
        if self.changes_time:
            parts.append(f"{self.old_when} 改为 {self.new_when}")
        if self.changes_place:
            parts.append(f"{self.old_where} 改到 {self.new_where}")
        return f"{self.label}，{'，'.join(parts)}"

    def short(self) -> str:
        """The line without occupation, as an SMS has it."""
        subject = self.line.sitting.get_subject_display()
        when = f"由{self.old_when}改为{self.new_when}" if self.changes_time else f"{self.new_when}不变"
        where = f"地点改为{self.new_where}" if self.changes_place else "地点不变"
        return f"{subject}考试{when}，{where}"


def lines_of(change: ChangeRequest) -> list[ShownLine]:
    """The lines of one request. One query."""
    return shown_lines(change.lines.select_related(*RELATED))


RELATED = (
    "sitting__item__occupation_level__occupation", "old_site", "new_site", "old_district", "new_district",
)  # fmt: skip


def shown_lines(lines: Iterable[ChangeLine]) -> list[ShownLine]:
    """Lines that were read with `RELATED`, in words."""
    return [
        ShownLine(
            line=line,
            label=f"{line.sitting.item} {line.sitting.get_subject_display()}",
            old_when=when_words(line.old_date, line.old_starts_at),
            new_when=when_words(line.new_date, line.new_starts_at),
            old_where=where_words(line.old_site, line.old_place, line.old_district.short_name),
            new_where=where_words(line.new_site, line.new_place, line.new_district.short_name),
        )
        for line in lines
    ]


def sentences_of(lines: Iterable[ShownLine]) -> str:
    """All lines in one go."""
    return "；".join(line.sentence() for line in lines)


def when_words(day: date, starts_at: time | None) -> str:
    """2026-05-16（周六）09:00"""
    return f"{day}（{WEEKDAY_NAMES[day.weekday()]}）{f'{starts_at:%H:%M}' if starts_at else ''}"


def where_words(site: Site | None, place: str, district: str) -> str:
    """Site or place, and its district."""
    named = "，".join(filter(None, (site.name if site else "", place)))
    return f"{named or '地点未定'}（{district}）"
