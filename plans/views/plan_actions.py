"""Actions on a plan: each posts to its own address and calls one service."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from appraisal.core.services.catalogue import ask_for_mode
from plans.rules.states import TABLE, PlanAction
from plans.services.acting import SERVICES, WORDS
from plans.views.base import PlanView
from plans.views.drafting import review_page

# What the page says when an action is done; `{plan}` is the plan.
DONE = {
    PlanAction.FILE: "计划 {plan.number} 已上报，等市中心答复。",
    PlanAction.TAKE_BACK: "计划 {plan.number} 已撤回，修改后请再次上报。",
    PlanAction.ENROL: "计划 {plan.number} 已完成报名，考生 {plan.candidate_count} 人。",
    PlanAction.QUALIFY: "计划 {plan.number} 资格审查通过，下一步是缴纳鉴定费。",
    PlanAction.ARRANGE: "计划 {plan.number} 已完成考场编排，准考证号已生成。",
    PlanAction.DISCARD: "计划 {plan.number} 已作废。",
    PlanAction.ACCEPT: "计划 {plan.number} 已受理。",
    PlanAction.RETURN: "计划 {plan.number} 已退回。",
    PlanAction.CANCEL: "计划 {plan.number} 已取消。",
}


class ActOnPlan(PlanView):
    """Do one action; refused, the same page says every reason."""

    def post(self, request: HttpRequest, number: str, word: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        action = WORDS.get(word)
        if action is None:
            raise Http404
        given: dict[str, Any] = {"actor": self.actor, "plan_id": plan.pk, "now": self.now}
        if TABLE[action].needs_reason:
            given["reason"] = request.POST.get("reason", "")
        done, refusals = self.attempt(lambda: SERVICES[action](**given))
        if done:
            messages.success(request, DONE[action].format(plan=done))
        if refusals:
            plan = self.plan_or_404(number)
            return review_page(self, plan, refusals) if action is PlanAction.FILE else self.detail_page(plan, refusals)
        return redirect("plans:detail", number=plan.number)


class AskForMode(PlanView):
    """Ask the city to maintain the appraisal mode of one of the plan's levels 二（一）."""

    roles = TABLE[PlanAction.EDIT].roles

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        level = request.POST.get("level", "")
        if not level.isdecimal():
            raise Http404
        _, refusals = self.attempt(
            lambda: ask_for_mode(actor=self.actor, occupation_level_id=int(level), now=self.now),
            success="已请市中心维护鉴定方式，维护好以后会收到通知。",
        )
        return self.detail_page(plan, refusals) if refusals else redirect("plans:review", number=plan.number)
