"""Routes of the shared ground. Each capability keeps its own block."""

from django.urls import URLPattern, path

from appraisal.core.api import calendar as calendar_api
from appraisal.core.views import (
    account,
    calendar,
    catalogue,
    catalogue_import,
    documents,
    licences,
    sign_in,
    sites,
)

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

catalogue_patterns = [
    path("catalogue/", catalogue.Catalogue.as_view(), name="catalogue"),
    path("catalogue/export/", catalogue.CatalogueExport.as_view(), name="catalogue-export"),
    path("catalogue/import/", catalogue_import.CatalogueImport.as_view(), name="catalogue-import"),
    path(
        "catalogue/import/confirm/",
        catalogue_import.CatalogueImportConfirm.as_view(),
        name="catalogue-import-confirm",
    ),
    path("catalogue/modes/", catalogue.ModesMissing.as_view(), name="modes-missing"),
    path("catalogue/<int:pk>/", catalogue.OccupationPage.as_view(), name="occupation"),
    path("catalogue/levels/<int:pk>/mode/", catalogue.SetMode.as_view(), name="set-mode"),
    path("catalogue/levels/<int:pk>/ask/", catalogue.AskForMode.as_view(), name="ask-mode"),
    path("catalogue/levels/<int:pk>/re-review/", catalogue.SetReReview.as_view(), name="set-re-review"),
]

licence_patterns = [
    path("licences/", licences.Licences.as_view(), name="licences"),
    path("licences/<int:pk>/", licences.LicencePage.as_view(), name="licence"),
    path("licences/<int:pk>/revoke/", licences.RevokeLicence.as_view(), name="revoke-licence"),
    path("licences/requests/", licences.LicenceRequests.as_view(), name="licence-requests"),
    path("licences/requests/new/", licences.NewLicenceRequest.as_view(), name="licence-request-new"),
    path("licences/requests/<int:pk>/", licences.LicenceRequestPage.as_view(), name="licence-request"),
    path("licences/requests/<int:pk>/decide/", licences.DecideLicence.as_view(), name="decide-licence"),
    path("documents/<int:pk>/", documents.DocumentFile.as_view(), name="document"),
]

site_patterns = [
    path("sites/", sites.Sites.as_view(), name="sites"),
    path("sites/new/", sites.NewSite.as_view(), name="site-new"),
    path("sites/<int:pk>/", sites.SitePage.as_view(), name="site"),
    path("sites/<int:pk>/change/", sites.ChangeSite.as_view(), name="change-site"),
    path("sites/<int:pk>/decide/", sites.DecideSite.as_view(), name="decide-site"),
    path("sites/<int:pk>/withdraw/", sites.WithdrawSite.as_view(), name="withdraw-site"),
]

urlpatterns: list[URLPattern] = [
    *account_patterns,
    *calendar_patterns,
    *catalogue_patterns,
    *licence_patterns,
    *site_patterns,
]
