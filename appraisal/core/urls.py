"""Routes of the shared ground. Each capability keeps its own block."""

from django.urls import URLPattern, path

from appraisal.core.api import calendar as calendar_api
from appraisal.core.views import calendar

app_name = "core"

calendar_patterns = [
    path("calendar/", calendar.Year.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.Year.as_view(), name="calendar-year"),
    path("calendar/calculator/", calendar.Calculator.as_view(), name="calendar-calculator"),
    path("api/v1/calendar/deadline", calendar_api.DeadlineEndpoint.as_view(), name="api-calendar-deadline"),
    path("api/v1/calendar/days", calendar_api.DaysEndpoint.as_view(), name="api-calendar-days"),
]

urlpatterns: list[URLPattern] = [*calendar_patterns]
