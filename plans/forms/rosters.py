"""Forms of rosters: the upload, the filters, one candidate. Rules stand in `plans.rules.roster`."""

from collections.abc import Iterable
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.rules.identity import Sex
from plans.queries.candidates import SORTS, CandidateFilters
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.enums import Attempt, CandidateState, UploadMode
from plans.rules.roster.vocabulary import (
    ETHNICITIES,
    MAX_LENGTH,
    REQUIRED,
    SENSITIVE,
    SUBJECT_COLUMNS,
    Column,
    DocumentType,
    Education,
    Source,
)

ROSTER_COLUMNS = tuple(column for column in Column if column is not Column.PHOTO)
CHOICES: dict[Column, Iterable[str]] = {
    Column.DOCUMENT_TYPE: [kind.label for kind in DocumentType],
    Column.SEX: [sex.label for sex in Sex],
    Column.ETHNICITY: ETHNICITIES,
    Column.EDUCATION: [kind.label for kind in Education],
    Column.SOURCE: [kind.label for kind in Source],
    **{column: [one.label for one in Attempt] for column in SUBJECT_COLUMNS},
}
_EMPTY_LABEL = dict.fromkeys(SUBJECT_COLUMNS, "不参加（只对补考考生）")


class UploadForm(PortalForm):
    """The roster file. Whether it is one is for the importer to say."""

    file = forms.FileField(
        label="花名册文件（.xlsx）",
        required=False,
        allow_empty_file=True,  # an empty file is told from none
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )


class ConfirmForm(PortalForm):
    """How a difference is confirmed."""

    mode = forms.ChoiceField(label="名单外的考生", choices=UploadMode.choices(), widget=forms.RadioSelect)
    digest = forms.CharField(widget=forms.HiddenInput)


class CandidateFilterForm(PortalForm):
    """The filters of a roster; a value that makes no sense is left out."""

    q = forms.CharField(label="姓名、单位，或完整的证件号码、手机号码", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[*CandidateState.choices(), ("all", "全部")])
    attempt = forms.ChoiceField(label="新考、补考", required=False, choices=[("", "全部"), *Attempt.choices()])
    verdict = forms.ChoiceField(label="资格预审", required=False, choices=[("", "全部"), *Outcome.choices()])
    photo = forms.ChoiceField(label="照片", required=False, choices=[("", "全部"), ("none", "缺照片")])

    def filters(self, sort: str) -> CandidateFilters:
        """What was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        state = chosen.get("state") or CandidateState.PENDING
        return CandidateFilters(
            text=chosen.get("q", ""),
            state="" if state == "all" else state,
            attempt=chosen.get("attempt", ""),
            verdict=chosen.get("verdict", ""),
            unpictured=chosen.get("photo") == "none",
            sort=sort if sort.removeprefix("-") in SORTS else "row",
        )


class CandidateForm(PortalForm):
    """One candidate, a field per column. When correcting (`known`), empty numbers mean: as stored."""

    def __init__(
        self, *args: Any, with_review: bool, conditions: tuple[str, ...] = (), known: bool = False, **kwargs: Any
    ) -> None:
        self.known = known
        self.columns = [column for column in ROSTER_COLUMNS if with_review or column is not Column.REVIEW]
        choices = CHOICES | {Column.CONDITION: conditions} if conditions else CHOICES
        self.base_fields = {column.lower(): _field(column, choices.get(column), known) for column in self.columns}
        super().__init__(*args, **kwargs)

    def told(self) -> list[tuple[str, Any]]:
        """The columns with what stands in them, without the numbers, which are shown masked elsewhere."""
        return [(column.label, self[column.lower()].value()) for column in self.columns if column not in SENSITIVE]

    def values(self) -> dict[Column, str]:
        """Cell text by column."""
        texts = {column: self.cleaned_data.get(column.lower(), "") for column in self.columns}
        return {column: text for column, text in texts.items() if text or not (self.known and column in SENSITIVE)}


def _field(column: Column, words: Iterable[str] | None, known: bool) -> forms.Field:
    needed = column in REQUIRED and not (known and column in SENSITIVE)
    label = f"{column.label} *" if needed else column.label
    if words is not None:
        empty = ("", _EMPTY_LABEL.get(column, "请选择"))
        return forms.ChoiceField(label=label, required=False, choices=[empty, *((word, word) for word in words)])
    hint = "留空表示不改；系统不显示完整号码。" if known and column in SENSITIVE else ""
    # Required fields are for the checker to tell about, with all other faults at once.
    field = forms.CharField(label=label, required=False, max_length=MAX_LENGTH.get(column, 40), help_text=hint)
    if needed:
        field.widget.attrs["aria-required"] = "true"
    return field
