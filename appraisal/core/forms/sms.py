"""Forms of text messages."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.queries.sms_lists import STUCK, SmsFilters
from appraisal.core.rules.sms import SmsState, StuckAnswer
from appraisal.core.rules.sms_texts import SmsText

STATES = [("", "全部"), (STUCK, "不知是否发出，需核实"), *SmsState.choices()]


class SmsFilterForm(FilterForm):
    """The filters of messages out."""

    phone = forms.CharField(label="手机号码（完整）", required=False, max_length=20, widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    template = forms.ChoiceField(label="短信", required=False, choices=[("", "全部"), *SmsText.choices()])
    day = forms.DateField(label="提交日期", required=False, widget=forms.DateInput())

    def filters(self) -> SmsFilters:
        """What was chosen."""
        chosen = self.chosen()
        return SmsFilters(
            phone=chosen.get("phone", ""),
            state=chosen.get("state", ""),
            template=chosen.get("template", ""),
            day=chosen.get("day"),
        )


class ArrivalFilterForm(FilterForm):
    """The filter of texts that came in."""

    phone = forms.CharField(label="手机号码（完整）", required=False, max_length=20, widget=forms.SearchInput)


class StuckForm(ActionForm):
    """What became of a message that is stuck."""

    answer = forms.ChoiceField(
        label="问过收件人，结果是", choices=StuckAnswer.choices(), required=True, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="依据", max_length=400, widget=forms.Textarea(attrs={"rows": 2}), help_text="例如：电话问过本人。"
    )


class SmsTextForm(ActionForm):
    """A wording of a text."""

    text = forms.CharField(label="内容（不含签名）", max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))
    reason = forms.CharField(label="修改理由", max_length=400)
