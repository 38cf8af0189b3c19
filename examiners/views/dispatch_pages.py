"""The page of one dispatch and what can be done on it: start, ask, take somebody out, call off."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from examiners.forms.dispatch import WithdrawForm
from examiners.models import Dispatch
from examiners.permissions import available_actions
from examiners.queries import dispatch_detail as detail
from examiners.queries.board import row_of
from examiners.rules.states import ManualState
from examiners.services import dispatches
from examiners.views.dispatch_board import DISPATCHERS

VIEWS = (("people", "人员"), ("talk", "短信往来"), ("ranking", "排序"), ("excluded", "不能邀请的人"))


class DispatchPage(PortalView):
    """People, conversation, ranking and exclusions of one dispatch."""

    roles = DISPATCHERS

    def get(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        return self.page(self.dispatch_or_404(dispatch_id))

    def dispatch_or_404(self, dispatch_id: int) -> Dispatch:
        """The dispatch as far as the actor may see it; 404 otherwise."""
        try:
            return detail.visible_dispatch(self.actor, dispatch_id)
        except Dispatch.DoesNotExist as missing:
            raise Http404 from missing

    def page(self, dispatch: Dispatch, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why an action was refused."""
        names = [name for name, _ in VIEWS]
        view = self.request.GET.get("view", names[0])
        view = view if view in names else names[0]
        actions = {one.action: one for one in available_actions(self.actor, dispatch)}
        proposals = detail.proposals_of(dispatch)
        context = {
            "dispatch": dispatch,
            "row": row_of(dispatch, self.now),
            "view": view,
            "tabs": VIEWS,
            "actions": {action.value: one for action, one in actions.items()},
            "proposals": proposals,
            "has_decided": any(one.state != ManualState.PROPOSED for one in proposals),
            "shows_seed": detail.shows_seed(dispatch),
            "refusals": refusals,
            **PARTS[view](dispatch),
        }
        return render(self.request, "dispatch/detail.html", context, status=422 if refusals else 200)

    def act(self, dispatch_id: int, action: Callable[[Dispatch], Any], success: str) -> HttpResponse:
        """Run one service on the dispatch and go back to its page, with the reasons when it was refused."""
        dispatch = self.dispatch_or_404(dispatch_id)
        _, refusals = self.attempt(lambda: action(dispatch), success=success)
        if refusals:
            return self.page(self.dispatch_or_404(dispatch_id), refusals)
        return redirect("examiners:dispatch", dispatch_id=dispatch_id)


PARTS: dict[str, Callable[[Dispatch], dict[str, Any]]] = {
    "people": lambda dispatch: {"people": detail.people_of(dispatch)},
    "talk": lambda dispatch: {"lines": detail.conversation_of(dispatch)},
    "ranking": lambda dispatch: {"ranking": detail.ranking_of(dispatch)},
    "excluded": lambda dispatch: {"excluded": detail.excluded_from(dispatch)},
}


class StartDispatch(DispatchPage):
    """Rank and ask the first ones."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        return self.act(
            dispatch_id,
            lambda row: dispatches.start_dispatch(actor=self.actor, dispatch_id=row.pk, now=self.now),
            "已开始派遣，邀请短信已排队发送。",
        )


class AskNow(DispatchPage):
    """Ask the next ones without waiting."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        return self.act(
            dispatch_id,
            lambda row: dispatches.ask_now(actor=self.actor, dispatch_id=row.pk, now=self.now),
            "已重新排序；有空缺的名额已发出邀请。",
        )


class CancelDispatch(DispatchPage):
    """Call the dispatch off."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        reason = request.POST.get("reason", "")
        return self.act(
            dispatch_id,
            lambda row: dispatches.cancel_dispatch(actor=self.actor, dispatch_id=row.pk, reason=reason, now=self.now),
            "派遣已撤销，已通知被邀请的考评员。",
        )


class WithdrawExaminer(DispatchPage):
    """Take one examiner out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, dispatch_id: int, examiner_id: int) -> HttpResponse:
        form = WithdrawForm(request.POST)
        form.is_valid()
        given = {"reason": form.cleaned_data.get("reason", ""), "told": bool(form.cleaned_data.get("told"))}
        return self.act(
            dispatch_id,
            lambda row: dispatches.withdraw_examiner(
                actor=self.actor, dispatch_id=row.pk, examiner_id=examiner_id, now=self.now, **given
            ),
            "已记为退出，名额由候补或下一位补上。",
        )
