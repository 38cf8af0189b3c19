"""One request for a change 一（二）: what it says, what it does, the city's answer, the notices to districts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from plans.forms.changes import DecideChangeForm, TellDistrictForm
from plans.models import ChangeRequest, DistrictNotice, Plan
from plans.permissions import available_actions
from plans.queries.change_pages import (
    READERS,
    deduction_of,
    effects_of,
    messages_of,
    notices_of,
    shown_change,
    visible_change,
)
from plans.rules.change_enums import ChangeState
from plans.rules.states import TABLE, PlanAction
from plans.services.change_decisions import decide_change
from plans.services.change_preview import foretell_request
from plans.services.changes import withdraw_change
from plans.services.district_notices import confirm_receipt, tell_district


class ChangeView(PortalView):
    """A page of one request."""

    def change_or_404(self, change_id: int) -> ChangeRequest:
        """The request, as far as the actor may see it."""
        try:
            return visible_change(self.actor, change_id)
        except ChangeRequest.DoesNotExist as missing:
            raise Http404 from missing

    def change_of_notice_or_404(self, notice_id: int) -> ChangeRequest:
        """The request that a notice to a district belongs to."""
        notice = DistrictNotice.objects.visible_to(self.actor).filter(pk=notice_id).first()
        if notice is None:
            raise Http404
        return self.change_or_404(notice.change_id)

    def page(
        self,
        change: ChangeRequest,
        refusals: tuple[Refusal, ...] = (),
        decision: DecideChangeForm | None = None,
        telling: TellDistrictForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Everything about the request that the actor may see and do."""
        is_open = change.state == ChangeState.REQUESTED
        context: dict[str, Any] = {
            "change": change,
            "plan": change.plan,
            "shown": shown_change(change),
            "is_open": is_open,
            "foretold": foretell_request(change, self.now) if is_open and self._weighs() else None,
            "effects": effects_of(change),
            "notices": notices_of(self.actor, change, self.now),
            "deduction": deduction_of(self.actor, change),
            "messages_sent": messages_of(change),
            "sees_plan": Plan.objects.visible_to(self.actor).filter(pk=change.plan_id).exists(),
            "may_decide": is_open and self._may(PlanAction.DECIDE_CHANGE, change),
            "may_withdraw": is_open and self._may(PlanAction.WITHDRAW_CHANGE, change),
            "decision": decision or DecideChangeForm(),
            "telling": telling or TellDistrictForm(),
            "refusals": refusals,
        }
        return render(self.request, "changes/change.html", context, status=status)

    def _weighs(self) -> bool:
        """Who is shown what approving would do."""
        return self.actor.role in {Role.INSTITUTE_CLERK, Role.GUIDANCE_OFFICER}

    def _may(self, action: PlanAction, change: ChangeRequest) -> bool:
        return any(one.action is action and one.possible for one in available_actions(self.actor, change.plan))


class ChangePage(ChangeView):
    """One request."""

    roles = READERS

    def get(self, request: HttpRequest, change_id: int) -> HttpResponse:
        return self.page(self.change_or_404(change_id))


class DecideChange(ChangeView):
    """The city approves or refuses."""

    roles = TABLE[PlanAction.DECIDE_CHANGE].roles

    def post(self, request: HttpRequest, change_id: int) -> HttpResponse:
        change = self.change_or_404(change_id)
        form = DecideChangeForm(request.POST)
        if not form.is_valid():
            return self.page(change, decision=form, status=422)
        done, refusals = self.attempt(
            lambda: decide_change(actor=self.actor, change_id=change.pk, now=self.now, **form.cleaned_data),
            success="已审核，并通知有关各方。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(self.change_or_404(change_id), refusals, decision=form, status=422)
        return redirect("plans:change", change_id) if done else redirect("plans:changes")


class WithdrawChange(ChangeView):
    """The institute takes its request back."""

    roles = TABLE[PlanAction.WITHDRAW_CHANGE].roles

    def post(self, request: HttpRequest, change_id: int) -> HttpResponse:
        change = self.change_or_404(change_id)
        self.attempt(
            lambda: withdraw_change(actor=self.actor, change_id=change.pk, now=self.now), success="变更申请已撤回。"
        )
        return redirect("plans:change", change_id)


class TellDistrict(ChangeView):
    """The institute tells a district, or records that it has."""

    roles = TABLE[PlanAction.TELL_DISTRICT].roles

    def post(self, request: HttpRequest, notice_id: int) -> HttpResponse:
        change = self.change_of_notice_or_404(notice_id)
        form = TellDistrictForm(request.POST)
        if not form.is_valid():
            return self.page(change, telling=form, status=422)
        _, refusals = self.attempt(
            lambda: tell_district(actor=self.actor, notice_id=notice_id, now=self.now, **form.cleaned_data),
            success="已通知并记录。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(change, refusals, telling=form, status=422)
        return redirect("plans:change", change.pk)


class ConfirmReceipt(ChangeView):
    """The district says that it was told."""

    roles = frozenset({Role.DISTRICT_OFFICER})

    def post(self, request: HttpRequest, notice_id: int) -> HttpResponse:
        change = self.change_of_notice_or_404(notice_id)
        try:
            self.attempt(
                lambda: confirm_receipt(actor=self.actor, notice_id=notice_id, now=self.now), success="已确认收到通知。"
            )
        except DistrictNotice.DoesNotExist as missing:
            raise Http404 from missing
        return redirect("plans:change", change.pk)
