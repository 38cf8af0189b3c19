"""Forms of dispatch: the board's filters, taking somebody out, naming people by hand, deciding about it."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField


class BoardForm(FilterForm):
    """The filters of the board."""

    q = forms.CharField(label="计划编号、机构、职业", max_length=60, required=False)
    day = forms.DateField(label="考评日期", required=False, widget=forms.DateInput)


class WithdrawForm(ActionForm):
    """Why somebody leaves, and whether he is told by the cancellation message."""

    reason = forms.CharField(label="理由", max_length=400)
    told = forms.BooleanField(label="给他发撤销短信", required=False)


class ManualForm(ActionForm):
    """Who is named, and why."""

    examiners = KeysField(label="考评员")
    reason = forms.CharField(
        label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 2}), help_text="会记入记录，复核人看得到。"
    )
