"""Forms of public notices: the public's objection, the receipt to look up, the city's decision."""

from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from plans.models import NoticeEntry
from plans.rules.public_notices import LONGEST_ANSWER, LONGEST_NAME, LONGEST_TEXT, ObjectionForm
from plans.rules.review_enums import ObjectionState


class RaiseObjectionForm(PortalForm):
    """What somebody has to say. Whether it is enough is for the rules to say, all at once."""

    entry = forms.ChoiceField(label="对谁有异议", required=False)
    text = forms.CharField(
        label="异议内容",
        required=False,
        max_length=LONGEST_TEXT * 2,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请写明事实和依据，例如不符合哪一条申报条件、证书或工作年限为什么不真实。",
    )
    objector = forms.CharField(
        label="您的姓名", required=False, max_length=LONGEST_NAME * 2, help_text="加密保存，只用于核查，不会公开。"
    )
    contact = forms.CharField(
        label="联系电话或电子邮箱",
        required=False,
        max_length=LONGEST_NAME * 2,
        help_text="核查时与您联系用，不会公开。",
    )

    def __init__(self, *args: Any, entries: list[NoticeEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), f"{one.name}（{one.masked_number}，{one.occupation}）") for one in entries]
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "整份名单，或不在名单上写明"), *people]

    def said(self) -> tuple[int | None, ObjectionForm]:
        """Key of the entry, and what was typed; an entry that is not on the list counts as unknown."""
        chosen = self.data.get("entry", "")
        known = "entry" not in self.errors
        form = ObjectionForm(
            text=self.cleaned_data.get("text", ""),
            objector=self.cleaned_data.get("objector", ""),
            contact=self.cleaned_data.get("contact", ""),
            knows_entry=known,
        )
        return (int(chosen) if known and chosen else None), form


class ReceiptForm(PortalForm):
    """The receipt number of an objection."""

    receipt = forms.CharField(label="受理编号", max_length=20)


class DecideObjectionForm(PortalForm):
    """The city's decision with its answer; the person, where the objector named nobody."""

    outcome = forms.ChoiceField(
        label="处理结果",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ObjectionState.DISMISSED.value, "异议不成立：名单不变"),
            (ObjectionState.UPHELD.value, "异议成立：该考生退出本计划"),
        ],
    )
    entry = forms.ChoiceField(label="异议所指的考生", required=False)
    answer = forms.CharField(
        label="核查结论",
        required=False,
        max_length=LONGEST_ANSWER * 2,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="异议人凭受理编号可以看到；不要写个人信息。",
    )

    def __init__(self, *args: Any, entries: list[NoticeEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "没有指明"), *((str(one.pk), f"{one.name}（{one.masked_number}）") for one in entries)]

    def decision(self) -> dict[str, Any]:
        """The arguments of the service."""
        outcome, entry = self.cleaned_data.get("outcome", ""), self.cleaned_data.get("entry", "")
        return {
            "upheld": outcome == ObjectionState.UPHELD if outcome else None,
            "answer": self.cleaned_data.get("answer", ""),
            "entry_id": int(entry) if entry else None,
        }
