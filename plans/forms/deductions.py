"""Forms of the double-hundred ledger 一（二）."""

from collections.abc import Iterable
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.forms.actions import ActionForm, FilterForm
from plans.queries.deductions import DeductionFilters
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import LONGEST_TEXT, MOST_POINTS


class DeductionFilterForm(FilterForm):
    """The filters of the list."""

    q = forms.CharField(label="机构、计划编号", required=False, max_length=80)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *DeductionState.choices()])
    code = forms.ChoiceField(label="项目", required=False, choices=[("", "全部"), *PointsCode.choices()])
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "全部"), *((year, f"{year} 年") for year in years)]

    def filters(self) -> DeductionFilters:
        """What was chosen."""
        chosen = self.chosen()
        return DeductionFilters(
            state=chosen.get("state", ""),
            code=chosen.get("code", ""),
            year=chosen.get("year"),
            text=chosen.get("q", "").strip(),
        )


class AppealForm(PortalForm):
    """Why no points should go."""

    text = forms.CharField(
        label="申诉理由", required=False, max_length=LONGEST_TEXT * 2, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.FileField(
        label="证明材料（PDF、JPG 或 PNG，可以不附）",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class DecideAppealForm(PortalForm):
    """Whether the deduction stands."""

    upheld = forms.TypedChoiceField(
        label="处理结果",
        required=False,
        choices=[("yes", "维持减分"), ("no", "撤销减分")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="处理理由",
        required=False,
        max_length=LONGEST_TEXT * 2,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="鉴定机构看得到。",
    )


class PointsForm(ActionForm):
    """A new line of the table of points."""

    code = forms.TypedChoiceField(
        label="项目", choices=[("", "请选择"), *PointsCode.choices()], coerce=PointsCode, empty_value=None
    )
    points = forms.DecimalField(
        label="分值", max_digits=6, decimal_places=1,
        widget=forms.NumberInput(attrs={"min": 0, "max": int(MOST_POINTS), "step": "0.5"}),
    )  # fmt: skip
    valid_from = forms.DateField(label="自哪天起", widget=forms.DateInput)
    document = forms.CharField(
        label="依据", max_length=200, help_text="文号或会议纪要；分值不溯及既往，已发生的事项仍按当时的分值。"
    )
