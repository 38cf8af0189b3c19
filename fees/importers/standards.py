"""Fee tables from and to a workbook: one line per class, level, subject and kind of attempt."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from appraisal.core.errors import Refused
from appraisal.core.rules.enums import LEVEL_LABELS, LabelledEnum, Subject
from appraisal.core.rules.refusals import Refusal
from fees.importers.sheets import read_lines
from fees.rules.money import read_amount
from fees.rules.tariff import StandardEntry
from plans.rules.enums import Attempt

HEADERS = ("收费类别", "等级", "科目", "考试类型", "金额（元）", "开始执行", "截止日期", "文号")
LEVELS = {**{str(level): level for level in LEVEL_LABELS}, **{label: level for level, label in LEVEL_LABELS.items()}}
LEVELS |= {label[:2]: level for level, label in LEVEL_LABELS.items()}  # 五级


def read_standards(upload: UploadedFile) -> list[StandardEntry]:
    """The lines of an uploaded table. Raises `Refused` with everything that cannot be read."""
    faults: list[Refusal] = []
    entries = [_entry(number, cells, faults) for number, cells in read_lines(upload, HEADERS)]
    if faults:
        raise Refused(*faults)
    return [entry for entry in entries if entry]


def standard_rows(entries: Iterable[StandardEntry]) -> Iterable[Sequence[Any]]:
    """Entries as rows of `HEADERS`."""
    for one in entries:
        yield (
            one.fee_class, LEVEL_LABELS[one.level], one.subject.label, one.attempt.label, float(one.amount),
            one.since, one.until or "", one.document_number,
        )  # fmt: skip


def _entry(number: int, cells: list[str], faults: list[Refusal]) -> StandardEntry | None:
    name, level, subject, attempt, amount, since, until, document = cells
    read = {
        "收费类别": name or None,
        "等级": LEVELS.get(level),
        "科目": _word(Subject, subject),
        "考试类型": _word(Attempt, attempt),
        "金额（元）": read_amount(amount),
        "开始执行": day_of(since),
    }
    typed = dict(zip(HEADERS, cells, strict=True))
    wrong = [column for column, value in read.items() if value is None]
    last = day_of(until) if until else None
    if until and last is None:
        wrong.append("截止日期")
    faults += [Refusal("standard_cell", {"row": number, "column": column, "text": typed[column]}) for column in wrong]
    if wrong:
        return None
    fields = ("fee_class", "level", "subject", "attempt", "amount", "since")
    return StandardEntry(**dict(zip(fields, read.values(), strict=True)), until=last, document_number=document)


def _word(words: type[LabelledEnum], text: str) -> Any:
    return next((word for word in words if text in {word.label, word.value}), None)


def day_of(text: str) -> date | None:
    """A day as people write it, or None."""
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        return None
