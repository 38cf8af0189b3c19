"""Forms of bank data, rates, budgets, batches, months."""

from datetime import date
from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField
from fees.forms.fields import YuanField
from fees.rules.bank import BankDetails
from fees.rules.enums import BankAccountKind, BatchState, DetailsState, PayeeKind, RateBasis
from fees.services.dues import RateEntry


class DetailsForm(ActionForm):
    """Bank data of an organisation."""

    holder = forms.CharField(label="户名", max_length=100, help_text="须与登记的单位名称一致。")
    number = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    bank = forms.CharField(label="开户行", max_length=100, help_text="写到支行，如：北京银行朝阳支行。")
    branch_code = forms.CharField(
        label="联行号", max_length=20, help_text="12 位数字，向开户行索取。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def details(self) -> BankDetails:
        """What was typed."""
        typed = self.cleaned_data
        texts = (typed.get(name, "") for name in ("holder", "number", "bank", "branch_code"))
        return BankDetails(BankAccountKind.CORPORATE, *texts)


class PayeeFilterForm(FilterForm):
    """The filters of the payees."""

    q = forms.CharField(label="名称", required=False, max_length=60, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *PayeeKind.choices()])
    state = forms.ChoiceField(
        label="开户行信息", required=False,
        choices=[("", "全部"), ("NONE", "没有可用账户"), (DetailsState.PROPOSED.value, DetailsState.PROPOSED.label)],
    )  # fmt: skip


class RateForm(ActionForm):
    """A rate from a day on."""

    kind = forms.ChoiceField(label="支付对象", choices=PayeeKind.choices())
    basis = forms.ChoiceField(label="计算方式", choices=RateBasis.choices())
    amount = YuanField(label="金额（元）")
    since = forms.DateField(label="开始执行", widget=forms.DateInput)
    document_number = forms.CharField(label="依据", max_length=80, help_text="文号或会议纪要。")

    def entry(self, today: date) -> RateEntry:
        """What was typed; a day that cannot be read is today."""
        typed = self.cleaned_data
        return RateEntry(
            PayeeKind[typed.get("kind") or PayeeKind.DISTRICT.value],
            RateBasis[typed.get("basis") or RateBasis.CANDIDATE.value],
            typed.get("amount"),
            typed.get("since") or today,
            typed.get("document_number", ""),
        )


class BudgetForm(ActionForm):
    """The budget of a plan or year for one kind of payee."""

    kind = forms.ChoiceField(label="支付对象", choices=PayeeKind.choices())
    amount = YuanField(label="预算（元）")
    reason = forms.CharField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class BatchForm(ActionForm):
    """Whom to pay."""

    payees = KeysField(required=False)


class BatchFilterForm(FilterForm):
    """The filters of the batches."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *BatchState.choices()])


class ReturnForm(ActionForm):
    """The bank's answer."""

    file = forms.FileField(
        label="银行回盘文件",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="送银行的文件填上“结果”（成功、失败）和“失败原因”，或银行退回的 xlsx、CSV。",
    )


class MonthForm(FilterForm):
    """A month of the ledger, from the address."""

    month = forms.DateField(label="月份", required=False, input_formats=["%Y-%m"], widget=forms.TextInput)

    def first_day(self, today: date) -> date:
        """The first day of the month that was asked for, or of this one."""
        chosen: dict[str, Any] = self.chosen()
        day: date = chosen.get("month") or today
        return day.replace(day=1)
