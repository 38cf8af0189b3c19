"""Forms of people and their roles."""

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.models import Organisation, User
from appraisal.core.queries.accounts import PeopleFilters
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.roles import Role


class PeopleFilterForm(FilterForm):
    """The filters of the list. The phone is not among them: a number must stand in no address and no log."""

    q = forms.CharField(label="姓名、拼音、登录名", required=False, max_length=60, widget=forms.SearchInput)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices()])
    organisation = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def filters(self) -> PeopleFilters:
        """What was chosen."""
        chosen = self.chosen()
        return PeopleFilters(chosen.get("q", ""), chosen.get("role", ""), chosen.get("organisation"))


class PhoneSearchForm(ActionForm):
    """Looking someone up by his phone, by POST."""

    phone = forms.CharField(
        label="手机号码（完整 11 位）",
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )


class PersonForm(ActionForm):
    """Name and phone. Of somebody known, the number is not shown again: left empty, it stays."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        required=False,
        help_text="加密保存，页面上只显示首尾几位。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    without_phone = forms.BooleanField(label="不再保留手机号码", required=False)

    def __init__(self, *args: object, person: User | None = None, **kwargs: object) -> None:
        if person:
            kwargs.setdefault("initial", {"name": person.name})
        super().__init__(*args, **kwargs)
        self.known = person.phone if person else ""
        if self.known:
            self.fields["phone"].help_text = f"现为 {mask_mobile(self.known)}，不改就留空。"
        else:
            del self.fields["without_phone"]

    def entry(self) -> dict[str, str]:
        """Name and phone as they shall be, the number that stays included."""
        typed = self.cleaned_data
        kept = "" if typed.get("without_phone") else self.known
        return {"name": typed["name"], "phone": typed["phone"] or kept}


class RoleForm(ActionForm):
    """A role and the organisation it is held for. One choice only is no choice: it stands there as text."""

    role = forms.ChoiceField(label="角色")
    organisation = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, roles: list[Role], organisations: list[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        choices = [(organisation.pk, organisation.name) for organisation in organisations]
        if len(organisations) != 1:
            choices.insert(0, ("", "（没有单位：考评员）"))
        self.fields["organisation"].choices = choices


class InviteForm(RoleForm, PersonForm):
    """A new person with a first role."""

    username = forms.CharField(
        label="登录名",
        max_length=60,
        help_text="3 到 60 位英文字母、数字、点、下划线、短横线，例如 zhang.san；以后不能改。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    field_order = ("username", "name", "phone", "role", "organisation")


class EndRoleForm(ActionForm):
    """The first day on which a role is no longer held."""

    from_day = forms.DateField(label="从哪天起不再担任", widget=forms.DateInput())
