"""The register from and to a table, with django-import-export: one row per card, people found by their ID number.

Reading only compares: the preview is a dry run that touches nothing, and `services.importing.import_examiners` writes
all of it or none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from import_export.widgets import Widget

from appraisal.core.clock import today
from appraisal.core.errors import Refused
from appraisal.core.importers.tables import read_table
from appraisal.core.phrases import explain
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from examiners.queries.importing import districts_by_name, import_facts, occupations_by_name, register_state
from examiners.rules.enums import ExaminerGrade
from examiners.rules.importing import RegisterRow, row_refusals
from examiners.rules.register import CardEntry, ExaminerEntry

REQUIRED = ("姓名", "身份证号", "手机号码")
SEPARATORS = str.maketrans("，,；; /", "、、、、、、")


class TextWidget(Widget):
    """A text; an export's apostrophe in front is not part of it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return str(value or "").strip().removeprefix("'")


class ChoiceWidget(TextWidget):
    """One of some words, as what it stands for."""

    def __init__(self, what: str, known: dict[str, Any]) -> None:
        super().__init__()
        self.what, self.known = what, known

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value)
        if text and text not in self.known:
            raise ValueError(_unread(text, self.what, "请照系统中的名称填写。"))
        return self.known.get(text)


class ChoicesWidget(ChoiceWidget):
    """Several of some words in order, apart by 、 or a blank."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[Any, ...]:
        words = [word for word in TextWidget().clean(value).translate(SEPARATORS).split("、") if word]
        return tuple(super(ChoicesWidget, self).clean(word) for word in words)


class DayWidget(TextWidget):
    """A day, written 2026-09-01, 2026/9/1 or 2026年9月1日."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = super().clean(value).removesuffix("日").replace("年", "-").replace("月", "-").replace("/", "-")
        text = text.removesuffix(" 00:00:00").replace(".", "-")
        if not text:
            return None
        try:
            year, month, day = (int(part) for part in text.split("-"))
            return date(year, month, day)
        except ValueError as wrong:
            raise ValueError(_unread(text, "日期", "请写成 2026-09-01。")) from wrong


@dataclass
class Draft:
    """A row while it is being read."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    bank_card: str = ""
    employer: str = ""
    residence_id: int | None = None
    district_ids: tuple[int, ...] = ()
    occupation_id: int | None = None
    grade: ExaminerGrade | None = None
    card_number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def row(self, number: int) -> RegisterRow:
        """The row as the rules take it; without a card when no column of one is filled."""
        entry = ExaminerEntry(self.name, self.id_number, self.phone, self.bank_card, self.residence_id, self.employer)
        card = CardEntry(self.occupation_id, self.grade, self.card_number, self.valid_from, self.valid_until)
        named = any((self.occupation_id, self.grade, self.card_number, self.valid_from, self.valid_until))
        return RegisterRow(number, entry, self.district_ids, card if named else None)


class NothingPresent(BaseInstanceLoader):
    """Rows are told apart by `row_refusals`, not by what they change: each is read into a fresh draft."""

    def get_instance(self, row: dict[str, Any]) -> None:
        return None


class ExaminerResource(resources.Resource):
    """The columns of the register's table. Built for one actor: he may only change entries that he keeps."""

    name = Field("name", "姓名", TextWidget())
    id_number = Field("id_number", "身份证号", TextWidget())
    phone = Field("phone", "手机号码", TextWidget())
    bank_card = Field("bank_card", "北京银行卡号", TextWidget())
    employer = Field("employer", "工作单位", TextWidget())
    residence_id = Field("residence_id", "居住区县")
    district_ids = Field("district_ids", "执评意愿区县（按顺序 5 个）")
    occupation_id = Field("occupation_id", "职业（工种）")
    grade = Field("grade", "考评员等级")
    card_number = Field("card_number", "证卡编号", TextWidget())
    valid_from = Field("valid_from", "发证日期", DayWidget())
    valid_until = Field("valid_until", "有效期至", DayWidget())

    class Meta:
        import_id_fields = ("id_number", "card_number")
        instance_loader_class = NothingPresent
        using_db = "default"
        use_transactions = False
        skip_html_diff = True
        store_instance = True

    def __init__(self, actor: Actor, now: datetime) -> None:
        super().__init__()
        self.actor, self.now = actor, now
        districts = districts_by_name()
        self.fields["residence_id"].widget = ChoiceWidget("区县", districts)
        self.fields["district_ids"].widget = ChoicesWidget("区县", districts)
        self.fields["occupation_id"].widget = ChoiceWidget("职业（工种）", occupations_by_name())
        self.fields["grade"].widget = ChoiceWidget("考评员等级", {grade.label: grade for grade in ExaminerGrade})
        self.rows: dict[int, RegisterRow] = {}
        self.refusals: dict[int, tuple[Refusal, ...]] = {}

    def init_instance(self, row: dict[str, Any] | None = None) -> Draft:
        return Draft()

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Look at all rows together once: they are judged against one another and against the register."""
        self.rows = {number: self._read(row).row(number) for number, row in enumerate(dataset.dict, start=2)}
        rows = list(self.rows.values())
        self.refusals = row_refusals(rows, import_facts(self.actor, rows, today(self.now)))

    def _read(self, row: dict[str, Any]) -> Draft:
        """What can be read of a row; cells that cannot are told of when their row is imported."""
        draft = Draft()
        for name, field in self.fields.items():
            try:
                if field.column_name in row:
                    setattr(draft, name, field.widget.clean(row[field.column_name]))
            except ValueError:
                continue
        return draft

    def before_import_row(self, row: Any, row_number: int | None = None, **kwargs: Any) -> None:
        self.row_number = (row_number or 0) + 1  # the sheet counts its headers

    def validate_instance(
        self, instance: Draft, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        """Every fault of the row at once: cells that cannot be read, then what is wrong with the whole."""
        unread = import_validation_errors or {}
        faults = [message for errors in unread.values() for message in ValidationError(errors).messages]
        columns = {name.removesuffix("_ids").removesuffix("_id") for name in unread}
        for refusal in self.refusals.get(self.row_number, ()):
            if refusal.field not in columns:
                faults.append(_sentence(refusal))
        if faults:
            raise ValidationError(faults)

    def do_instance_save(self, instance: Draft, is_create: bool) -> None:
        """Nothing: reading never writes."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file as the preview shows it: no personal number."""

    number: int
    name: str
    is_new: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `seen`: the state of the register it was compared with."""

    rows: tuple[PreviewRow, ...]
    entries: tuple[RegisterRow, ...]
    seen: str

    @property
    def faulty(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.faults)

    @property
    def people(self) -> int:
        return len({entry.person for entry in self.entries})

    @property
    def new_people(self) -> int:
        new = {row.number for row in self.rows if row.is_new}
        return len({entry.person for entry in self.entries if entry.row in new})

    @property
    def cards(self) -> int:
        return sum(entry.card is not None for entry in self.entries)

    @property
    def possible(self) -> bool:
        """It is all or nothing."""
        return bool(self.entries) and not self.faulty


def preview_import(upload: UploadedFile, actor: Actor, now: datetime) -> Preview:
    """Read a file and compare it with the register; nothing is changed. Raises `Refused` for an unusable file."""
    dataset = read_table(upload)
    missing = [column for column in REQUIRED if column not in dataset.headers]
    if missing:
        raise Refused(Refusal("register_columns", {"columns": "、".join(missing)}))
    resource = ExaminerResource(actor, now)
    result = resource.import_data(dataset, dry_run=True)
    for _number, errors in result.row_errors():
        raise errors[0].error  # not a fault of the file but a mistake of ours
    known = import_facts(actor, list(resource.rows.values()), today(now)).people
    rows = tuple(_preview_rows(resource, result.rows, known))
    return Preview(rows, tuple(resource.rows.values()), register_state())


def _preview_rows(
    resource: ExaminerResource, outcomes: Iterable[RowResult], known: Iterable[str]
) -> Iterator[PreviewRow]:
    for (number, row), outcome in zip(resource.rows.items(), outcomes, strict=True):
        faulty = outcome.import_type == RowResult.IMPORT_TYPE_INVALID
        faults = tuple(outcome.validation_error.messages) if faulty else ()
        yield PreviewRow(number, row.entry.name, row.person not in known, faults)


def _unread(text: str, what: str, hint: str) -> str:
    return _sentence(Refusal("import_cell", {"text": text, "what": what, "hint": hint}))


def _sentence(refusal: Refusal) -> str:
    words = explain(refusal)
    return f"{words.message}{words.remedy}"
