"""Routes of plans. Each capability keeps its own block."""

from django.urls import URLPattern, path

from plans.views import (
    accepting,
    arrangement,
    bookings,
    calendar_notices,
    candidates,
    change_desk,
    changes,
    committees,
    corrections,
    deductions,
    desk,
    drafting,
    eligibility,
    invigilators,
    notice_board,
    overrides,
    papers,
    photos,
    plan_actions,
    plan_papers,
    planning,
    plans,
    public_notices,
    quality,
    results,
    resuming,
    rooms,
    roster_uploads,
    rosters,
    score_comparison,
    score_sheets,
    seat_map,
    sessions,
    slots,
    standards,
)

app_name = "plans"

calendar_patterns = [
    path("calendar/<int:year>/notice/", calendar_notices.PublishNotice.as_view(), name="calendar-notice"),
    path("calendar/day/", calendar_notices.CorrectDay.as_view(), name="calendar-day"),
]

filing_patterns = [
    path("plans/", plans.PlanList.as_view(), name="list"),
    path("plans/export/", plans.PlanExport.as_view(), name="export"),
    path("plans/new/", planning.NewPlan.as_view(), name="new"),
    path("plans/planner.ics", planning.PlannerFile.as_view(), name="planner-file"),
    path("plans/<str:number>/", plans.PlanPage.as_view(), name="detail"),
    path("plans/<str:number>/deadlines.ics", plans.PlanDeadlines.as_view(), name="deadlines-file"),
    path("plans/<str:number>/edit/", drafting.EditPlan.as_view(), name="edit"),
    path("plans/<str:number>/proofs/", drafting.PlanProofs.as_view(), name="proofs"),
    path("plans/<str:number>/review/", drafting.ReviewPlan.as_view(), name="review"),
    path("plans/<str:number>/date/", planning.MovePlan.as_view(), name="move"),
    path("plans/<str:number>/copy/", planning.CopyPlan.as_view(), name="copy"),
    path("plans/<str:number>/ask-mode/", plan_actions.AskForMode.as_view(), name="ask-mode"),
    path("plans/<str:number>/do/<slug:word>/", plan_actions.ActOnPlan.as_view(), name="act"),
    path("sessions/", sessions.SessionList.as_view(), name="sessions"),
    path("sessions/new/", sessions.PublishSession.as_view(), name="session-new"),
    path("sessions/<int:session_id>/", sessions.SessionPage.as_view(), name="session"),
    path("sessions/<int:session_id>/execute/", sessions.ExecuteSession.as_view(), name="session-execute"),
    path("sessions/<int:session_id>/withdraw/", sessions.WithdrawSession.as_view(), name="session-withdraw"),
]

roster_patterns = [
    path("plans/<str:number>/rosters/", rosters.PlanRosters.as_view(), name="rosters"),
    path("rosters/<int:item_id>/", rosters.Roster.as_view(), name="roster"),
    path("rosters/<int:item_id>/upload/", rosters.UploadRoster.as_view(), name="roster-upload"),
    path("rosters/<int:item_id>/template/", rosters.RosterTemplate.as_view(), name="roster-template"),
    path("rosters/<int:item_id>/export/", rosters.RosterExport.as_view(), name="roster-export"),
    path("rosters/<int:item_id>/new/", candidates.NewCandidate.as_view(), name="candidate-new"),
    path("rosters/uploads/<int:upload_id>/", roster_uploads.Upload.as_view(), name="upload"),
    path("rosters/uploads/<int:upload_id>/progress/", roster_uploads.UploadProgress.as_view(), name="upload-progress"),
    path("rosters/uploads/<int:upload_id>/confirm/", roster_uploads.ConfirmUpload.as_view(), name="upload-confirm"),
    path("rosters/uploads/<int:upload_id>/discard/", roster_uploads.DiscardUpload.as_view(), name="upload-discard"),
    path("rosters/uploads/<int:upload_id>/marked/", roster_uploads.MarkedUpload.as_view(), name="upload-marked"),
    path("candidates/<int:candidate_id>/", candidates.EditCandidate.as_view(), name="candidate"),
    path("candidates/<int:candidate_id>/withdraw/", candidates.WithdrawCandidate.as_view(), name="candidate-withdraw"),
    path("candidates/<int:candidate_id>/photo/", photos.CandidatePhoto.as_view(), name="candidate-photo"),
    path("candidates/<int:candidate_id>/photo/remove/", photos.RemovePhoto.as_view(), name="photo-remove"),
    path("rosters/<int:item_id>/photos/", photos.UploadPhotos.as_view(), name="photos"),
    path("rosters/photos/<int:upload_id>/", photos.PhotosUploaded.as_view(), name="photo-upload"),
]

eligibility_patterns = [
    path("plans/<str:number>/first-review/", eligibility.FirstReviewList.as_view(), name="first-review"),
    path("plans/<str:number>/first-review/pass-all/", eligibility.PassAllMet.as_view(), name="pass-all"),
    path("candidates/<int:candidate_id>/eligibility/", eligibility.CandidateEligibility.as_view(), name="eligibility"),
    path("candidates/<int:candidate_id>/facts/", eligibility.EditBackground.as_view(), name="background"),
    path("candidates/<int:candidate_id>/evidence/", eligibility.AddEvidence.as_view(), name="evidence-add"),
    path("evidence/<int:evidence_id>/remove/", eligibility.RemoveEvidence.as_view(), name="evidence-remove"),
    path(
        "candidates/<int:candidate_id>/first-review/<slug:word>/",
        eligibility.ReviewCandidate.as_view(),
        name="first-review-one",
    ),
]

standard_patterns = [
    path("standards/", standards.Standards.as_view(), name="standards"),
    path("standards/<int:pk>/", standards.Standard.as_view(), name="standard"),
    path("standards/<int:pk>/content/", standards.StandardContent.as_view(), name="standard-content"),
    path(
        "standards/<int:pk>/levels/<int:level>/<int:number>/",
        standards.EditAlternative.as_view(),
        name="standard-alternative",
    ),
    path("standards/<int:pk>/copy/", standards.CopyStandard.as_view(), name="standard-copy"),
    path("standards/<int:pk>/discard/", standards.DiscardStandard.as_view(), name="standard-discard"),
    path("standards/<int:pk>/preview/", standards.PreviewStandard.as_view(), name="standard-preview"),
    path("standards/<int:pk>/preview/export/", standards.PreviewExport.as_view(), name="standard-preview-export"),
    path("standards/<int:pk>/progress/", standards.EvaluationProgress.as_view(), name="standard-progress"),
]

deadline_patterns = [
    path("plans/<str:number>/overrides/", overrides.Overrides.as_view(), name="overrides"),
    path(
        "plans/<str:number>/obligations/<int:obligation_id>/override/",
        overrides.GrantOverride.as_view(),
        name="override",
    ),
]

paper_patterns = [
    path("plans/<str:number>/prints/", plan_papers.PlanPrints.as_view(), name="prints"),
    path("plans/<str:number>/prints/<slug:kind>/", plan_papers.PrintPlanPapers.as_view(), name="print"),
]

re_review_patterns = [
    path("re-review/slots/", slots.SlotList.as_view(), name="slots"),
    path("re-review/slots/new/", slots.PublishSlots.as_view(), name="slot-new"),
    path("re-review/slots/<int:slot_id>/withdraw/", slots.WithdrawSlot.as_view(), name="slot-withdraw"),
    path("re-review/desk/", desk.DeskToday.as_view(), name="desk"),
    path("re-review/desk/<int:booking_id>/", desk.DeskBooking.as_view(), name="desk-booking"),
    path("re-review/desk/<int:booking_id>/<int:candidate_id>/", desk.DeskBooking.as_view(), name="desk-decide"),
    path("re-review/undo/<int:review_id>/", desk.UndoVerdict.as_view(), name="desk-undo"),
    path("re-review/foretelling/", desk.Foretelling.as_view(), name="foretelling"),
    path("re-review/bookings/<int:booking_id>/move/", bookings.MoveBooking.as_view(), name="booking-move"),
    path("re-review/bookings/<int:booking_id>/cancel/", bookings.CancelBooking.as_view(), name="booking-cancel"),
    path("plans/<str:number>/bookings/", bookings.PlanBookings.as_view(), name="bookings"),
    path("plans/<str:number>/bookings/new/", bookings.BookSlot.as_view(), name="book"),
    path("plans/<str:number>/bookings/leave/", bookings.LeaveReview.as_view(), name="leave-review"),
    path("plans/<str:number>/papers/", papers.PlanPapers.as_view(), name="papers"),
    path("plans/<str:number>/papers/issue/", papers.IssuePapers.as_view(), name="papers-issue"),
    path("plans/<str:number>/papers/print/", papers.PrintPapers.as_view(), name="papers-print"),
    path("plans/<str:number>/papers/seal/", papers.SealCopies.as_view(), name="papers-seal"),
    path("plans/<str:number>/papers/hand-over/", papers.HandOver.as_view(), name="papers-hand-over"),
]

technician_patterns = [
    path("plans/<str:number>/accept/", accepting.AcceptPlan.as_view(), name="accept"),
    path("plans/<str:number>/committees/<int:occupation_id>/", committees.ChooseCommittee.as_view(), name="committee"),
    path(
        "plans/<str:number>/committees/<int:occupation_id>/drop/",
        committees.DropCommittee.as_view(),
        name="committee-drop",
    ),
    path("plans/<str:number>/notice/", public_notices.PublishNotice.as_view(), name="notice-publish"),
    path("notices/objections/", public_notices.Objections.as_view(), name="objections"),
    path("notices/objections/<int:objection_id>/", public_notices.DecideObjection.as_view(), name="objection"),
    path("notices/<str:number>/withdraw/", public_notices.WithdrawNotice.as_view(), name="notice-withdraw"),
]

# Open to everybody, without sign-in.
public_patterns = [
    path("notices/", notice_board.Board.as_view(), name="notices"),
    path("notices/objection/", notice_board.FindReceipt.as_view(), name="objection-find"),
    path("notices/objection/<str:receipt>/", notice_board.ObjectionReceipt.as_view(), name="objection-receipt"),
    path("notices/<str:number>/", notice_board.NoticePage.as_view(), name="notice"),
    path("notices/<str:number>/object/", notice_board.RaiseObjection.as_view(), name="notice-object"),
]

correction_patterns = [
    path("corrections/", corrections.CorrectionQueue.as_view(), name="corrections"),
    path("corrections/<int:candidate_id>/", corrections.DecideCorrections.as_view(), name="correction-decide"),
    path("candidates/<int:candidate_id>/corrections/", corrections.AskCorrection.as_view(), name="correction-ask"),
    path("statistics/quality/", quality.Quality.as_view(), name="quality"),
    path("statistics/quality/export/", quality.QualityExport.as_view(), name="quality-export"),
]

score_patterns = [
    path("plans/<str:number>/results/", results.PlanResults.as_view(), name="results"),
    path("plans/<str:number>/results/export/", results.ResultsExport.as_view(), name="results-export"),
    path("scores/", score_sheets.ScoreSheets.as_view(), name="scores"),
    path("scores/corrections/", results.ScoreCorrections.as_view(), name="score-corrections"),
    path("scores/corrections/<int:correction_id>/", results.DecideScoreCorrection.as_view(), name="score-correction"),
    path("scores/<int:sitting_id>/", score_sheets.EnterScores.as_view(), name="score-sheet"),
    path("scores/<int:sitting_id>/template/", score_sheets.ScoreTemplate.as_view(), name="score-template"),
    path("scores/<int:sitting_id>/import/", score_sheets.ImportScores.as_view(), name="score-import"),
    path("scores/<int:sitting_id>/compare/", score_comparison.CompareScores.as_view(), name="score-compare"),
    path("scores/<int:sitting_id>/publish/", score_comparison.PublishScores.as_view(), name="score-publish"),
    path("scores/<int:sitting_id>/<int:candidate_id>/", results.ResultPage.as_view(), name="result"),
]

change_patterns = [
    path("plans/<str:number>/changes/new/", changes.AskChange.as_view(), name="change-new"),
    path("plans/<str:number>/changes/impact/", changes.PreviewChange.as_view(), name="change-impact"),
    path("changes/", changes.ChangeList.as_view(), name="changes"),
    path("changes/<int:change_id>/", change_desk.ChangePage.as_view(), name="change"),
    path("changes/<int:change_id>/decide/", change_desk.DecideChange.as_view(), name="change-decide"),
    path("changes/<int:change_id>/withdraw/", change_desk.WithdrawChange.as_view(), name="change-withdraw"),
    path("changes/notices/<int:notice_id>/tell/", change_desk.TellDistrict.as_view(), name="notice-tell"),
    path("changes/notices/<int:notice_id>/receive/", change_desk.ConfirmReceipt.as_view(), name="notice-receive"),
    path("deductions/", deductions.DeductionList.as_view(), name="deductions"),
    path("deductions/<int:deduction_id>/", deductions.DeductionPage.as_view(), name="deduction"),
    path("deductions/<int:deduction_id>/appeal/", deductions.Appeal.as_view(), name="deduction-appeal"),
    path("deductions/<int:deduction_id>/decide/", deductions.DecideAppeal.as_view(), name="appeal-decide"),
    path("deductions/statement/", deductions.Statement.as_view(), name="statement"),
    path("deductions/statement/export/", deductions.StatementExport.as_view(), name="statement-export"),
    path("deductions/points/", deductions.PointsTable.as_view(), name="points"),
]

room_patterns = [
    path("rooms/", rooms.Rooms.as_view(), name="rooms"),
    path("rooms/new/", rooms.NewRoom.as_view(), name="room-new"),
    path("rooms/<int:room_id>/", rooms.ChangeRoom.as_view(), name="room"),
    path("rooms/<int:room_id>/take-out/", rooms.TakeOutRoom.as_view(), name="room-out"),
    path("rooms/<int:room_id>/bring-back/", rooms.BringBackRoom.as_view(), name="room-back"),
    path("invigilators/", invigilators.Staff.as_view(), name="invigilators"),
    path("invigilators/new/", invigilators.AddInvigilator.as_view(), name="invigilator-new"),
    path("invigilators/<int:invigilator_id>/", invigilators.ChangeInvigilator.as_view(), name="invigilator"),
    path("plans/<str:number>/seating/", arrangement.Seating.as_view(), name="seating"),
    path("plans/<str:number>/seating/arrange/", arrangement.ArrangePlan.as_view(), name="seats-arrange"),
    path("plans/<str:number>/seating/clear/", arrangement.ClearSeats.as_view(), name="seats-clear"),
    path("plans/<str:number>/seating/catch-up/", arrangement.CatchUp.as_view(), name="seats-catch-up"),
    path("plans/<str:number>/seating/complete/", arrangement.CompleteArrangement.as_view(), name="seats-complete"),
    path("plans/<str:number>/seating/needs/", arrangement.NoteNeed.as_view(), name="seats-need"),
    path("plans/<str:number>/seating/<int:sitting_id>/time/", arrangement.SetTime.as_view(), name="seats-time"),
    path("plans/<str:number>/invigilators/", invigilators.PlanInvigilators.as_view(), name="plan-invigilators"),
    path("plans/<str:number>/invigilators/assign/", invigilators.AssignInvigilators.as_view(), name="duties-assign"),
    path("seating/<int:use_id>/", seat_map.SeatMap.as_view(), name="seat-map"),
    path("seating/<int:use_id>/move/", seat_map.MoveSeat.as_view(), name="seat-move"),
    path("seating/<int:use_id>/duty/", invigilators.SetDuty.as_view(), name="duty-set"),
    path("plans/<str:number>/resume/", resuming.ResumePlan.as_view(), name="resume"),
]

urlpatterns: list[URLPattern] = [
    *change_patterns,
    *calendar_patterns,
    *filing_patterns,
    *roster_patterns,
    *eligibility_patterns,
    *standard_patterns,
    *deadline_patterns,
    *paper_patterns,
    *re_review_patterns,
    *technician_patterns,
    *public_patterns,
    *correction_patterns,
    *score_patterns,
    *room_patterns,
]
