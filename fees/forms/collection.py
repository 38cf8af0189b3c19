"""Forms of bills, counter slips, statements and their lines."""

from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.models import Organisation
from fees.forms.fields import YuanField
from fees.queries.bills import BillFilters
from fees.rules.enums import COUNTER_METHODS, BillState, StatementColumn, StatementLineState


class BillFilterForm(FilterForm):
    """The filters of the bills."""

    q = forms.CharField(label="单号、计划、机构", required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *BillState.choices()])

    def filters(self) -> BillFilters:
        chosen = self.chosen()
        return BillFilters(text=chosen.get("q", ""), state=chosen.get("state", ""))


class CounterForm(ActionForm):
    """A counter slip."""

    amount = YuanField(label="收款金额（元）")
    method = forms.ChoiceField(label="缴费方式", choices=[(one.value, one.label) for one in COUNTER_METHODS])
    payer = forms.CharField(label="付款人", max_length=120)
    credit_rest = forms.BooleanField(label="多出部分记为机构余款", required=False)


class StatementForm(ActionForm):
    """A bank statement to upload."""

    file = forms.FileField(
        label="银行流水",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="网银导出的 xlsx 或 CSV，保留列名；同一份文件、同一笔流水再次上传不会重复入账。",
    )


class LayoutForm(ActionForm):
    """Which column means what. The choices are the headings of the file."""

    name = forms.CharField(
        label="银行和账户", max_length=60, help_text="如：北京银行基本户。下次同样格式的流水自动识别。"
    )

    def __init__(self, *args: Any, headings: list[str], guess: dict[StatementColumn, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "没有这一列"), *((name, name) for name in headings if name)]
        for column in StatementColumn:
            self.fields[column.value] = forms.ChoiceField(
                label=column.label, required=False, choices=choices, initial=guess.get(column, "")
            )
            self.fields[column.value].widget.attrs["class"] = "form-select"

    def columns(self) -> dict[str, str]:
        """The chosen heading by column."""
        return {column.value: self.cleaned_data.get(column.value, "") for column in StatementColumn}


class LineFilterForm(FilterForm):
    """The filters of statement lines."""

    q = forms.CharField(label="付款户名、附言、流水号", required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *StatementLineState.choices()])


class MatchForm(ActionForm):
    """How much of a line goes to which bill, and whose the rest is. Amounts are fields `bill_<id>`."""

    institute = forms.ModelChoiceField(
        label="剩余部分记为哪个机构的余款",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="没有剩余",
    )

    def __init__(self, *args: Any, bills: list[Any], institutes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].queryset = institutes
        self.fields["institute"].widget.attrs["class"] = "form-select"
        for bill in bills:
            self.fields[f"bill_{bill.pk}"] = YuanField(required=False, label=f"核销 {bill.number}（元）")
            self.fields[f"bill_{bill.pk}"].widget.attrs["class"] = "form-control"

    def typed(self) -> dict[int, Any]:
        """The amounts by bill; what was typed and cannot be read is zero, which the service refuses."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("bill_") and self.data.get(name, "").strip():
                found[int(name.removeprefix("bill_"))] = value if value is not None else 0
        return found
