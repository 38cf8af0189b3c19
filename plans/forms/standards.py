"""Forms of the conditions for applying: a version's head, one alternative field by field, uploads and filters."""

import json
from typing import Any

from django import forms

from appraisal.core.errors import Refused
from appraisal.core.forms import PortalForm
from appraisal.core.models import Occupation
from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.refusals import Refusal
from plans.rules.eligibility.content import FIELD_LABELS, NUMBERS, TICKS, WORDS
from plans.rules.review_enums import StandardState
from plans.services.standards import StandardHead

WAYS = (("1", "连续：中断以后重新起算"), ("0", "累计：各段相加"))
UPLOAD_LIMIT = 1024 * 1024
UNITS = {
    "years_after_prior": "年",
    "months_after_prior": "个月；与年数一起填时相加",
    "km_after_prior": "公里，例如 100000",
    "years_total": "年",
    "trainee_years": "年",
    "years_after_title": "年",
    "min_age": "周岁",
}


def occupation_choices() -> list[tuple[str, str]]:
    """The occupations in use; the empty one means all without their own conditions."""
    rows = Occupation.objects.filter(active=True).order_by("name_key").values_list("pk", "name")
    return [("", "通用：没有单独规定的职业（工种）"), *((str(pk), name) for pk, name in rows)]


class StandardFilterForm(PortalForm):
    """The filters of the list."""

    q = forms.CharField(label="名称、职业（工种）", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *StandardState.choices()])

    def chosen(self) -> dict[str, str]:
        """What was chosen; a value that makes no sense is left out."""
        self.is_valid()
        return {"q": self.cleaned_data.get("q", ""), "state": self.cleaned_data.get("state", "")}


class CopyForm(PortalForm):
    """A new draft from a version."""

    occupation = forms.ChoiceField(label="用于哪个职业（工种）", required=False)
    valid_from = forms.DateField(label="开始执行", widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].choices = occupation_choices()

    @property
    def occupation_id(self) -> int | None:
        """The chosen occupation."""
        return int(self.cleaned_data["occupation"]) if self.cleaned_data["occupation"] else None


class HeadForm(PortalForm):
    """What a version says of itself."""

    name = forms.CharField(label="名称", required=False, max_length=120)
    occupation = forms.ChoiceField(label="职业（工种）", required=False)
    valid_from = forms.DateField(label="开始执行", widget=forms.DateInput)
    continuous = forms.ChoiceField(label="工作年限怎么算", choices=WAYS)
    document = forms.CharField(
        label="依据文件", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="文件名称和文号；转载的文本写明来源。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].choices = occupation_choices()

    def head(self) -> StandardHead:
        """What was typed."""
        typed = self.cleaned_data
        return StandardHead(
            name=typed["name"],
            document=typed["document"],
            valid_from=typed["valid_from"],
            continuous=typed["continuous"] == "1",
            occupation_id=int(typed["occupation"]) if typed["occupation"] else None,
        )


class AlternativeForm(PortalForm):
    """One alternative: all that is filled in must hold together. Empty fields ask for nothing."""

    def __init__(self, level: int, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {name: _field(name, level) for name in FIELD_LABELS}
        super().__init__(*args, **kwargs)

    def raw(self) -> dict[str, Any]:
        """The alternative as its JSON."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


def _field(name: str, level: int) -> forms.Field:
    label = FIELD_LABELS[name]
    if name in TICKS:
        return forms.BooleanField(label=label, required=False)
    if name in WORDS:
        return forms.ChoiceField(label=label, required=False, choices=[("", "不要求"), *WORDS[name].items()])
    if name == "prior_level":
        levels = [(number, word) for number, word in LEVEL_LABELS.items() if number > level]
        return forms.TypedChoiceField(
            label=label, required=False, coerce=int, empty_value=None, choices=[("", "不要求"), *levels]
        )
    least, most = NUMBERS[name]
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, help_text=UNITS.get(name, "")
    )


class ContentForm(PortalForm):
    """A version's conditions as a JSON file."""

    file = forms.FileField(label="JSON 文件", required=False, widget=forms.FileInput(attrs={"accept": ".json"}))


def read_content(form: ContentForm) -> Any:
    """The uploaded JSON. Raises `Refused` when there is none or it cannot be read."""
    file = form.cleaned_data.get("file")
    if file is None:
        raise Refused(Refusal("missing", {"what": "文件"}, field="file"))
    if file.size > UPLOAD_LIMIT:
        raise Refused(Refusal("standard_file", {"message": "文件超过 1 MB"}, field="file"))
    try:
        return json.loads(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(Refusal("standard_file", {"message": "不是 UTF-8 编码"}, field="file")) from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 个字符附近有错"
        raise Refused(Refusal("standard_file", {"message": where}, field="file")) from error
    except RecursionError as error:
        raise Refused(Refusal("standard_file", {"message": "层数过多"}, field="file")) from error
