"""Actions on a plan: each posts to its own address and calls one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from appraisal.core.services.catalogue import ask_for_mode
from plans.models import Plan
from plans.rules.states import TABLE, PlanAction
from plans.services import decisions, drafts, filing, qualifying
from plans.views.base import PlanView
from plans.views.drafting import review_page


@dataclass(frozen=True, slots=True)
class Act:
    """One action: its service and what the page says when it is done (`{plan}` is the plan)."""

    action: PlanAction
    service: Callable[..., Plan]
    done: str


ACTS = {
    act.action.lower().replace("_", "-"): act
    for act in (
        Act(PlanAction.FILE, filing.file_plan, "计划 {plan.number} 已上报，等市中心答复。"),
        Act(PlanAction.TAKE_BACK, filing.take_back, "计划 {plan.number} 已撤回，修改后请再次上报。"),
        Act(PlanAction.ENROL, filing.enrol, "计划 {plan.number} 已完成报名，考生 {plan.candidate_count} 人。"),
        Act(PlanAction.QUALIFY, qualifying.qualify_plan, "计划 {plan.number} 资格审查通过，下一步是缴纳鉴定费。"),
        Act(PlanAction.DISCARD, drafts.discard, "计划 {plan.number} 已作废。"),
        Act(PlanAction.ACCEPT, decisions.accept_plan, "计划 {plan.number} 已受理。"),
        Act(PlanAction.RETURN, decisions.return_plan, "计划 {plan.number} 已退回。"),
        Act(PlanAction.CANCEL, decisions.cancel_plan, "计划 {plan.number} 已取消。"),
    )
}


class ActOnPlan(PlanView):
    """Do one action; refused, the same page says every reason."""

    def post(self, request: HttpRequest, number: str, word: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        act = ACTS.get(word)
        if act is None:
            raise Http404
        given: dict[str, Any] = {"actor": self.actor, "plan_id": plan.pk, "now": self.now}
        if TABLE[act.action].needs_reason:
            given["reason"] = request.POST.get("reason", "")
        done, refusals = self.attempt(lambda: act.service(**given))
        if done:
            messages.success(request, act.done.format(plan=done))
        if refusals:
            plan = self.plan_or_404(number)
            return (
                review_page(self, plan, refusals) if act.action is PlanAction.FILE else self.detail_page(plan, refusals)
            )
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
