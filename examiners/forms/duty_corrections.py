"""Forms of corrections of confirmed duties; the table of members is read as it is (`forms.duty.read_entered`)."""

from django import forms

from appraisal.core.forms.actions import ActionForm
from examiners.forms.duty import SCANNED
from examiners.models import Examiner


class AskDutyCorrectionForm(ActionForm):
    """Why the duties are wrong, what proves it, and who was left out."""

    newcomer = forms.ModelChoiceField(
        label="漏录的考评员", queryset=Examiner.objects.none(), required=False, help_text="没有漏录的不选。"
    )
    reason = forms.CharField(label="更正理由", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.FileField(label="证明材料（PDF、JPG 或 PNG）", widget=forms.FileInput(attrs=SCANNED))


class DecideDutyCorrectionForm(ActionForm):
    """Yes or no, with an opinion."""

    decision = forms.CharField(
        label="处理意见", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的须写明理由。",
    )  # fmt: skip
