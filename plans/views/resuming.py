"""A suspended plan: the city gives the deadline room, names a later date, or cancels 二（二）."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from plans.forms.rooms import ResumeForm
from plans.models import Plan
from plans.queries.obligations import obligations_of
from plans.queries.resuming import resume_facts, resume_impact
from plans.rules.obligations import ObligationCode
from plans.rules.resuming import resume_refusals
from plans.rules.states import TABLE, PlanAction
from plans.services.resumptions import resume_later
from plans.views.base import PlanView


class ResumePlan(PlanView):
    """The three ways, and the form of the second."""

    roles = TABLE[PlanAction.RESUME].roles

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        elsewhere = self.closed_to(PlanAction.RESUME, plan)
        return elsewhere or self._page(plan, ResumeForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = ResumeForm(request.POST)
        if not form.is_valid():
            return self._page(plan, form)
        done, refusals = self.attempt(
            lambda: resume_later(actor=self.actor, plan_id=plan.pk, now=self.now, **form.cleaned_data),
            success="计划已恢复，首场考试已改期；鉴定机构和区县中心会收到通知。",
        )
        if refusals:
            return self._page(plan, form, refusals)
        return redirect("plans:detail", number=plan.number) if done else redirect("plans:resume", number=plan.number)

    def _page(self, plan: Plan, form: ResumeForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        form.add_refusals(refusals)
        calendar = load_calendar()
        facts = resume_facts(plan, None, calendar, self.now)
        missed = next((one for one in obligations_of(plan) if one.record.code == ObligationCode.ARRANGE), None)
        context = {
            "plan": plan,
            "form": form,
            "refusals": refusals,
            "facts": facts,
            "impact": resume_impact(plan, calendar),
            "bound": [one for one in resume_refusals(facts, today=facts.old) if one.code == "resume_session"],
            "missed": missed,
            "override_url": reverse("plans:override", args=[plan.number, missed.record.pk]) if missed else "",
        }
        return render(self.request, "plans/resume.html", context, status=422 if refusals or form.errors else 200)
