"""The API under /api/v1/: every endpoint of the four packages."""

from django.urls import path

from appraisal.core.api import calendar, changes, documents, reference
from appraisal.core.views.api import Schema
from examiners.api import dispatch, duty, manual, requests
from fees.api import money
from plans.api import changes as moves
from plans.api import corrections, plans, reviews, sittings

app_name = "api"

SHARED = [
    path("schema", Schema.as_view(), name="schema"),
    path("changes", changes.Changes.as_view(), name="changes"),
    path("calendar/deadline", calendar.DeadlineEndpoint.as_view(), name="calendar-deadline"),
    path("calendar/days", calendar.DaysEndpoint.as_view(), name="calendar-days"),
    path("occupations", reference.Occupations.as_view(), name="occupations"),
    path("organisations", reference.Organisations.as_view(), name="organisations"),
    path("sites", reference.Sites.as_view(), name="sites"),
    path("letters", reference.Letters.as_view(), name="letters"),
    path("documents/<int:pk>/link", documents.DocumentLink.as_view(), name="document-link"),
    path("files/<str:token>", documents.DocumentOfLink.as_view(), name="document-file"),
]
PLANS = [
    path("plans", plans.Plans.as_view(), name="plans"),
    path("plans/<str:number>", plans.OnePlan.as_view(), name="plan"),
    path("plans/<str:number>/obligations", plans.PlanObligations.as_view(), name="obligations"),
    path("plans/<str:number>/candidates", plans.PlanCandidates.as_view(), name="candidates"),
    path("plans/<str:number>/actions/<slug:word>", plans.ActOnPlan.as_view(), name="act"),
    path("plans/<str:number>/sittings", sittings.PlanSittings.as_view(), name="sittings"),
    path("plans/<str:number>/rooms", sittings.PlanRooms.as_view(), name="rooms"),
    path("plans/<str:number>/seats", sittings.PlanSeats.as_view(), name="seats"),
    path("plans/<str:number>/results", sittings.PlanResults.as_view(), name="results"),
    path("sittings/<int:pk>/scores", sittings.SittingScores.as_view(), name="scores"),
    path("sittings/<int:pk>/scores/publish", sittings.PublishScores.as_view(), name="scores-publish"),
    path("slots", reviews.Slots.as_view(), name="slots"),
    path("slots/<int:pk>/withdraw", reviews.WithdrawSlot.as_view(), name="slot-withdraw"),
    path("bookings", reviews.Bookings.as_view(), name="bookings"),
    path("bookings/<int:pk>/verdicts", reviews.Verdicts.as_view(), name="verdicts"),
    path("verdicts/<int:pk>/undo", reviews.UndoVerdict.as_view(), name="verdict-undo"),
    path("corrections", corrections.Corrections.as_view(), name="corrections"),
    path("candidates/<int:pk>/corrections", corrections.DecideCorrections.as_view(), name="correct"),
    path("moves", moves.Changes.as_view(), name="moves"),
    path("moves/<int:pk>/decide", moves.DecideChange.as_view(), name="move-decide"),
    path("deductions", moves.Deductions.as_view(), name="deductions"),
]
EXAMINERS = [
    path("examiners", requests.Examiners.as_view(), name="examiners"),
    path("examiner-requests", requests.Requests.as_view(), name="requests"),
    path("sittings/<int:pk>/examiner-request", requests.RequestOfSitting.as_view(), name="request"),
    path("sittings/<int:pk>/examiner-request/withdraw", requests.WithdrawRequest.as_view(), name="request-withdraw"),
    path("dispatches", dispatch.Dispatches.as_view(), name="dispatches"),
    path("dispatches/<int:pk>", dispatch.OneDispatch.as_view(), name="dispatch"),
    path("dispatches/<int:pk>/start", dispatch.StartDispatch.as_view(), name="dispatch-start"),
    path("dispatches/<int:pk>/ask", dispatch.AskNow.as_view(), name="dispatch-ask"),
    path("dispatches/<int:pk>/withdraw", dispatch.WithdrawExaminer.as_view(), name="dispatch-withdraw"),
    path("dispatches/<int:pk>/cancel", dispatch.CancelDispatch.as_view(), name="dispatch-cancel"),
    path("dispatches/<int:pk>/manual", manual.ProposeManual.as_view(), name="dispatch-manual"),
    path("manual-dispatches/<int:pk>/approve", manual.DecideManual.as_view(), name="manual-approve"),
    path("manual-dispatches/<int:pk>/refuse", manual.RefuseManual.as_view(), name="manual-refuse"),
    path("sittings/<int:pk>/duty", duty.DutyOfSitting.as_view(), name="duty"),
    path("sittings/<int:pk>/duty/confirm", duty.ConfirmDuty.as_view(), name="duty-confirm"),
]
FEES = [
    path("bills", money.Bills.as_view(), name="bills"),
    path("receipts", money.Receipts.as_view(), name="receipts"),
    path("payouts", money.Payouts.as_view(), name="payouts"),
]

urlpatterns = [*SHARED, *PLANS, *EXAMINERS, *FEES]
