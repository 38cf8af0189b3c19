"""Routes of the shared ground. Each capability keeps its own block."""

from django.urls import URLPattern, path

from appraisal.core.api import calendar as calendar_api
from appraisal.core.views import account, calendar, sign_in

app_name = "core"

calendar_patterns = [
    path("calendar/", calendar.Year.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.Year.as_view(), name="calendar-year"),
    path("calendar/calculator/", calendar.Calculator.as_view(), name="calendar-calculator"),
    path("api/v1/calendar/deadline", calendar_api.DeadlineEndpoint.as_view(), name="api-calendar-deadline"),
    path("api/v1/calendar/days", calendar_api.DaysEndpoint.as_view(), name="api-calendar-days"),
]

account_patterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", sign_in.SignInCode.as_view(), name="sign-in-code"),
    path("sign-in/training/<int:assignment_id>/", sign_in.TrainingSignIn.as_view(), name="training-sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("no-role/", sign_in.NoRole.as_view(), name="no-role"),
    path("account/password/", account.Password.as_view(), name="password"),
    path("account/second-factor/", account.SecondFactor.as_view(), name="second-factor"),
    path("account/role/", account.SwitchRole.as_view(), name="switch-role"),
]

urlpatterns: list[URLPattern] = [*account_patterns, *calendar_patterns]
