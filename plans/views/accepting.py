"""The city accepts a special session: every proof that its category asks for, opened and ticked 一（二）."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from plans.models import Plan
from plans.queries.filing import proofs_to_check
from plans.queries.plan_detail import plan_detail
from plans.rules.states import TABLE, PlanAction
from plans.services.decisions import accept_plan
from plans.views.base import PlanView


class AcceptPlan(PlanView):
    """The proofs to look at, and the plan in short; accepting without every tick says what was not looked at."""

    roles = TABLE[PlanAction.ACCEPT].roles

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.ACCEPT, plan) or self._page(plan, set())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        ticked = {int(key) for key in request.POST.getlist("proofs") if key.isdecimal()}
        done, refusals = self.attempt(
            lambda: accept_plan(actor=self.actor, plan_id=plan.pk, now=self.now, checked_proofs=ticked)
        )
        if refusals:
            return self._page(plan, ticked, refusals)
        if done:
            messages.success(request, f"计划 {plan.number} 已受理。")
        return redirect("plans:detail", number=plan.number)

    def _page(self, plan: Plan, ticked: set[int], refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        context = {
            "plan": plan,
            "detail": plan_detail(self.actor, plan, self.now),
            "proofs": proofs_to_check(plan),
            "ticked": ticked,
            "refusals": refusals,
        }
        return render(self.request, "plans/accept.html", context, status=422 if refusals else 200)
