"""Routes of examiners: dispatch."""

from django.urls import path

from examiners.views import dispatch_board, dispatch_pages, manual_dispatch

app_name = "examiners"

DISPATCH = [
    path("dispatch/", dispatch_board.Board.as_view(), name="board"),
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

urlpatterns = [*DISPATCH]
