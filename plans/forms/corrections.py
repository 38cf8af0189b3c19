"""Forms of corrections: one field per thing that may be corrected, empty where nothing is to change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from appraisal.core.forms import PortalForm
from plans.forms.rosters import CHOICES
from plans.models import Correction
from plans.queries.corrections import ShownCorrection
from plans.rules.corrections import COLUMN_OF, LONGEST_REASON
from plans.rules.review_enums import CorrectionField
from plans.rules.roster.vocabulary import MAX_LENGTH, SUBJECT_COLUMNS, Column

KEEP = ""
NOT_SAT = "不参加"


class AskCorrectionForm(PortalForm):
    """What is wrong and what is right; the values themselves are for the service to check, all at once."""

    reason = forms.CharField(
        label="更正理由", required=False, max_length=LONGEST_REASON * 2, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = forms.FileField(
        label="证明材料（PDF、JPG 或 PNG）",
        required=False,
        help_text="身份证件、证书等的照片或扫描件；只更正手机号码、通讯地址的可以不附。",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(
        self, *args: Any, fields: Mapping[CorrectionField, str], conditions: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`fields`: what may be corrected, each with its present value as it may be shown."""
        self.correctable = list(fields)
        choices = CHOICES | {Column.CONDITION: conditions} if conditions else CHOICES
        shown = {field.value: _field(field, text, choices) for field, text in fields.items()}
        self.base_fields = {**shown, **self.base_fields}
        super().__init__(*args, **kwargs)

    def changes(self) -> dict[CorrectionField, str]:
        """Wanted text by field; only what was filled in."""
        found = {field: self.cleaned_data.get(field.value, "").strip() for field in self.correctable}
        return {field: "" if text == NOT_SAT else text for field, text in found.items() if text}

    def value_fields(self) -> list[forms.BoundField]:
        """The fields of values, without reason and document."""
        return [self[field.value] for field in self.correctable]


class DecideCorrectionsForm(PortalForm):
    """Yes or no for each open correction of a candidate, and one opinion."""

    decision = forms.CharField(
        label="处理意见",
        required=False,
        max_length=LONGEST_REASON * 2,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的必须写明理由；鉴定机构看得到。",
    )

    def __init__(self, *args: Any, waiting: list[ShownCorrection], **kwargs: Any) -> None:
        self.waiting = waiting
        answers = [("yes", "同意"), ("no", "不同意")]
        choices = {
            _key(one.record): forms.ChoiceField(
                label=one.field, required=False, choices=answers, widget=forms.RadioSelect
            )
            for one in waiting
        }
        self.base_fields = {**choices, **self.base_fields}
        super().__init__(*args, **kwargs)

    def grants(self) -> dict[int, bool]:
        """The answers given, by key of the correction."""
        answers = {one.record.pk: self.cleaned_data.get(_key(one.record), "") for one in self.waiting}
        return {key: answer == "yes" for key, answer in answers.items() if answer}

    def rows(self) -> list[tuple[ShownCorrection, forms.BoundField]]:
        """Each correction with its answer."""
        return [(one, self[_key(one.record)]) for one in self.waiting]


def _key(record: Correction) -> str:
    return f"correction-{record.pk}"


def _field(field: CorrectionField, shown: str, words: Mapping[Column, Iterable[str]]) -> forms.Field:
    column = COLUMN_OF[field]
    hint = format_html("现在是：{}", shown or "（空）")
    if column in words:
        choices = [(KEEP, "不更正"), *((word, word) for word in words[column])]
        if column in SUBJECT_COLUMNS:
            choices.append((NOT_SAT, NOT_SAT))
        return forms.ChoiceField(label=field.label, required=False, choices=choices, help_text=hint)
    return forms.CharField(label=field.label, required=False, max_length=MAX_LENGTH.get(column, 40), help_text=hint)
