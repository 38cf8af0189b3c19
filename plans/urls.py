"""Routes of plans. Each capability keeps its own block."""

from django.urls import URLPattern, path

from plans.views import (
    calendar_notices,
    candidates,
    drafting,
    overrides,
    plan_actions,
    planning,
    plans,
    roster_uploads,
    rosters,
    sessions,
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
]

deadline_patterns = [
    path("plans/<str:number>/overrides/", overrides.Overrides.as_view(), name="overrides"),
    path(
        "plans/<str:number>/obligations/<int:obligation_id>/override/",
        overrides.GrantOverride.as_view(),
        name="override",
    ),
]

urlpatterns: list[URLPattern] = [*calendar_patterns, *filing_patterns, *roster_patterns, *deadline_patterns]
