"""Forms of tokens and webhooks."""

from django import forms
from django.conf import settings

from appraisal.core.forms.actions import ActionForm
from appraisal.core.rules.api import ApiScope
from appraisal.core.services.webhooks import WebhookEntry

TOPICS = (
    ("plan.", "计划的状态"),
    ("candidate.", "考生和资格审查"),
    ("booking.", "复审预约"),
    ("roster.", "花名册"),
    ("notice.", "公示"),
)


class TokenForm(ActionForm):
    """A new token."""

    name = forms.CharField(label="用途", max_length=60, help_text="哪个系统用它做什么，例如“区级业务系统同步计划”。")
    scope = forms.ChoiceField(label="权限", choices=ApiScope.choices(), initial=ApiScope.READ)
    days = forms.IntegerField(label="有效期（天）", min_value=1, initial=180)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = f"最长 {settings.KAOWU['API_TOKEN_DAYS']} 天；到期前另建一个替换。"


class WebhookForm(ActionForm):
    """A new webhook."""

    name = forms.CharField(label="用途", max_length=60)
    url = forms.CharField(
        label="接收地址", max_length=300, help_text="以 https:// 开头。每次变动以 POST 送达，并带签名。"
    )
    topics = forms.MultipleChoiceField(
        label="只推送",
        choices=TOPICS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选就是全部。",
    )

    def entry(self) -> WebhookEntry:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return WebhookEntry(name=typed["name"], url=typed["url"], topics=tuple(typed["topics"]))
