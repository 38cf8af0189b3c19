"""What the pages of one plan do alike: load it through the actor's eyes, or 404."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from plans.models import Plan
from plans.permissions import available_actions
from plans.queries.plan_detail import plan_detail, visible_plan
from plans.rules.states import PlanAction
from plans.views.panels import panels_of
from plans.views.plan_buttons import buttons_of
from plans.views.rungs import rungs_of
from plans.views.technician_panel import panel_of

ANSWERING = frozenset({Role.INSTITUTE_CLERK, Role.GUIDANCE_OFFICER})  # who can put right what is missing


class PlanView(PortalView):
    """A page of one plan."""

    def plan_or_404(self, number: str) -> Plan:
        """The plan with this number as far as the actor may see it; 404 otherwise, as if it did not exist."""
        try:
            return visible_plan(self.actor, number)
        except Plan.DoesNotExist as missing:
            raise Http404 from missing

    def detail_page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The plan's page, with the reasons why an action on it was refused."""
        detail = plan_detail(self.actor, plan, self.now)
        buttons = buttons_of(self.actor, plan, detail.missing)
        context = {
            "plan": plan,
            "detail": detail,
            "rungs": rungs_of(detail.obligations, clock.today(self.now)),
            "buttons": buttons,
            "may_edit": any(button.action is PlanAction.EDIT and button.possible for button in buttons),
            "panel": panel_of(self.actor, plan, self.now),
            "panels": panels_of(self.actor, plan, self.now),
            "answers_for_it": self.actor.role in ANSWERING,
            "refusals": refusals,
        }
        return render(self.request, "plans/detail.html", context, status=422 if refusals else 200)

    def closed_to(self, action: PlanAction, plan: Plan) -> HttpResponse | None:
        """Where to go instead when the plan's state does not have the action: its page, with the reason."""
        found = next(
            (available for available in available_actions(self.actor, plan) if available.action is action), None
        )
        if found and found.possible:
            return None
        messages.warning(self.request, found.why_not if found else f"您的角色不能{action.label}。")
        return redirect("plans:detail", number=plan.number)


def chosen_view(request: HttpRequest, names: tuple[str, ...]) -> str:
    """The tab that the address names; the first one otherwise."""
    view = request.GET.get("view", names[0])
    return view if view in names else names[0]
