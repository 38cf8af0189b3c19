"""The API under /api/v1/: every endpoint of the four packages."""

from django.urls import path

from appraisal.core.api import calendar, changes, documents, prints, reference
from appraisal.core.views.api import Schema
from examiners.api import dispatch, duty, duty_keeping, manual, requests
from fees.api import money
from plans.api import (
    arranging,
    bookings,
    candidates,
    change_requests,
    corrections,
    drafting,
    first_reviews,
    plans,
    printing,
    review_papers,
    reviews,
    rooms,
    rosters,
    sittings,
)
from plans.api import changes as moves

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
    path("prints", prints.Prints.as_view(), name="prints"),
    path("prints/<int:pk>", prints.OnePrint.as_view(), name="print"),
    path("prints/<int:pk>/file", prints.PrintFile.as_view(), name="print-file"),
    path("documents/<int:pk>/link", documents.DocumentLink.as_view(), name="document-link"),
    path("files/<str:token>", documents.DocumentOfLink.as_view(), name="document-file"),
]
DRAFTING = [
    path("plans/<str:number>/draft", drafting.DraftOfPlan.as_view(), name="draft"),
    path("plans/<str:number>/copy", drafting.CopyPlan.as_view(), name="copy"),
    path("plans/<str:number>/proofs", drafting.AddProof.as_view(), name="proof-add"),
    path("proofs/<int:pk>/remove", drafting.RemoveProof.as_view(), name="proof-remove"),
    path("sessions", drafting.Sessions.as_view(), name="sessions"),
]
ROSTERS = [
    path("items/<int:pk>/roster-template", rosters.RosterTemplate.as_view(), name="roster-template"),
    path("items/<int:pk>/uploads", rosters.ItemUploads.as_view(), name="uploads"),
    path("items/<int:pk>/candidates", candidates.AddCandidate.as_view(), name="candidate-add"),
    path("uploads/<int:pk>", rosters.OneUpload.as_view(), name="upload"),
    path("uploads/<int:pk>/faults", rosters.UploadFaults.as_view(), name="upload-faults"),
    path("uploads/<int:pk>/marked", rosters.MarkedWorkbook.as_view(), name="upload-marked"),
    path("uploads/<int:pk>/confirm", rosters.ConfirmUpload.as_view(), name="upload-confirm"),
    path("uploads/<int:pk>/discard", rosters.DiscardUpload.as_view(), name="upload-discard"),
    path("candidates/<int:pk>", candidates.OneCandidate.as_view(), name="candidate"),
    path("candidates/<int:pk>/withdraw", candidates.WithdrawCandidate.as_view(), name="candidate-withdraw"),
    path("candidates/<int:pk>/background", first_reviews.Backgrounds.as_view(), name="candidate-background"),
    path("candidates/<int:pk>/evidence", first_reviews.AddEvidence.as_view(), name="candidate-evidence"),
    path("candidates/<int:pk>/first-review", first_reviews.ReviewOne.as_view(), name="candidate-review"),
    path("evidence/<int:pk>/remove", first_reviews.RemoveEvidence.as_view(), name="evidence-remove"),
    path("plans/<str:number>/first-review", first_reviews.FirstReviews.as_view(), name="first-reviews"),
    path("plans/<str:number>/first-review/pass-all", first_reviews.PassAll.as_view(), name="pass-all"),
]
BOOKING = [
    path("bookings", bookings.Book.as_view(), name="bookings"),
    path("bookings/<int:pk>/move", bookings.MoveBooking.as_view(), name="booking-move"),
    path("bookings/<int:pk>/cancel", bookings.CancelBooking.as_view(), name="booking-cancel"),
    path("plans/<str:number>/leave-review", bookings.LeaveReview.as_view(), name="leave-review"),
    path("plans/<str:number>/committees", bookings.ChooseCommittee.as_view(), name="committees"),
    path("plans/<str:number>/moves", change_requests.AskChange.as_view(), name="move-ask"),
    path("moves/<int:pk>/withdraw", change_requests.WithdrawChange.as_view(), name="move-withdraw"),
]
ROOMS = [
    path("rooms", rooms.Rooms.as_view(), name="room-list"),
    path("rooms/<int:pk>", rooms.OneRoom.as_view(), name="room"),
    path("rooms/<int:pk>/out", rooms.TakeOutRoom.as_view(), name="room-out"),
    path("rooms/<int:pk>/back", rooms.BringBackRoom.as_view(), name="room-back"),
    path("invigilators", rooms.Invigilators.as_view(), name="invigilators"),
    path("invigilators/<int:pk>", rooms.OneInvigilator.as_view(), name="invigilator"),
    path("plans/<str:number>/arrange", arranging.ArrangePlan.as_view(), name="arrange"),
    path("plans/<str:number>/clear-seats", arranging.ClearSeats.as_view(), name="clear-seats"),
    path("plans/<str:number>/catch-up", arranging.CatchUp.as_view(), name="catch-up"),
    path("plans/<str:number>/resume", arranging.ResumePlan.as_view(), name="resume"),
    path("plans/<str:number>/invigilators/assign", arranging.AssignInvigilators.as_view(), name="assign"),
    path("sittings/<int:pk>/time", arranging.SetTime.as_view(), name="sitting-time"),
    path("candidates/<int:pk>/need", arranging.NoteNeed.as_view(), name="candidate-need"),
    path("seats/<int:pk>/move", arranging.MoveSeat.as_view(), name="seat-move"),
    path("uses/<int:pk>/invigilators", arranging.SetDuty.as_view(), name="use-invigilators"),
    path("plans/<str:number>/prints", printing.PlanPrints.as_view(), name="plan-prints"),
]
PLANS = [
    path("plans", drafting.DraftsAndPlans.as_view(), name="plans"),
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
    path("bookings/<int:pk>/verdicts", reviews.Verdicts.as_view(), name="verdicts"),
    path("plans/<str:number>/review-papers", review_papers.ReviewPapers.as_view(), name="review-papers"),
    path("plans/<str:number>/review-papers/pdf", review_papers.ReviewPapersFile.as_view(), name="review-papers-file"),
    path("plans/<str:number>/review-papers/seal", review_papers.SealCopies.as_view(), name="review-papers-seal"),
    path("paper-copies/<int:pk>/hand-over", review_papers.HandOverCopy.as_view(), name="copy-hand-over"),
    path("verdicts/<int:pk>/undo", reviews.UndoVerdict.as_view(), name="verdict-undo"),
    path("corrections", corrections.Corrections.as_view(), name="corrections"),
    path("candidates/<int:pk>/corrections/ask", corrections.AskCorrections.as_view(), name="correction-ask"),
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
    path("sittings/<int:pk>/duty/meeting", duty_keeping.KeepMeeting.as_view(), name="duty-meeting"),
    path("sittings/<int:pk>/duty/attendance", duty_keeping.KeepAttendance.as_view(), name="duty-attendance"),
    path("sittings/<int:pk>/duty/sealing", duty_keeping.KeepSealing.as_view(), name="duty-sealing"),
    path("sittings/<int:pk>/duty/wrap-up", duty_keeping.KeepWrapUp.as_view(), name="duty-wrap-up"),
    path("sittings/<int:pk>/duty/scans", duty_keeping.AddScan.as_view(), name="duty-scans"),
    path("sittings/<int:pk>/duty/problems", duty_keeping.ReportProblem.as_view(), name="duty-problems"),
    path("sittings/<int:pk>/duty/hand-in", duty_keeping.HandIn.as_view(), name="duty-hand-in"),
    path("duty-scans/<int:pk>/remove", duty_keeping.RemoveScan.as_view(), name="duty-scan-remove"),
    path("duty-problems/<int:pk>/answer", duty_keeping.AnswerProblem.as_view(), name="duty-problem-answer"),
    path("sittings/<int:pk>/duty/confirm", duty.ConfirmDuty.as_view(), name="duty-confirm"),
]
FEES = [
    path("bills", money.Bills.as_view(), name="bills"),
    path("receipts", money.Receipts.as_view(), name="receipts"),
    path("payouts", money.Payouts.as_view(), name="payouts"),
]

urlpatterns = [*SHARED, *PLANS, *DRAFTING, *ROSTERS, *BOOKING, *ROOMS, *EXAMINERS, *FEES]
