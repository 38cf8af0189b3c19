"""The city gives a deadline room (特批): which one, until when, and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability
from plans.forms.overrides import OverrideForm
from plans.models import Plan
from plans.queries.obligations import Shown, obligations_of
from plans.queries.overrides import override_facts
from plans.rules.overriding import object_refusals, revival
from plans.rules.states import PlanAction
from plans.services.overrides import grant_override
from plans.views.base import PlanView


class Overrides(PlanView):
    """Every obligation of a plan, each with the way to its override or why there is none."""

    roles = CAPABILITIES[Capability.GRANT_OVERRIDE]

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        rows = [self._row(plan, shown) for shown in obligations_of(plan)]
        possible = [row for row in rows if not row["refusals"]]
        reviving = [row for row in possible if row["action"]]
        if len(reviving) == 1 and len(possible) == 1:
            return redirect("plans:override", number=plan.number, obligation_id=reviving[0]["shown"].record.pk)
        return render(request, "plans/overrides.html", {"plan": plan, "rows": rows})

    def _row(self, plan: Plan, shown: Shown) -> dict[str, Any]:
        facts = override_facts(plan, shown.record)
        return {
            "shown": shown,
            "refusals": object_refusals(facts),
            "action": revival(facts.row.code, facts.plan_state),
        }


class GrantOverride(PlanView):
    """The form of one override."""

    roles = CAPABILITIES[Capability.GRANT_OVERRIDE]

    def get(self, request: HttpRequest, number: str, obligation_id: int) -> HttpResponse:
        plan, shown = self._load(number, obligation_id)
        facts = override_facts(plan, shown.record)
        return self._page(plan, shown, OverrideForm(facts=facts, today=clock.today(self.now)), object_refusals(facts))

    def post(self, request: HttpRequest, number: str, obligation_id: int) -> HttpResponse:
        plan, shown = self._load(number, obligation_id)
        facts = override_facts(plan, shown.record)
        form = OverrideForm(request.POST, facts=facts, today=clock.today(self.now))
        if not form.is_valid():
            return self._page(plan, shown, form, status=422)
        _, refusals = self.attempt(
            lambda: grant_override(actor=self.actor, obligation_id=shown.record.pk, now=self.now, **form.cleaned_data),
            success="已特批，并通知鉴定机构。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(plan, shown, form, refusals, status=422)
        if revival(facts.row.code, facts.plan_state) is PlanAction.REVIVE:  # drafts are their institute's own
            return redirect("plans:list")
        return redirect("plans:detail", number=plan.number)

    def _load(self, number: str, obligation_id: int) -> tuple[Plan, Shown]:
        plan = self.plan_or_404(number)
        for shown in obligations_of(plan):
            if shown.record.pk == obligation_id:
                return plan, shown
        raise Http404

    def _page(
        self, plan: Plan, shown: Shown, form: OverrideForm, refusals: tuple[Refusal, ...] = (), status: int = 200
    ) -> HttpResponse:
        facts = override_facts(plan, shown.record)
        context = {
            "plan": plan,
            "shown": shown,
            "form": form,
            "refusals": refusals,
            "impossible": bool(object_refusals(facts)),
            "action": revival(facts.row.code, facts.plan_state),
        }
        return render(self.request, "plans/override.html", context, status=status)
