"""Routes of examiners. Each capability keeps its own block."""

from django.urls import URLPattern, path, register_converter

from examiners.views import (
    belongings,
    dispatch_board,
    dispatch_pages,
    duty,
    duty_corrections,
    duty_entries,
    duty_summary,
    fairness,
    imports,
    manual_dispatch,
    me,
    pools,
    register,
    rehearsal,
    requests,
)

app_name = "examiners"


class ExaminerNumber:
    """The number of an examiner (KP000017), so that words can stand in the same place of an address."""

    regex = "[A-Z]{1,2}[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ExaminerNumber, "examiner")

register_patterns = [
    path("examiners/", register.Register.as_view(), name="register"),
    path("examiners/new/", register.EditExaminer.as_view(), name="register-new"),
    path("examiners/import/", imports.RegisterImport.as_view(), name="import"),
    path("examiners/import/confirm/", imports.RegisterImportConfirm.as_view(), name="import-confirm"),
    path("examiners/import/template/", imports.RegisterTemplate.as_view(), name="import-template"),
    path("examiners/fairness/", fairness.Fairness.as_view(), name="fairness"),
    path("examiners/changes/", belongings.Changes.as_view(), name="changes"),
    path("examiners/changes/<int:change_id>/", belongings.DecideChange.as_view(), name="change-decide"),
    path("examiners/cards/<int:card_id>/withdraw/", belongings.WithdrawCard.as_view(), name="card-withdraw"),
    path("examiners/absences/<int:absence_id>/remove/", belongings.RemoveAbsence.as_view(), name="absence-remove"),
    path("examiners/recusals/<int:recusal_id>/end/", belongings.EndRecusal.as_view(), name="recusal-end"),
    path("examiners/<examiner:number>/", register.ExaminerPage.as_view(), name="examiner"),
    path("examiners/<examiner:number>/change/", register.EditExaminer.as_view(), name="examiner-change"),
    path("examiners/<examiner:number>/do/<slug:word>/", register.ActOnExaminer.as_view(), name="examiner-act"),
    path("examiners/<examiner:number>/cards/", belongings.AddCard.as_view(), name="card-add"),
    path("examiners/<examiner:number>/wishes/", belongings.Wishes.as_view(), name="wishes"),
    path("examiners/<examiner:number>/absences/", belongings.AddAbsence.as_view(), name="absence-add"),
    path("examiners/<examiner:number>/recusals/", belongings.AddRecusal.as_view(), name="recusal-add"),
]

request_patterns = [
    path("plans/<str:number>/examiners/", requests.PlanRequests.as_view(), name="requests"),
    path("plans/<str:number>/examiners/<int:sitting_id>/", requests.AskForExaminers.as_view(), name="request"),
    path(
        "plans/<str:number>/examiners/<int:sitting_id>/withdraw/",
        requests.WithdrawRequest.as_view(),
        name="request-withdraw",
    ),
    path("examiners/pool/<int:sitting_id>/", pools.Pool.as_view(), name="pool"),
]

own_patterns = [
    path("e/<str:token>/", me.EnterByLink.as_view(), name="enter-by-link"),
    path("calendar/<str:token>.ics", me.CalendarFeed.as_view(), name="calendar-feed"),
    path("me/", me.Overview.as_view(), name="me"),
    path("me/wishes/", me.OwnWishes.as_view(), name="me-wishes"),
    path("me/days/", me.OwnDays.as_view(), name="me-days"),
    path("me/days/<int:absence_id>/remove/", me.RemoveOwnDays.as_view(), name="me-days-remove"),
    path("me/entry/", me.OwnEntry.as_view(), name="me-entry"),
    path("me/entry/phone/", me.ChangeOwnPhone.as_view(), name="me-phone"),
    path("me/entry/ask/<slug:field>/", me.AskOwnChange.as_view(), name="me-ask"),
    path("me/entry/withdraw/<int:change_id>/", me.WithdrawOwnChange.as_view(), name="me-withdraw"),
    path("me/calendar/", me.OwnCalendar.as_view(), name="me-calendar"),
    path("me/leave/", me.LeaveLink.as_view(), name="me-leave"),
]

dispatch_patterns = [
    path("dispatch/", dispatch_board.Board.as_view(), name="board"),
    path("dispatch/rehearsal/", rehearsal.RehearsalPage.as_view(), name="rehearsal"),
    path("dispatch/<int:dispatch_id>/", dispatch_pages.DispatchPage.as_view(), name="dispatch"),
    path("dispatch/<int:dispatch_id>/start/", dispatch_pages.StartDispatch.as_view(), name="dispatch-start"),
    path("dispatch/<int:dispatch_id>/ask/", dispatch_pages.AskNow.as_view(), name="dispatch-ask"),
    path("dispatch/<int:dispatch_id>/cancel/", dispatch_pages.CancelDispatch.as_view(), name="dispatch-cancel"),
    path(
        "dispatch/<int:dispatch_id>/withdraw/<int:examiner_id>/",
        dispatch_pages.WithdrawExaminer.as_view(),
        name="dispatch-withdraw",
    ),
    path("dispatch/<int:dispatch_id>/manual/", manual_dispatch.ManualChoice.as_view(), name="manual"),
    path("dispatch/manual/<int:proposal_id>/", manual_dispatch.DecideManual.as_view(), name="manual-decide"),
]

duty_patterns = [
    path("duties/", duty_summary.Duties.as_view(), name="duties"),
    path("duties/export/", duty_summary.DutiesExport.as_view(), name="duties-export"),
    path("duty/<int:sitting_id>/", duty.DutyPage.as_view(), name="duty"),
    path("duty/<int:sitting_id>/keep/<slug:word>/", duty.KeepDuty.as_view(), name="duty-keep"),
    path("duty/<int:sitting_id>/entry/", duty_entries.EnterDuties.as_view(), name="duty-entry"),
    path("duty/<int:sitting_id>/compare/", duty_entries.CompareDuties.as_view(), name="duty-compare"),
    path("duty/<int:sitting_id>/confirm/", duty_entries.ConfirmDuties.as_view(), name="duty-confirm"),
    path("duty/<int:sitting_id>/correct/", duty_corrections.CorrectDuties.as_view(), name="duty-correct"),
    path(
        "duty/corrections/<int:correction_id>/",
        duty_corrections.DecideDutyCorrection.as_view(),
        name="duty-correction",
    ),
    path("duty/scans/<int:scan_id>/remove/", duty.RemoveScan.as_view(), name="duty-scan-remove"),
    path("duty/problems/<int:problem_id>/answer/", duty.AnswerProblem.as_view(), name="duty-answer"),
]

urlpatterns: list[URLPattern] = [
    *register_patterns,
    *request_patterns,
    *own_patterns,
    *dispatch_patterns,
    *duty_patterns,
]
