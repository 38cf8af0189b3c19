"""What a rehearsal is asked: seats, people, from when until when."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from appraisal.core.clock import SHANGHAI
from appraisal.core.forms.base import PortalForm
from examiners.queries.rehearsals import Need

MOST_SEATS, MOST_PEOPLE, MOST_DAYS = 30, 500, 90


class RehearsalForm(PortalForm):
    """A need, typed by hand or taken from a dispatch."""

    seats = forms.IntegerField(label="需要人数", min_value=1, max_value=MOST_SEATS)
    people = forms.IntegerField(label="可以邀请的人数", min_value=0, max_value=MOST_PEOPLE)
    start = forms.DateTimeField(label="开始派遣", widget=forms.DateTimeInput())
    until = forms.DateTimeField(label="最迟组成", widget=forms.DateTimeInput())

    @classmethod
    def of(cls, need: Need) -> "RehearsalForm":
        """The form filled with a need."""
        return cls(
            {
                "seats": min(need.seats, MOST_SEATS),
                "people": min(need.people, MOST_PEOPLE),
                "start": need.start.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
                "until": need.until.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
            }
        )

    @classmethod
    def plain(cls, now: datetime) -> "RehearsalForm":
        """The form as one first meets it: three seats, twelve people, three days."""
        evening = datetime.combine((now + timedelta(days=3)).astimezone(SHANGHAI).date(), time(20), SHANGHAI)
        return cls.of(Need(3, 12, now, evening))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        start, until = typed.get("start"), typed.get("until")
        if start and until and not timedelta() < until - start <= timedelta(days=MOST_DAYS):
            self.add_error("until", f"应晚于开始派遣，且不超过 {MOST_DAYS} 天。")
        return typed

    def need(self) -> Need:
        """What was typed."""
        typed = self.cleaned_data
        return Need(typed["seats"], typed["people"], typed["start"], typed["until"])
