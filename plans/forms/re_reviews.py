"""Forms of the re-review: slots, bookings, the desk, hand-over of a copy."""

from django import forms

from appraisal.core.forms.actions import ActionForm, KeysField
from appraisal.core.forms.base import PortalForm
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WEEKDAY_NAMES
from plans.rules.re_review import Verdict
from plans.rules.review_enums import ReReviewOutcome, ReviewItem
from plans.rules.slots import Series, read_periods

WORKING_WEEK = (0, 1, 2, 3, 4)
OK, BAD = "ok", "bad"


class SlotForm(ActionForm):
    """Slots as a district publishes them; one day is a series from that day to itself."""

    first = forms.DateField(label="从哪天", widget=forms.DateInput)
    last = forms.DateField(
        label="到哪天", widget=forms.DateInput, required=False, help_text="只有一天的不用填。非工作日自动跳过。"
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="星期几",
        coerce=int,
        empty_value=[],
        choices=list(enumerate(WEEKDAY_NAMES)),
        initial=WORKING_WEEK,
        widget=forms.CheckboxSelectMultiple,
        help_text="调休上班的周末，勾选周六、周日才会排上。",
    )
    times = forms.CharField(
        label="时间",
        max_length=200,
        initial="09:00-11:30 13:30-16:30",
        help_text="每天的一段或几段，用空格分开。",
    )
    places = forms.IntegerField(label="每段可审人数", initial=30, help_text="按考生计，不按计划计。")
    place = forms.CharField(label="地点", max_length=200, required=False)

    def series(self) -> tuple[Series, tuple[Refusal, ...]]:
        """What was typed, and which stretches of time could not be read."""
        typed = self.cleaned_data
        periods, refusals = read_periods(typed.get("times", ""))
        series = Series(
            first=typed.get("first"),
            last=typed.get("last") or typed.get("first"),
            periods=periods,
            places=typed.get("places") or 0,
            weekdays=frozenset(typed.get("weekdays") or ()),
            place=typed.get("place", ""),
        )
        return series, refusals


class BookingForm(PortalForm):
    """Which slot, and how many of the waiting or which of them. `slot` 0: from the earliest slot on."""

    slot = forms.IntegerField(min_value=0)
    people = forms.IntegerField(label="人数", min_value=1, required=False)
    candidates = KeysField(required=False)


class LeaveForm(PortalForm):
    """Candidates who leave the plan instead of being re-reviewed."""

    candidates = KeysField(required=False)
    reason = forms.CharField(required=False, max_length=1_000)


class VerdictForm(PortalForm):
    """A verdict of the desk: one radio button per item, the outcome by the button that sends it."""

    outcome = forms.ChoiceField(choices=ReReviewOutcome.choices())
    seen = forms.IntegerField(required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for item in ReviewItem:
            self.fields[f"item_{item}"] = forms.ChoiceField(
                choices=[(OK, "符合"), (BAD, "不符合")], required=False, label=item.label
            )

    def verdict(self) -> Verdict:
        """What was said; an item without an answer was not looked at."""
        typed = self.cleaned_data
        answers = {item: typed.get(f"item_{item}") for item in ReviewItem}
        return Verdict(
            outcome=ReReviewOutcome(typed["outcome"]),
            items={item: answer == OK for item, answer in answers.items() if answer},
            note=typed.get("note", ""),
        )
