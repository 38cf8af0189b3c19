"""Forms of the calendar: the calculator, a year's notice, a single day."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from appraisal.core.forms.base import PortalForm
from appraisal.core.queries.calendar import FIRST_DATE, LAST_DATE, MOST_WORKING_DAYS
from appraisal.core.rules.deadlines import Direction
from appraisal.core.rules.workdays import DayKind

WITHIN_CALENDAR = [MinValueValidator(FIRST_DATE), MaxValueValidator(LAST_DATE)]
NOTICE_HINT = "粘贴国务院办公厅通知的正文即可；也可以每行一天，如 2026-02-14 上班 春节。周末不必写。"


class CalculatorForm(PortalForm):
    """N working days before or after a date; its state is the page's address."""

    date = forms.DateField(label="起算日", widget=forms.DateInput, validators=WITHIN_CALENDAR)
    working_days = forms.IntegerField(label="工作日数", min_value=1, max_value=MOST_WORKING_DAYS)
    direction = forms.ChoiceField(label="方向", choices=Direction.choices())


class NoticeForm(PortalForm):
    """A year's holiday notice as printed."""

    notice_number = forms.CharField(label="通知文号", max_length=80, help_text="如：国办发明电〔2025〕7号")
    text = forms.CharField(
        label="通知正文", widget=forms.Textarea(attrs={"rows": 12}), max_length=20_000, help_text=NOTICE_HINT
    )
    acknowledged = forms.BooleanField(
        label="天数与法定天数不符，已与通知原文逐日核对",
        required=False,
        help_text="只有增加放假的特别通知才会不符，如 2015 年、2020 年。",
    )


class DayForm(PortalForm):
    """A correction of one day by a document."""

    BY_WEEKDAY = "BY_WEEKDAY"

    date = forms.DateField(label="日期", widget=forms.DateInput, validators=WITHIN_CALENDAR)
    kind = forms.ChoiceField(
        label="改为",
        choices=[
            (DayKind.HOLIDAY.value, DayKind.HOLIDAY.label),
            (DayKind.MAKE_UP.value, "调休上班（周六、周日）"),
            (BY_WEEKDAY, "按星期（平日上班，周末休息）"),
        ],
    )
    name = forms.CharField(label="名称", max_length=40, required=False, help_text="如：春节。按星期时不必填写。")
    notice_number = forms.CharField(label="依据文号", max_length=80, help_text="会写进受影响期限的依据。")
