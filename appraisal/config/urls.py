"""All routes: each package's under its own prefix, and the pages that draw on several."""

from django.urls import include, path

from appraisal.config.views.home import Home, Letters
from appraisal.config.views.phones import PhoneList, PhonePage, Phones, PhoneScreen
from appraisal.config.views.status import Status, health
from appraisal.config.views.training import MoveClock, WorkerReport

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("letters/", Letters.as_view(), name="letters"),
    path("training/clock/", MoveClock.as_view(), name="move-clock"),
    path("training/clock/worker/", WorkerReport.as_view(), name="worker-report"),
    path("phones/", Phones.as_view(), name="phones"),
    path("phones/list/", PhoneList.as_view(), name="phone-list"),
    path("phones/<int:key>/", PhonePage.as_view(), name="phone"),
    path("phones/<int:key>/screen/", PhoneScreen.as_view(), name="phone-screen"),
    path("status/", Status.as_view(), name="status"),
    path("health", health, name="health"),
    path("api/v1/", include("appraisal.config.api")),
    path("", include("appraisal.core.urls")),
    path("", include("fees.urls")),
    path("", include("plans.urls")),
    path("", include("examiners.urls")),
]

handler400 = "appraisal.config.views.errors.bad_request"
handler403 = "appraisal.config.views.errors.forbidden"
handler404 = "appraisal.config.views.errors.not_found"
handler500 = "appraisal.config.views.errors.server_error"
