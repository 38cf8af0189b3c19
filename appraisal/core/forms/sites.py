"""Forms of practical sites 二（三）."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField
from appraisal.core.models import Organisation, Site
from appraisal.core.queries.sites import SiteFilters
from appraisal.core.rules.enums import SiteState
from appraisal.core.services.sites import SiteEntry


class SiteFilterForm(FilterForm):
    """The filters of the sites."""

    q = forms.CharField(label="场所、地址、机构", required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SiteState.choices()])
    district = forms.TypedChoiceField(label="所在区县", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, centres: list[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "全部"), *((centre.pk, centre.short_name) for centre in centres)]

    def filters(self) -> SiteFilters:
        chosen = self.chosen()
        return SiteFilters(text=chosen.get("q", ""), state=chosen.get("state", ""), district_id=chosen.get("district"))


class SiteForm(ActionForm):
    """A site as an institute describes it."""

    name = forms.CharField(label="场所名称", max_length=100)
    district = forms.TypedChoiceField(label="所在区县", coerce=int, empty_value=None)
    address = forms.CharField(label="地址", max_length=200)
    workstations = forms.IntegerField(label="工位数", min_value=0, max_value=99_999, help_text="同时可以考试的人数。")
    approval_number = forms.CharField(
        label="审批文号", required=False, max_length=80, help_text="市人力社保行政部门审批合格的文号。"
    )
    occupations = KeysField(label="可承担的职业（工种）", required=False)

    def __init__(self, *args: object, centres: list[Organisation], site: Site | None = None, **kwargs: object) -> None:
        if site:
            kwargs.setdefault("initial", _initial(site))
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "请选择"), *((centre.pk, centre.short_name) for centre in centres)]

    def ticked(self) -> set[int]:
        """The occupations ticked so far, to show the form again."""
        if self.is_bound:
            return {int(key) for key in self.data.getlist("occupations") if key.isdigit()}
        return set(self.initial.get("occupations", ()))

    def entry(self) -> SiteEntry:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return SiteEntry(
            name=typed["name"],
            address=typed["address"],
            district_id=typed["district"],
            workstations=typed["workstations"] or 0,
            occupation_ids=frozenset(typed["occupations"]),
            approval_number=typed["approval_number"],
        )


def _initial(site: Site) -> dict[str, object]:
    return {
        "name": site.name,
        "district": site.district_id,
        "address": site.address,
        "workstations": site.workstations,
        "approval_number": site.approval_number,
        "occupations": [occupation.pk for occupation in site.occupations.all()],
    }
