"""Rates and budgets 二（七）: the finance section sets them; no official figure was found."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from fees.forms.payouts import BudgetForm, RateForm
from fees.models import Budget, Rate
from fees.permissions import FINANCE
from fees.queries.overview import year_money
from fees.queries.panel import plan_money
from fees.rules.enums import PayeeKind
from fees.services import dues
from plans.models import Plan
from plans.queries.plan_detail import visible_plan

HISTORY = 50


class Rates(PortalView):
    """The rates with their history, and the form for the next one."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(RateForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RateForm(request.POST)
        form.is_valid()
        entry = form.entry(clock.today(self.now))
        _, refusals = self.attempt(
            lambda: dues.set_rate(actor=self.actor, entry=entry, now=self.now), success="支付标准已保存。"
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(form, refusals)
        return redirect("fees:rates")

    def page(self, form: RateForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why a rate was refused."""
        rates = Rate.objects.visible_to(self.actor).select_related("set_by")
        context = {"form": form, "rates": rates, "today": clock.today(self.now), "refusals": refusals}
        return render(self.request, "fees/rates.html", context, status=422 if refusals else 200)


class YearBudget(PortalView):
    """The budget of a year."""

    roles = FINANCE

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        return self.page(year, BudgetForm())

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        form = BudgetForm(request.POST)
        refusals = self.save(form, year=year)
        return self.page(year, form, refusals) if refusals else redirect("fees:year-budget", year=year)

    def save(self, form: BudgetForm, **about: int) -> tuple[Refusal, ...]:
        """Set what was typed; the reasons why not."""
        form.is_valid()
        typed = form.cleaned_data
        _, refusals = self.attempt(
            lambda: dues.set_budget(
                actor=self.actor,
                kind=PayeeKind[typed.get("kind") or PayeeKind.DISTRICT.value],
                amount=typed.get("amount"),
                reason=typed.get("reason", ""),
                now=self.now,
                **about,
            ),
            success="预算已保存。",
        )
        form.add_refusals(refusals)
        return refusals

    def page(self, year: int, form: BudgetForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why a budget was refused."""
        if not 2000 <= year <= 2099:
            raise Http404
        history = Budget.objects.visible_to(self.actor).filter(year=year).select_related("set_by")[:HISTORY]
        context = {
            "title": f"{year} 年考核鉴定费预算",
            "rows": year_money(self.actor, year),
            "history": history,
            "form": form,
            "refusals": refusals,
            "years": (year - 1, year + 1),
        }
        return render(self.request, "fees/budget.html", context, status=422 if refusals else 200)


class PlanBudget(YearBudget):
    """The budget of a plan (考核鉴定费预算)."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:  # type: ignore[override]
        return self.plan_page(self.plan_or_404(number), BudgetForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:  # type: ignore[override]
        plan, form = self.plan_or_404(number), BudgetForm(request.POST)
        refusals = self.save(form, plan_id=plan.pk)
        return self.plan_page(plan, form, refusals) if refusals else redirect("fees:plan-budget", number=number)

    def plan_or_404(self, number: str) -> Plan:
        """The plan as far as the actor may see it."""
        try:
            return visible_plan(self.actor, number)
        except Plan.DoesNotExist as missing:
            raise Http404 from missing

    def plan_page(self, plan: Plan, form: BudgetForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why a budget was refused."""
        history = Budget.objects.visible_to(self.actor).filter(plan=plan).select_related("set_by")[:HISTORY]
        context = {
            "title": f"考核鉴定费预算：{plan.number}",
            "plan": plan,
            "rows": plan_money(self.actor, plan),
            "history": history,
            "form": form,
            "refusals": refusals,
        }
        return render(self.request, "fees/budget.html", context, status=422 if refusals else 200)
