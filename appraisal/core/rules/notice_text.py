"""Reads a holiday notice: the State Council's own sentences, or a table of one day per line.

Sentences: 二、春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
Table: `2026-02-14 上班 春节`, separated by spaces, commas or tabs.
Weekdays and totals that a sentence states are checked against the days it names.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WEEKDAY_NAMES, DayKind, DayMark, days_of

TABLE_LINE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,]+(放假|休息|休|调休上班|上班|班)(?:[\s,]+(\S+))?"
)
DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?")
SPAN_WORD = re.compile(r"^(?:至|到|-|—|–|~)$")
STATED_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
STATED_TOTAL = re.compile(r"共(\d+)天")
NUMBERING = re.compile(r"^[一二三四五六七八九十\d]+[、.]")
SIGNATURE_DATE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
OUTSIDE_BRACKETS = r"(?![^()]*\))"
OFF_WORDS = ("放假", "调休", "补休", "休息")
WEEKDAY_CHARACTERS = "一二三四五六日"
WORKS = "上班"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: the marked days in order, and everything that could not be read or contradicts itself."""

    marks: tuple[DayMark, ...]
    faults: tuple[Refusal, ...]


def read_notice(text: str, year: int) -> Reading:
    """Reads the notice for `year`. Dates without a year belong to it; days are not judged here, only read."""
    marks: list[DayMark] = []
    faults: list[Refusal] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", line).strip()
        reader = _LineReader(number, plain, year)
        marks.extend(reader.marks())
        faults.extend(reader.faults)
    return Reading(tuple(sorted(marks)), tuple(faults))


class _LineReader:
    """One line: its marks, and the faults found on the way."""

    def __init__(self, number: int, line: str, year: int) -> None:
        self.number, self.line, self.year = number, line, year
        self.faults: list[Refusal] = []

    def marks(self) -> Iterator[DayMark]:
        if row := TABLE_LINE.fullmatch(self.line):
            yield from self._table_line(row)
        elif ":" in self.line and DATE.search(self.line):
            yield from self._sentences()
        elif DATE.search(self.line) and not SIGNATURE_DATE.fullmatch(self.line.replace(" ", "")):
            self._fault("notice_line_unread", text=self.line)

    def _table_line(self, row: re.Match[str]) -> Iterator[DayMark]:
        kind = DayKind.MAKE_UP if row[4].endswith("班") else DayKind.HOLIDAY
        day = self._date(int(row[1]), int(row[2]), int(row[3]))
        if day:
            yield DayMark(day, kind, row[5] or kind.label)

    def _sentences(self) -> Iterator[DayMark]:
        title, body = self.line.replace(" ", "").split(":", 1)
        name = NUMBERING.sub("", title)
        for sentence in re.split("[。;]", body):
            yield from self._sentence(name, sentence)

    def _sentence(self, name: str, sentence: str) -> Iterator[DayMark]:
        days: list[date] = []  # of the clauses still waiting for the word that says what they are
        off: list[date] = []
        for clause in re.split("," + OUTSIDE_BRACKETS, sentence):
            days.extend(self._days(clause))
            without_dates = DATE.sub("", clause)
            if WORKS in without_dates:
                yield from (DayMark(day, DayKind.MAKE_UP, name) for day in days)
                days = []
            elif any(word in without_dates for word in OFF_WORDS):
                yield from (DayMark(day, DayKind.HOLIDAY, name) for day in days)
                off.extend(days)
                days = []
            if total := STATED_TOTAL.search(clause):
                self._check_total(int(total[1]), len(off))
        if days:
            self._fault("notice_line_unread", text=sentence)

    def _days(self, clause: str) -> Iterator[date]:
        """The dates of a clause, spans written out."""
        before: date | None = None
        end_of_before = 0
        for token in DATE.finditer(clause):
            day = self._token_date(token, before)
            if day is None:
                continue
            spans = before is not None and SPAN_WORD.match(clause[end_of_before : token.start()])
            yield from list(days_of(before, day))[1:] if spans and before else [day]
            before, end_of_before = day, token.end()

    def _token_date(self, token: re.Match[str], before: date | None) -> date | None:
        year = int(token[1]) if token[1] else self.year
        month = int(token[2]) if token[2] else before.month if before else 0
        day = self._date(year, month, int(token[3]))
        stated = STATED_WEEKDAY.search(token[4] or "")
        if day and stated and day.weekday() != WEEKDAY_CHARACTERS.index(stated[1].replace("天", "日")):
            self._fault("notice_weekday_wrong", day=day, stated=stated[0], actual=WEEKDAY_NAMES[day.weekday()])
        return day

    def _date(self, year: int, month: int, day: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            self._fault("notice_date_wrong", text=f"{year}年{month}月{day}日")
            return None

    def _check_total(self, stated: int, counted: int) -> None:
        if stated != counted:
            self._fault("notice_total_wrong", stated=stated, counted=counted, text=self.line)

    def _fault(self, code: str, **params: object) -> None:
        self.faults.append(Refusal(code, {"line": self.number, **params}, field="text"))
