"""Asking for a change of time or place 一（二）, its impact before it is sent, and the lists of requests."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.errors import Refused
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Role
from appraisal.core.views.base import PortalView, key_page
from plans.forms.changes import AskChangeForm
from plans.models import Plan
from plans.queries.change_pages import ALL, MOVING, READERS, WAITING, changes_seen, district_choices, shown_change
from plans.queries.changes import own_sites, sittings_of
from plans.queries.obligations import deadlines_of_sittings
from plans.queries.seating import rooms_to_choose
from plans.rules.obligations import ObligationCode
from plans.rules.states import TABLE, PlanAction
from plans.services.change_preview import foretell_change
from plans.services.changes import ask_change
from plans.views.attachments import attached
from plans.views.base import PlanView, chosen_view

TABS = {WAITING: "待审核", MOVING: "跨区变更", ALL: "全部"}


class AskChange(PlanView):
    """The form: sittings with what is to change, reason, evidence; beside it what the change would do."""

    roles = TABLE[PlanAction.ASK_CHANGE].roles

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.ASK_CHANGE, plan) or self._page(plan, self.form(plan))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = self.form(plan, data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self._page(plan, form, status=422)
        if "look" in request.POST:  # without scripts the impact comes with the page
            return self._page(plan, form)
        try:
            attachment = attached(request)
        except Refused as refused:
            return self._page(plan, form, refused.refusals, 422)
        change, refusals = self.attempt(
            lambda: ask_change(
                actor=self.actor, plan_id=plan.pk, wishes=form.wishes(), reason=form.cleaned_data["reason"],
                attachment=attachment, now=self.now,
            ),
            success="变更申请已提交，市中心审核同意以前时间、地点不变。",
        )  # fmt: skip
        if refusals:
            form.add_refusals(refusals)
            return self._page(plan, form, refusals, 422)
        return redirect("plans:change", change.pk) if change else redirect("plans:detail", number=plan.number)

    def form(self, plan: Plan, **given: Any) -> AskChangeForm:
        """The form of the plan's sittings."""
        sittings = sittings_of(plan)
        return AskChangeForm(
            sittings=sittings,
            sites=own_sites(plan),
            districts=district_choices(),
            rooms=rooms_to_choose(plan, sittings),
            **given,
        )

    def impact(self, plan: Plan, form: AskChangeForm) -> dict[str, Any]:
        """What the fragment shows."""
        wishes = form.wishes() if form.is_bound and form.is_valid() else []
        return {"foretold": foretell_change(plan, wishes, self.now), "plan": plan}

    def _page(
        self, plan: Plan, form: AskChangeForm, refusals: tuple[Refusal, ...] = (), status: int = 200
    ) -> HttpResponse:
        sittings, calendar = form.sittings, load_calendar()
        deadlines = deadlines_of_sittings(plan, sittings, ObligationCode.CHANGE, calendar)
        rows = [
            (row, deadlines[row.sitting.pk], not deadlines[row.sitting.pk].is_kept_at(self.now)) for row in form.rows()
        ]
        context = {"form": form, "rows": rows, "refusals": refusals, **self.impact(plan, form)}
        return render(self.request, "changes/ask.html", context, status=status)


class PreviewChange(AskChange):
    """What the change would do, as a fragment of the page."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return redirect("plans:change-new", number=number)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = self.form(plan, data=request.POST)
        return render(request, "changes/_impact.html", self.impact(plan, form))


class ChangeList(PortalView):
    """Requests: waiting for the city, across districts, all."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        first = WAITING if self.actor.role in CITY_ROLES | {Role.INSTITUTE_CLERK} else MOVING
        view = chosen_view(request, (first, *(tab for tab in TABS if tab != first)))
        rows, next_key = key_page(changes_seen(self.actor, view).order_by("-pk"), request)
        context = {
            "rows": [shown_change(change) for change in rows],
            "next_key": next_key,
            "view": view,
            "tabs": [(tab, "移入移出本区" if self._is_own(tab) else label) for tab, label in TABS.items()],
            "shows_institute": self.actor.role != Role.INSTITUTE_CLERK,
        }
        return render(request, "changes/list.html", context)

    def _is_own(self, tab: str) -> bool:
        return tab == MOVING and self.actor.role == Role.DISTRICT_OFFICER
