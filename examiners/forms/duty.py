"""Forms of duty. The tables of members have one row per examiner and are read as they are."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.forms.base import dress
from examiners.models import Examiner
from examiners.rules.duty import Attendance, Conduct, DutyRole, RecordPart, ScanKind
from examiners.services.duty_entries import Entered
from examiners.services.duty_sheets import Meeting, Statement

ABSENT = "0"
ROLES, CONDUCTS = frozenset(DutyRole), frozenset(Conduct)
SCANNED = {"accept": ".pdf,.jpg,.jpeg,.png"}


class MeetingForm(ActionForm):
    """The meeting before the exam; who was there is ticked in the table."""

    at = forms.DateTimeField(label="时间", widget=forms.DateTimeInput)
    place = forms.CharField(label="地点", max_length=120)
    notes = forms.CharField(label="记录", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def meeting(self, present: Collection[int] = ()) -> Meeting:
        """What was filled in."""
        read = self.cleaned_data
        return Meeting(read.get("at"), read.get("place", ""), read.get("notes", ""), frozenset(present))


class WrapUpForm(ActionForm):
    """The meeting after the exam."""

    at = forms.DateTimeField(label="时间", widget=forms.DateTimeInput)
    notes = forms.CharField(label="小结", widget=forms.Textarea(attrs={"rows": 3}))
    has_problems = forms.TypedChoiceField(
        label="是否发现问题", coerce=lambda word: word == "yes", empty_value=None, widget=forms.RadioSelect,
        choices=[("no", "没有发现问题"), ("yes", "发现问题，另写问题报告")],
    )  # fmt: skip

    def meeting(self) -> Meeting:
        """What was filled in."""
        return Meeting(self.cleaned_data.get("at"), "", self.cleaned_data.get("notes", ""))


class SealingForm(ActionForm):
    """How the score roster was sealed."""

    at = forms.DateTimeField(label="封装时间", widget=forms.DateTimeInput)
    envelopes = forms.IntegerField(label="份数", min_value=1, max_value=99)


class ScanForm(ActionForm):
    """A scanned paper."""

    kind = forms.ChoiceField(label="材料", choices=ScanKind.choices())
    document = forms.FileField(label="扫描件（PDF、JPG 或 PNG）", widget=forms.FileInput(attrs=SCANNED))


class ProblemForm(ActionForm):
    """A problem, in writing."""

    text = forms.CharField(label="问题", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.FileField(label="附件（可以不附）", required=False, widget=forms.FileInput(attrs=SCANNED))


class HandInForm(ActionForm):
    """Who took the envelope."""

    handed_to = forms.CharField(label="区县中心接收人", max_length=40, help_text="当面接收封装材料的工作人员姓名。")
    answer = forms.CharField(
        label="补正说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="对退回时指出的各部分做了什么；区县中心会看到。",
    )  # fmt: skip

    def __init__(self, *args: Any, is_returned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = is_returned


class ReturnForm(ActionForm):
    """What is wrong with a hand-in: a reason, a remark per part, and whether the papers themselves were there."""

    reason = forms.CharField(label="退回理由", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    is_incomplete = forms.TypedChoiceField(
        label="成绩花名册、执评表", coerce=lambda word: word == "missing", empty_value=False, initial="there",
        widget=forms.RadioSelect,
        choices=[
            ("there", "都已送到，内容须补正：首次报送的日期有效，按时补正的不算逾期"),
            ("missing", "没有送到或者不全：视同没有报送，报送时限不变，过了的记为逾期"),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in RecordPart:
            self.fields[f"remark-{part.word}"] = forms.CharField(label=part.label, max_length=400, required=False)
            dress(self.fields[f"remark-{part.word}"])

    @property
    def remarks(self) -> list[forms.BoundField]:
        """The fields of the parts."""
        return [self[f"remark-{part.word}"] for part in RecordPart]


class StandInForm(ActionForm):
    """An examiner who judged without having been dispatched."""

    examiner = forms.ModelChoiceField(label="考评员", queryset=Examiner.objects.none())
    role = forms.ChoiceField(label="职责", choices=DutyRole.choices(), initial=DutyRole.MEMBER)
    reason = forms.CharField(label="增补理由", max_length=200)


class DutyFilterForm(FilterForm):
    """What the summary of duties is narrowed to."""

    q = forms.CharField(label="考评员姓名、编号", required=False, max_length=60)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput)
    until = forms.DateField(label="到", required=False, widget=forms.DateInput)


def read_entered(posted: Mapping[str, str], examiners: Collection[int]) -> dict[int, Entered]:
    """What a table of members says, by examiner; rows without an attendance are left out."""
    found = {}
    for key in examiners:
        days, role, conduct = (posted.get(f"{name}-{key}", "") for name in ("days", "role", "conduct"))
        if not (days.isdecimal() and len(days) == 1 and role in ROLES):
            continue
        said = Attendance(
            DutyRole(role), days != ABSENT, int(days), Conduct(conduct) if conduct in CONDUCTS else Conduct.GOOD
        )
        found[key] = Entered(said, posted.get(f"note-{key}", "")[:200])
    return found


def read_statements(posted: Mapping[str, str], examiners: Collection[int]) -> dict[int, Statement]:
    """The same with the signatures."""
    return {
        key: Statement(one.attendance, one.note, f"roster-{key}" in posted, f"seal-{key}" in posted)
        for key, one in read_entered(posted, examiners).items()
    }
