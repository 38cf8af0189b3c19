"""An institute asks for examiners, per practical of a plan; the district and the city look on 三."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Actor, Role
from examiners.forms.requests import RequestForm
from examiners.queries.requests import PracticalRequest, practicals_of
from examiners.rules.enums import ExaminerRequestState
from examiners.services.requests import request_examiners, withdraw_request
from plans.models import Plan
from plans.permissions import AvailableAction, available_actions
from plans.rules.states import COMING, PlanAction
from plans.views.base import PlanView
from plans.views.panels import Panel

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
CLERKS = frozenset({Role.INSTITUTE_CLERK})
OPEN = ExaminerRequestState.OPEN


class PlanRequests(PlanView):
    """The practicals of a plan, each with its request or the form of one."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = (), typed: RequestForm | None = None) -> HttpResponse:
        """The page, with the reasons why a request was refused, and what was typed."""
        practicals = practicals_of(self.actor, plan, self.now)
        action = _asking(self.actor, plan)
        lines = [(one, self._form(plan, one, action, typed)) for one in practicals]
        context = {
            "plan": plan,
            "lines": lines,
            "action": action,
            "today": clock.today(self.now),
            "refusals": refusals,
        }
        return render(self.request, "examiners/requests.html", context, status=422 if refusals else 200)

    def _form(self, plan: Plan, one: PracticalRequest, action: object, typed: RequestForm | None) -> RequestForm | None:
        if action is None or one.why_not or not getattr(action, "possible", False):
            return None
        if typed and typed.prefix == f"s{one.sitting.pk}":
            return typed
        return RequestForm(practical=one, contact=(plan.contact_name, plan.contact_phone))

    def practical_or_404(self, plan: Plan, sitting_id: int) -> PracticalRequest:
        """One practical of the plan."""
        for one in practicals_of(self.actor, plan, self.now):
            if one.sitting.pk == sitting_id:
                return one
        raise Http404


class AskForExaminers(PlanRequests):
    """Ask, or change what was asked."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, sitting_id: int) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = RequestForm(request.POST, practical=self.practical_or_404(plan, sitting_id))
        form.full_clean()
        _, refusals = self.attempt(
            lambda: request_examiners(actor=self.actor, sitting_id=sitting_id, entry=form.entry(), now=self.now),
            success="考评人数需求已提出，区县中心会收到通知。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(plan, refusals, form)
        return redirect("examiners:requests", number)


class WithdrawRequest(PlanRequests):
    """Take a request back."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, sitting_id: int) -> HttpResponse:
        plan = self.plan_or_404(number)
        self.practical_or_404(plan, sitting_id)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: withdraw_request(actor=self.actor, sitting_id=sitting_id, reason=reason, now=self.now),
            success="需求已撤回；仍要派遣的，请在时限以前重新提出。",
        )
        return self.page(plan, refusals) if refusals else redirect("examiners:requests", number)


def _asking(actor: Actor, plan: Plan) -> AvailableAction | None:
    """Whether the actor may ask, with why not; `None` when his role never may."""
    return next((one for one in available_actions(actor, plan) if one.action is PlanAction.REQUEST_EXAMINERS), None)


def panel_of(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """What the plan's page shows of practicals for which nobody was asked; `None` when there are none."""
    if actor.role not in READERS or plan.state not in COMING:
        return None
    lines = practicals_of(actor, plan, now)
    open_lines = [one for one in lines if _is_open(one)]
    context = {"lines": open_lines, "action": _asking(actor, plan)}
    return Panel("examiners/_request_panel.html", context) if open_lines else None


def _is_open(one: PracticalRequest) -> bool:
    """Whether nobody is looked for, or the practical stands still."""
    return one.request is None or one.request.state != OPEN or one.called_off or one.sitting.suspended_at is not None
