"""Forms of signing in, passwords, the second factor, and people."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from appraisal.core.forms.base import PortalForm
from appraisal.core.models import Organisation, User
from appraisal.core.rules.roles import Role


class SignInForm(PortalForm):
    """Login name and password; whether they are right is not the form's to say."""

    username = forms.CharField(
        label="登录名", max_length=60, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码", strip=False, max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class CodeForm(PortalForm):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label="动态验证码",
        max_length=20,
        help_text="验证器上的 6 位数字；手机不在身边时输入一个备用码。",
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}),
    )


class PasswordForm(PortalForm):
    """A new password of one's own, checked by the validators of the settings."""

    old = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 10 个字符，不能全是数字，不能与登录名、姓名相近，不能是常见密码。",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输入一次新密码", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        if self.user.check_password(new):
            raise forms.ValidationError("新密码与现在的密码相同，请换一个。")
        return new

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and values.get("again") != values["new"]:
            self.add_error("again", "两次输入的新密码不一样。")
        return values


class PersonForm(PortalForm):
    """Name and phone."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        required=False,
        help_text="加密保存，页面上只显示首尾几位。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )


class RoleForm(PortalForm):
    """A role and, where the actor may choose, the organisation it is held for."""

    role = forms.ChoiceField(label="角色", choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), required=False, empty_label="（考评员没有单位）"
    )

    def __init__(self, *args: Any, organisations: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["organisation"].queryset = organisations
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class InviteForm(RoleForm, PersonForm):
    """A new person with a first role."""

    username = forms.CharField(
        label="登录名",
        max_length=60,
        help_text="3 到 60 位英文字母、数字、点、下划线、短横线，例如 zhang.san；以后不能改。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    field_order = ("username", "name", "phone", "role", "organisation")


class ReasonForm(PortalForm):
    """Why."""

    reason = forms.CharField(
        label="理由", required=False, max_length=400, widget=forms.Textarea({"rows": 2}), help_text="会记入操作记录。"
    )


class EndRoleForm(PortalForm):
    """The first day on which a role is no longer held."""

    from_day = forms.DateField(label="从哪天起不再担任", widget=forms.DateInput())


class PhoneSearchForm(PortalForm):
    """Looking someone up by his phone: sent by POST, so that the number stands in no address and no log."""

    phone = forms.CharField(
        label="手机号码", max_length=20, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
    )
