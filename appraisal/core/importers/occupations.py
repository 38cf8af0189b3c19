"""The catalogue from and to a table, with django-import-export: one row per occupation, found by its name.

Reading only compares: the preview is a dry run that touches nothing, and `services.occupations.save_occupations` writes
all of it or none. A column that the file does not have leaves what is there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from import_export.widgets import Widget

from appraisal.core.errors import Refused
from appraisal.core.importers.tables import read_table
from appraisal.core.phrases import explain
from appraisal.core.queries.occupations import fingerprint, read_entries
from appraisal.core.rules.catalogue import OccupationEntry, levels_in_words, parse_levels
from appraisal.core.rules.refusals import Refusal
from appraisal.core.services.occupations import entries_refusals

NAME = "职业（工种）"
YES, NO = "是", "否"


class TextWidget(Widget):
    """A text; an export's apostrophe in front is not part of it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").strip().removeprefix("'")


class LevelsWidget(Widget):
    """A set of levels, written "5-3"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> frozenset[int]:
        levels = parse_levels(str(value or ""))
        if levels is None:
            raise ValueError(_sentence(Refusal("levels_unreadable", {"text": value})))
        return levels

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return levels_in_words(value)


class YesNoWidget(Widget):
    """是 or 否."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        if value not in (YES, NO):
            raise ValueError(_sentence(Refusal("yes_or_no", {"text": value})))
        return bool(value == YES)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


@dataclass
class Draft:
    """An `OccupationEntry` while a row is being read into it."""

    name: str = ""
    code_1999: str = ""
    name_2022: str = ""
    code_2022: str = ""
    levels: frozenset[int] = frozenset()
    levels_confirmed: bool = False
    computer_based: frozenset[int] = frozenset()
    re_review: frozenset[int] = frozenset()
    active: bool = True

    def entry(self) -> OccupationEntry:
        return OccupationEntry(**vars(self))


class PresentEntries(BaseInstanceLoader):
    """Finds what a row changes among the entries that are there."""

    def get_instance(self, row: dict[str, Any]) -> Draft | None:
        entry = self.resource.present.get(TextWidget().clean(row[NAME]))
        return Draft(**asdict(entry)) if entry else None


class OccupationResource(resources.Resource):
    """The columns of the catalogue's table."""

    name = Field("name", NAME, TextWidget())
    code_1999 = Field("code_1999", "1999版代码", TextWidget())
    name_2022 = Field("name_2022", "2022版名称", TextWidget())
    code_2022 = Field("code_2022", "2022版代码", TextWidget())
    levels = Field("levels", "等级", LevelsWidget())
    levels_confirmed = Field("levels_confirmed", "等级已核实", YesNoWidget())
    computer_based = Field("computer_based", "上机考试等级", LevelsWidget())
    re_review = Field("re_review", "须资格复审等级", LevelsWidget())
    active = Field("active", "在用", YesNoWidget())

    class Meta:
        import_id_fields = ("name",)
        instance_loader_class = PresentEntries
        using_db = "default"
        use_transactions = False
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True

    def __init__(self, present: Iterable[OccupationEntry] = ()) -> None:
        super().__init__()
        self.present = {entry.name: entry for entry in present}
        self.times: Counter[str] = Counter()

    def init_instance(self, row: dict[str, Any] | None = None) -> Draft:
        return Draft()

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.times = Counter(TextWidget().clean(name) for name in dataset[NAME])

    def skip_row(self, instance: Draft, original: Draft, row: Any, import_validation_errors: Any = None) -> bool:
        """A row that stands twice is a fault even when neither changes anything."""
        once = self.times[instance.name] == 1
        return once and bool(super().skip_row(instance, original, row, import_validation_errors))

    def validate_instance(
        self,
        instance: Draft,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Every fault of the row at once: cells that cannot be read, then what is wrong with the whole."""
        unread = import_validation_errors or {}
        faults = [
            f"{self.fields[name].column_name}：{message}"
            for name, errors in unread.items()
            for message in ValidationError(errors).messages
        ]
        refusals = list(entries_refusals([instance.entry()]))
        if (times := self.times[instance.name]) > 1:
            refusals.append(Refusal("occupation_twice", {"name": instance.name, "times": times}))
        faults.extend(_sentence(refusal) for refusal in refusals if refusal.field not in unread)
        if faults:
            raise ValidationError(faults)

    def do_instance_save(self, instance: Draft, is_create: bool) -> None:
        """Nothing: reading never writes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that changes, in words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file. `number` is the row of the sheet, headers included; `kind`: new, changed, same, faulty."""

    number: int
    name: str
    kind: str
    changes: tuple[Change, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `seen`: fingerprint of the catalogue it was compared with."""

    rows: tuple[PreviewRow, ...]
    entries: tuple[OccupationEntry, ...]
    seen: str

    def of_kind(self, kind: str) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == kind)

    @property
    def possible(self) -> bool:
        """Whether there is something to save and nothing wrong: it is all or nothing."""
        return bool(self.entries) and not self.of_kind("faulty")


KINDS = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "same",
    RowResult.IMPORT_TYPE_INVALID: "faulty",
}


def preview_import(upload: UploadedFile) -> Preview:
    """Read a file and compare it with the catalogue; nothing is changed. Raises `Refused` for an unusable file."""
    dataset = read_table(upload)
    if NAME not in dataset.headers:
        raise Refused(Refusal("catalogue_columns", {"columns": NAME}))
    present = read_entries()
    resource = OccupationResource(present)
    result = resource.import_data(dataset, dry_run=True)
    for _number, errors in result.row_errors():
        raise errors[0].error  # not a fault of the file but a mistake of ours
    names = [TextWidget().clean(name) for name in dataset[NAME]]
    rows = tuple(
        _preview_row(resource, number, name, outcome)
        for number, (name, outcome) in enumerate(zip(names, result.rows, strict=True), start=2)
    )
    entries = tuple(
        outcome.instance.entry()
        for outcome, row in zip(result.rows, rows, strict=True)
        if row.kind in ("new", "changed")
    )
    return Preview(rows, entries, fingerprint(present))


def export_table(entries: Iterable[OccupationEntry]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Headers and rows in the very shape that the import reads."""
    dataset = OccupationResource().export(queryset=list(entries))
    return list(dataset.headers), [tuple(row) for row in dataset]


def _preview_row(resource: OccupationResource, number: int, name: str, outcome: RowResult) -> PreviewRow:
    kind = KINDS[outcome.import_type]
    if kind == "faulty":
        return PreviewRow(number, name, kind, faults=tuple(outcome.validation_error.messages))
    if kind == "same":
        return PreviewRow(number, name, kind)
    before = outcome.original or Draft()
    changes = (
        Change(field.column_name, field.export(before), field.export(outcome.instance))
        for field in resource.get_import_fields()
        if field.column_name != NAME
    )
    return PreviewRow(number, name, kind, tuple(change for change in changes if change.before != change.after))


def _sentence(refusal: Refusal) -> str:
    words = explain(refusal)
    return f"{words.message}{words.remedy}"
