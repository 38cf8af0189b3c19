"""Forms of fee standards."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField


class StandardFilterForm(FilterForm):
    """The filters of the standards."""

    fee_class = forms.CharField(label="收费类别", required=False, max_length=60, widget=forms.SearchInput)
    when = forms.ChoiceField(label="时间", required=False, choices=[("", "现行"), ("all", "全部")])


class TariffFileForm(ActionForm):
    """A table of standards to upload."""

    file = forms.FileField(
        label="收费标准表",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="列名与导出的表格相同：收费类别、等级、科目、考试类型、金额、开始执行、截止日期、文号。",
    )


class ClassForm(ActionForm):
    """The occupations of a class from a day on."""

    since = forms.DateField(
        label="开始执行", widget=forms.DateInput(attrs={"type": "date"}), help_text="原来的归类在前一天到期。"
    )
    document_number = forms.CharField(label="文号", max_length=80, help_text="归类的依据。")
    occupations = KeysField(label="职业（工种）", required=False)


class ClassFilterForm(FilterForm):
    """The filters of the memberships."""

    q = forms.CharField(label="职业（工种）、收费类别", required=False, max_length=60, widget=forms.SearchInput)
    when = forms.ChoiceField(label="时间", required=False, choices=[("", "现行"), ("all", "全部")])


class ClassFileForm(ActionForm):
    """A table of classes to upload."""

    file = forms.FileField(
        label="归类表",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="列名与导出的表格相同：职业（工种）、收费类别、开始执行、截止日期、文号。",
    )
