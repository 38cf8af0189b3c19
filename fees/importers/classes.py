"""Which occupation is of which class, from and to a workbook: one line per occupation and period."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from appraisal.core.errors import Refused
from appraisal.core.models import Occupation
from appraisal.core.rules.refusals import Refusal
from fees.importers.sheets import read_lines
from fees.importers.standards import day_of
from fees.models import FeeClass
from fees.rules.tariff import ClassEntry

HEADERS = ("职业（工种）", "收费类别", "开始执行", "截止日期", "文号")


def read_classes(upload: UploadedFile) -> list[ClassEntry]:
    """The lines of an uploaded table. Raises `Refused` with everything that cannot be read."""
    lines = read_lines(upload, HEADERS)
    occupations = dict(Occupation.objects.values_list("name", "pk"))
    classes = set(FeeClass.objects.values_list("name", flat=True))
    faults: list[Refusal] = []
    entries = []
    for number, cells in lines:
        found = _faults(number, cells, occupations, classes)
        faults += found
        if not found:
            occupation, name, since, until, document = cells
            begins = day_of(since)
            assert begins is not None  # `_faults` has looked
            entries.append(
                ClassEntry(
                    occupations[occupation], occupation, name, begins, day_of(until) if until else None, document
                )
            )
    if faults:
        raise Refused(*faults)
    return entries


def class_rows(entries: Iterable[ClassEntry]) -> Iterable[Sequence[Any]]:
    """Entries as rows of `HEADERS`."""
    for one in entries:
        yield one.occupation, one.fee_class, one.since, one.until or "", one.document_number


def _faults(number: int, cells: Sequence[str], occupations: dict[str, int], classes: set[str]) -> list[Refusal]:
    occupation, name, since, until, _ = cells
    faults = []
    if occupation not in occupations:
        faults.append(Refusal("occupation_unknown", {"row": number, "text": occupation}))
    if name not in classes:
        faults.append(Refusal("class_unknown", {"row": number, "text": name}))
    faults += [
        Refusal("standard_cell", {"row": number, "column": column, "text": text})
        for column, text in (("开始执行", since), ("截止日期", until))
        if day_of(text) is None and (text or column == "开始执行")
    ]
    return faults
