"""The reverse planner: begin a plan on a date, move one to another date, copy one to a new date."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core.exporters import download
from appraisal.core.queries.calendar import FIRST_DATE, LAST_DATE
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WEEKDAY_NAMES
from plans.exporters.ladder import ladder_file, steps_of
from plans.models import Plan
from plans.queries.drafts import draft_of
from plans.queries.plan_detail import practical_dates, what_is_missing
from plans.queries.planner import planner
from plans.rules.drafts import PlanDraft, moved_to
from plans.rules.enums import SESSION_KINDS, PlanKind, SpecialCategory
from plans.rules.states import TABLE, PlanAction
from plans.services import drafts
from plans.views.base import PlanView
from plans.views.drafting import wizard_steps

OWN_KINDS = [kind for kind in PlanKind if kind not in SESSION_KINDS]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a date is chosen for: heading, the button, and what stands below the heading."""

    heading: str
    button: str
    hint: str = ""


class PlannerView(PlanView):
    """A page with the planner; the month and the date being looked at stand in the address."""

    roles = TABLE[PlanAction.EDIT].roles
    purpose = Purpose("", "")

    def planner_page(
        self, refusals: tuple[Refusal, ...] = (), *, plan: Plan | None = None, **more: Any
    ) -> HttpResponse:
        chosen = self.date_of("exam")
        context = {
            "planner": planner(
                now=self.now, chosen=chosen, month=self.date_of("month"), practicals=self.practicals(plan)
            ),
            "purpose": self.purpose,
            "weekdays": [name[-1] for name in WEEKDAY_NAMES],
            "refusals": refusals,
            "plan": plan,
            **more,
        }
        return render(self.request, "plans/planner.html", context, status=422 if refusals else 200)

    def date_of(self, name: str) -> date | None:
        """A date of the address or the form; `None` when it is none, or none of the calendar."""
        text = self.request.POST.get(name) or self.request.GET.get(name, "")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if FIRST_DATE <= day <= LAST_DATE else None

    def practicals(self, plan: Plan | None) -> tuple[date, ...]:
        """Dates of the plan's practicals, moved along with the date being looked at."""
        chosen = self.date_of("exam")
        if plan is None or chosen is None or plan.first_exam_date is None:
            return ()
        return tuple(day + (chosen - plan.first_exam_date) for day in practical_dates(plan))


class NewPlan(PlannerView):
    """Kind and date of a new plan of the institute's own; sessions have their own page."""

    purpose = Purpose("新建计划", "用这一天，开始填写", "先选类型和首场考试日期，再填职业、场次和材料。")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page()

    def post(self, request: HttpRequest) -> HttpResponse:
        exam = self.date_of("exam")
        if exam is None:
            return self.form_page((Refusal("missing", {"what": "首场考试日期"}, field="exam"),))
        kind, category = self.kind(), request.POST.get("category", "")
        is_special = kind is PlanKind.SPECIAL and category in SpecialCategory.__members__
        draft = PlanDraft(
            kind=kind,
            special_category=SpecialCategory(category) if is_special else None,
            first_exam_date=exam,
            contact_name=self.actor.name,
        )
        plan, refusals = self.attempt(
            lambda: drafts.draft_plan(actor=self.actor, draft=draft, now=self.now),
            success="草稿已建立。现在填写职业和场次，随时可以离开，已保存的不会丢。",
        )
        return self.form_page(refusals) if plan is None else redirect("plans:edit", number=plan.number)

    def kind(self) -> PlanKind:
        """The chosen kind; a special session when none or another was named."""
        word = self.request.POST.get("kind") or self.request.GET.get("kind", "")
        return next((kind for kind in OWN_KINDS if kind == word), PlanKind.SPECIAL)

    def form_page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        chosen = self.request.POST.get("category") or self.request.GET.get("category", "")
        return self.planner_page(
            refusals, kinds=OWN_KINDS, kind=self.kind(), categories=list(SpecialCategory), category=chosen
        )


class MovePlan(PlannerView):
    """Another first exam date for a draft: all its sittings move along."""

    purpose = Purpose("考试日期", "改到这一天", "全部场次按相同的天数一起移动；之后仍可逐场修改。")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.EDIT, plan) or self.form_page(plan)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        exam = self.date_of("exam")
        if exam is None:
            return self.form_page(plan, (Refusal("missing", {"what": "首场考试日期"}, field="exam"),))
        moved, refusals = self.attempt(
            lambda: drafts.change_draft(
                actor=self.actor, plan_id=plan.pk, draft=moved_to(draft_of(plan), exam), now=self.now
            ),
            success=f"考试日期已改为 {exam}。",
        )
        if refusals:
            return self.form_page(plan, refusals)
        return redirect("plans:edit" if moved else "plans:detail", number=plan.number)

    def form_page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        missing = what_is_missing(plan, self.now)
        return self.planner_page(refusals, plan=plan, steps=wizard_steps(plan, missing), step="date", missing=missing)

    def date_of(self, name: str) -> date | None:
        found = super().date_of(name)
        if found or name != "exam" or self.request.method == "POST":
            return found
        return self.plan_or_404(self.kwargs["number"]).first_exam_date


class CopyPlan(PlannerView):
    """The same plan again on a new date, without candidates."""

    purpose = Purpose("复制为新计划", "复制到这一天", "职业、场次、地点和证明材料照搬，考生不带过去。")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        if plan.session_id:
            messages.info(request, "统考计划的日期由市中心规定，不能复制到别的日期：请选择新的批次执行计划。")
            return redirect("plans:sessions")
        return self.planner_page(plan=plan)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        exam = self.date_of("exam")
        if exam is None:
            return self.planner_page((Refusal("missing", {"what": "首场考试日期"}, field="exam"),), plan=plan)
        copy, refusals = self.attempt(
            lambda: drafts.copy_plan(actor=self.actor, plan_id=plan.pk, first_exam_date=exam, now=self.now),
            success=f"已由计划 {plan.number} 复制，请核对日期和材料。",
        )
        if copy is None:
            return self.planner_page(refusals, plan=plan)
        return redirect("plans:edit", number=copy.number)


class PlannerFile(PlannerView):
    """The ladder of a date as an .ics file, before anything is stored."""

    def get(self, request: HttpRequest) -> HttpResponse:
        exam = self.date_of("exam")
        if exam is None:
            return redirect(reverse("plans:new"))
        rungs = planner(now=self.now, chosen=exam, month=None).rungs
        content = ladder_file(name=f"首场考试 {exam}", reference=f"exam-{exam}", steps=steps_of(rungs), now=self.now)
        return download(content, f"kaowu-{exam}.ics", "text/calendar; charset=utf-8")
