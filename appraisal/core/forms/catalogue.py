"""Forms of the catalogue: its filters, a level's appraisal mode, the file to import."""

from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.queries.catalogue import CatalogueFilters
from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS, PracticalMode, ReviewMode

LEVELS = [("", "全部等级"), *((str(level), label) for level, label in sorted(LEVEL_LABELS.items(), reverse=True))]


def level_number(chosen: str) -> int | None:
    """The level of a filter."""
    return int(chosen) if chosen else None


class CatalogueFilterForm(FilterForm):
    """The filters of the catalogue."""

    q = forms.CharField(label="名称、拼音、代码", required=False, max_length=60, widget=forms.SearchInput)
    level = forms.ChoiceField(label="等级", required=False, choices=LEVELS)
    mode = forms.ChoiceField(
        label="鉴定方式", required=False, choices=[("", "全部"), ("set", "有已维护的等级"), ("unset", "有未维护的等级")]
    )
    flag = forms.ChoiceField(
        label="标记",
        required=False,
        choices=[("", "全部"), ("computer_based", "理论上机考试"), ("re_review", "须资格复审")],
    )
    show = forms.ChoiceField(
        label="范围", required=False, choices=[("", "在用"), ("unverified", "待核实"), ("all", "含停用")]
    )

    def filters(self) -> CatalogueFilters:
        chosen = self.chosen()
        return CatalogueFilters(
            text=chosen.get("q", ""),
            level=level_number(chosen.get("level", "")),
            mode=chosen.get("mode", ""),
            flag=chosen.get("flag", ""),
            unverified=chosen.get("show") == "unverified",
            inactive=chosen.get("show") == "all",
        )


class ModeForm(ActionForm):
    """How a level is examined from a day on 二（一）. Levels without comprehensive review are not asked about it."""

    practical = forms.ChoiceField(label="实操鉴定方式", choices=PracticalMode.choices, widget=forms.RadioSelect)
    review = forms.ChoiceField(label="综合评审鉴定方式", choices=ReviewMode.choices, widget=forms.RadioSelect)
    valid_from = forms.DateField(
        label="开始执行", widget=forms.DateInput, help_text="不能早于今天：已上报的计划按上报时的方式执行。"
    )

    def __init__(self, *args: Any, level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if level not in TECHNICIAN_LEVELS:
            del self.fields["review"]


class CatalogueFileForm(ActionForm):
    """The table to import."""

    file = forms.FileField(
        label="职业目录文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="xlsx 或 csv，第一行为列名；可以先导出现有目录，在它上面修改。",
    )
