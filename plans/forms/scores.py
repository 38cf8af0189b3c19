"""Forms of scores. The grid has one text field per candidate and is read as it is: what a text means, rules say."""

from collections.abc import Mapping

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.rules.enums import Subject
from plans.rules.scoring import SheetState

PREFIX = "score-"
LONGEST = 20  # of a typed grade


def typed_scores(posted: Mapping[str, str]) -> dict[int, str]:
    """The texts of the grid by candidate; fields of other shapes are left out."""
    found = {}
    for name, text in posted.items():
        key = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and key.isascii() and key.isdigit() and len(key) < 19:
            found[int(key)] = text[:LONGEST]
    return found


class SheetFilterForm(FilterForm):
    """Which sheets are listed."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SheetState.choices()])
    subject = forms.ChoiceField(label="科目", required=False, choices=[("", "全部"), *Subject.choices()])


class ScoreFileForm(ActionForm):
    """A workbook of scores."""

    file = forms.FileField(
        label="成绩文件（xlsx）", widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="用下载的模板填写，或带“准考证号”“证件号码”之一和“成绩”两列的表。",
    )  # fmt: skip


class AskScoreCorrectionForm(ActionForm):
    """What the result should be, why, and what proves it."""

    grade = forms.CharField(label="更正为", max_length=LONGEST, help_text="0–100，最多一位小数；缺考、作弊写字。")
    reason = forms.CharField(label="更正理由", max_length=800, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.FileField(
        label="证明材料（PDF、JPG 或 PNG）", widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    )


class DecideScoreCorrectionForm(ActionForm):
    """Yes or no, with an opinion."""

    decision = forms.CharField(
        label="处理意见", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的须写明理由。",
    )  # fmt: skip
