"""Forms of sessions (统考批次)."""

from django import forms

from appraisal.core.forms.actions import ActionForm, KeysField
from plans.rules.enums import SESSION_KINDS, PlanKind
from plans.rules.sessions import SessionDraft


class SessionForm(ActionForm):
    """A session to publish."""

    kind = forms.ChoiceField(
        label="类型", choices=[(kind.value, kind.label) for kind in PlanKind if kind in SESSION_KINDS]
    )
    name = forms.CharField(label="批次名称", max_length=80, help_text="例如：2026 年 10 月全市统考")
    notice_number = forms.CharField(label="通知文号", required=False, max_length=80)
    theory_date = forms.DateField(label="理论考试日期", required=False, widget=forms.DateInput)
    practical_date = forms.DateField(
        label="实操考试日期", required=False, widget=forms.DateInput, help_text="不填的科目由鉴定机构自行安排日期。"
    )
    review_date = forms.DateField(label="综合评审日期", required=False, widget=forms.DateInput)
    scope = KeysField(label="职业（工种）和等级", required=False)

    def ticked(self) -> set[int]:
        """The keys ticked so far, to show the form again."""
        return {int(key) for key in self.data.getlist("scope") if key.isdigit()} if self.is_bound else set()

    def draft(self) -> SessionDraft:
        """The session as it was filled in."""
        filled = self.cleaned_data
        return SessionDraft(
            kind=self.member(PlanKind, "kind"),
            name=filled["name"],
            notice_number=filled["notice_number"],
            theory_date=filled["theory_date"],
            practical_date=filled["practical_date"],
            review_date=filled["review_date"],
            level_ids=frozenset(filled["scope"]),
        )
