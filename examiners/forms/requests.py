"""The form of a request for examiners."""

from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm
from examiners.queries.requests import PracticalRequest
from examiners.rules.requests import RequestEntry


class RequestForm(ActionForm):
    """How many examiners, and who answers at the site."""

    number = forms.IntegerField(label="需求人数", min_value=0, max_value=999)
    contact_name = forms.CharField(label="考点联系人", max_length=40)
    contact_phone = forms.CharField(
        label="联系电话",
        max_length=30,
        help_text="写在发给考评员的短信里。",
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    note = forms.CharField(label="说明", max_length=400, required=False)

    def __init__(
        self, *args: Any, practical: PracticalRequest, contact: tuple[str, str] = ("", ""), **kwargs: Any
    ) -> None:
        request = practical.request
        kwargs.setdefault(
            "initial",
            {
                "number": request.number if request else practical.suggested,
                "contact_name": request.contact_name if request else contact[0],
                "contact_phone": request.contact_phone if request else contact[1],
                "note": request.note if request else "",
            },
        )
        super().__init__(*args, prefix=f"s{practical.sitting.pk}", **kwargs)

    def entry(self) -> RequestEntry:
        """What was typed."""
        typed = self.cleaned_data
        return RequestEntry(
            number=typed.get("number") or 0,
            contact_name=typed.get("contact_name", ""),
            contact_phone=typed.get("contact_phone", ""),
            note=typed.get("note", ""),
        )
