"""Forms of licences 一（一）: filters, a request, a decision."""

from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField
from appraisal.core.forms.catalogue import LEVELS, level_number
from appraisal.core.queries.licences import LicenceFilters
from appraisal.core.rules.enums import LicenceState, RequestState

STATES = [("", "全部"), ("IN_FORCE", "有效"), ("ENDING", "三个月内到期"), ("ENDED", "已到期")]
OTHER_STATES = [(state.value, state.label) for state in LicenceState if state is not LicenceState.IN_FORCE]


class LicenceFilterForm(FilterForm):
    """The filters of the licences."""

    q = forms.CharField(label="职业、机构、文号", required=False, max_length=60, widget=forms.SearchInput)
    level = forms.ChoiceField(label="等级", required=False, choices=LEVELS)
    state = forms.ChoiceField(label="状态", required=False, choices=[*STATES, *OTHER_STATES])

    def filters(self) -> LicenceFilters:
        chosen = self.chosen()
        return LicenceFilters(
            text=chosen.get("q", ""), state=chosen.get("state", ""), level=level_number(chosen.get("level", ""))
        )


class RequestFilterForm(FilterForm):
    """The filters of the requests."""

    q = forms.CharField(label="机构、文号", required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *((state.value, state.label) for state in RequestState)]
    )


class LicenceRequestForm(ActionForm):
    """A request for licences with the approval document."""

    document_number = forms.CharField(
        label="批准文件文号", max_length=80, help_text="市人力社保行政部门批准文件的文号，如 京人社发〔2014〕4号"
    )
    document = forms.FileField(
        label="批准文件",
        allow_empty_file=True,  # the service says what is wrong with it
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="PDF、JPG 或 PNG。",
    )
    valid_from = forms.DateField(label="许可开始日期", widget=forms.DateInput)
    valid_until = forms.DateField(
        label="许可截止日期", widget=forms.DateInput, required=False, help_text="批准文件没有写明时留空。"
    )
    scope = KeysField(label="职业（工种）和等级", required=False)
    note = forms.CharField(label="说明", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def ticked(self) -> set[int]:
        """The keys ticked so far, to show the form again."""
        return {int(key) for key in self.data.getlist("scope") if key.isdigit()} if self.is_bound else set()


class DecisionForm(ActionForm):
    """Yes or no, with what is said to the institute."""

    YES, NO = "yes", "no"

    decision = forms.ChoiceField(label="处理", choices=[(YES, "同意"), (NO, "不同意")], widget=forms.RadioSelect)
    reason = forms.CharField(
        label="处理意见",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意时必须写明理由；机构看得到。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("decision"):
            self.add_error("decision", "请选择同意或不同意。")
        return cleaned
