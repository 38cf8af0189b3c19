"""Routes of the shared ground. Each capability keeps its own block."""

from django.urls import URLPattern, path

from appraisal.core.api import sms_callbacks
from appraisal.core.views import (
    account,
    api,
    audit,
    calendar,
    catalogue,
    catalogue_import,
    documents,
    licences,
    organisations,
    papers,
    people,
    personal,
    prints,
    sign_in,
    sites,
    sms,
)

app_name = "core"

calendar_patterns = [
    path("calendar/", calendar.Year.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.Year.as_view(), name="calendar-year"),
    path("calendar/calculator/", calendar.Calculator.as_view(), name="calendar-calculator"),
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

organisation_patterns = [
    path("organisations/", organisations.Organisations.as_view(), name="organisations"),
    path("organisations/new/", organisations.NewOrganisation.as_view(), name="organisation-new"),
    path("organisations/<int:pk>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path("organisations/<int:pk>/change/", organisations.ChangeOrganisation.as_view(), name="organisation-change"),
    path(
        "organisations/<int:pk>/deactivate/",
        organisations.SetOrganisationActive.as_view(),
        name="organisation-deactivate",
    ),
    path(
        "organisations/<int:pk>/reactivate/",
        organisations.SetOrganisationActive.as_view(active=True),
        name="organisation-reactivate",
    ),
]

people_patterns = [
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.Invite.as_view(), name="invite"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/change/", people.ChangePerson.as_view(), name="person-change"),
    path("people/<int:pk>/roles/", people.AddRole.as_view(), name="add-role"),
    path("people/<int:pk>/roles/<int:assignment_id>/end/", people.EndRole.as_view(), name="end-role"),
    path("people/<int:pk>/reset-password/", people.ResetPassword.as_view(), name="reset-password"),
    path("people/<int:pk>/deactivate/", people.SetPersonActive.as_view(), name="person-deactivate"),
    path("people/<int:pk>/reactivate/", people.SetPersonActive.as_view(active=True), name="person-reactivate"),
    path("personal/<str:model>/<int:pk>/<str:field>/", personal.Reveal.as_view(), name="reveal"),
    path("audit/", audit.Audit.as_view(), name="audit"),
]

api_patterns = [
    path("interface/", api.Tokens.as_view(), name="api"),
    path("interface/tokens/<str:token_key>/revoke/", api.RevokeToken.as_view(), name="api-revoke"),
    path("interface/calls/", api.Calls.as_view(), name="api-calls"),
    path("interface/webhooks/", api.Webhooks.as_view(), name="api-webhooks"),
    path("interface/webhooks/<int:pk>/", api.WebhookPage.as_view(), name="api-webhook"),
    path("interface/webhooks/<int:pk>/stop/", api.StopWebhook.as_view(), name="api-webhook-stop"),
    path("interface/deliveries/<int:pk>/again/", api.SendAgain.as_view(), name="api-delivery-again"),
    path("interface/try/", api.TryOut.as_view(), name="api-try"),
]

sms_patterns = [
    path("sms/", sms.Messages.as_view(), name="sms"),
    path("sms/<int:pk>/", sms.MessagePage.as_view(), name="sms-message"),
    path("sms/<int:pk>/resolve/", sms.ResolveStuck.as_view(), name="sms-resolve"),
    path("sms/arrivals/", sms.Arrivals.as_view(), name="sms-arrivals"),
    path("sms/outages/", sms.Outages.as_view(), name="sms-outages"),
    path("sms/texts/", sms.Texts.as_view(), name="sms-texts"),
    path("sms/texts/<str:code>/", sms.TextPage.as_view(), name="sms-text"),
    path("sms/texts/<str:code>/preview/", sms.TextPreview.as_view(), name="sms-text-preview"),
    path("sms/kannel/<str:token>/inbound/", sms_callbacks.kannel_inbound, name="kannel-inbound"),
    path("sms/kannel/<str:token>/report/", sms_callbacks.kannel_report, name="kannel-report"),
    path("sms/aliyun/<str:token>/inbound/", sms_callbacks.aliyun_inbound, name="aliyun-inbound"),
    path("sms/aliyun/<str:token>/report/", sms_callbacks.aliyun_report, name="aliyun-report"),
]

print_patterns = [
    path("prints/", prints.Prints.as_view(), name="prints"),
    path("prints/<int:pk>/", prints.Print.as_view(), name="print"),
    path("prints/<int:pk>/progress/", prints.PrintProgress.as_view(), name="print-progress"),
    path("prints/<int:pk>/file/", prints.PrintFile.as_view(), name="print-file"),
]

# Open to everybody, without sign-in.
public_patterns = [
    path("verify/<str:token>/", papers.Verify.as_view(), name="verify"),
]

urlpatterns: list[URLPattern] = [
    *api_patterns,
    *account_patterns,
    *organisation_patterns,
    *people_patterns,
    *calendar_patterns,
    *catalogue_patterns,
    *licence_patterns,
    *site_patterns,
    *sms_patterns,
    *print_patterns,
    *public_patterns,
]
