"""Forms of organisations."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.models import Organisation
from appraisal.core.queries.organisations import OrganisationFilters
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.services.organisations import REGISTERED_KINDS, OrganisationEntry


class OrganisationFilterForm(FilterForm):
    """The filters of the list."""

    q = forms.CharField(label="名称、拼音、编号", required=False, max_length=60, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *OrganisationKind.choices()])
    district = forms.TypedChoiceField(label="注册地所在区县", required=False, coerce=int, empty_value=None)
    closed = forms.ChoiceField(label="状态", required=False, choices=[("", "在用"), ("1", "已停用")])

    def __init__(self, *args: object, centres: list[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "全部"), *((centre.pk, centre.short_name) for centre in centres)]

    def filters(self) -> OrganisationFilters:
        """What was chosen."""
        chosen = self.chosen()
        return OrganisationFilters(
            chosen.get("q", ""), chosen.get("kind", ""), chosen.get("district"), bool(chosen.get("closed"))
        )


class OrganisationForm(ActionForm):
    """An organisation. A new one has a kind to choose; an institute has a district."""

    kind = forms.ChoiceField(label="类型", choices=[(kind.value, kind.label) for kind in REGISTERED_KINDS])
    name = forms.CharField(label="名称（全称）", max_length=100)
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="列表和页眉里用；不填则同全称。"
    )
    code = forms.CharField(label="编号", max_length=20, required=False, help_text="留空由系统编号。")
    district = forms.TypedChoiceField(
        label="注册地所在区县", required=False, coerce=int, empty_value=None, help_text="鉴定机构必填。"
    )
    address = forms.CharField(label="地址", max_length=200, required=False)
    contact_name = forms.CharField(label="联系人", max_length=40, required=False)
    contact_phone = forms.CharField(
        label="联系电话",
        max_length=40,
        required=False,
        help_text="加密保存，页面上只显示首尾几位。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: object, centres: list[Organisation], organisation: Organisation | None = None, **kwargs: object
    ) -> None:
        if organisation:
            kwargs.setdefault("initial", _initial(organisation))
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "请选择"), *((centre.pk, centre.short_name) for centre in centres)]
        if organisation:
            del self.fields["kind"]
            if organisation.kind != OrganisationKind.INSTITUTE:
                del self.fields["district"]

    def entry(self) -> OrganisationEntry:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return OrganisationEntry(
            name=typed["name"],
            short_name=typed["short_name"],
            district_id=typed.get("district"),
            address=typed["address"],
            contact_name=typed["contact_name"],
            contact_phone=typed["contact_phone"],
            code=typed["code"],
        )


def _initial(organisation: Organisation) -> dict[str, object]:
    fields = ("name", "short_name", "code", "address", "contact_name", "contact_phone")
    return {field: getattr(organisation, field) for field in fields} | {"district": organisation.district_id}
