"""Forms of signing in, passwords and the second factor."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from appraisal.core.forms.base import PortalForm
from appraisal.core.models import User


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
        help_text="验证器上的 6 位数字。",
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}),
    )

    def __init__(self, *args: Any, recovery: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recovery:
            self.fields["code"].help_text = "验证器上的 6 位数字；手机不在身边时输入一个备用码。"


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
