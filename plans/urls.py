"""Routes of plans. Each capability keeps its own block."""

from django.urls import URLPattern, path

from plans.views import calendar_notices

app_name = "plans"

calendar_patterns = [
    path("calendar/<int:year>/notice/", calendar_notices.PublishNotice.as_view(), name="calendar-notice"),
    path("calendar/day/", calendar_notices.CorrectDay.as_view(), name="calendar-day"),
]

urlpatterns: list[URLPattern] = [*calendar_patterns]
