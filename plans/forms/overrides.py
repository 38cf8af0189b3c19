"""The form of an override: fields only; what is right or wrong about them, the rules say."""

from datetime import date, timedelta
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.rules.deadlines import Direction
from plans.rules.overriding import OverrideFacts


class OverrideForm(PortalForm):
    """The new last day and the reason."""

    new_last_day = forms.DateField(label="新的最后一天", required=False, widget=forms.DateInput)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会记入计划的经过，鉴定机构看得到。",
    )

    def __init__(self, *args: Any, facts: OverrideFacts, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["new_last_day"]
        day.widget.attrs["min"] = str(max(today, facts.last_day + timedelta(days=1)))
        if facts.row.direction is Direction.BEFORE:
            last = facts.anchor - timedelta(days=1)
            day.widget.attrs["max"] = str(last)
            day.help_text = f"最晚 {last}：必须在{facts.row.anchor.label}（{facts.anchor}）以前。"
