"""The city's side of public notices: publish, withdraw, the queue of objections and their decision."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView, key_page
from plans.forms.notices import DecideObjectionForm
from plans.models import NoticeEntry, Objection, Plan, PublicNotice
from plans.queries.public_notices import (
    entries_of,
    notice_by_number,
    notice_preview,
    objections_for,
    publish_facts,
    visible_objection,
)
from plans.rules.public_notices import publish_refusals
from plans.rules.review_enums import ObjectionState
from plans.rules.states import TABLE, PlanAction
from plans.services.objections import decide_objection
from plans.services.public_notices import publish_notice, withdraw_notice
from plans.views.base import PlanView, chosen_view

GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})


class PublishNotice(PlanView):
    """What the notice will say and until when; then publish it."""

    roles = TABLE[PlanAction.PUBLISH_NOTICE].roles

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        refusals = publish_refusals(publish_facts(plan))
        return self.closed_to(PlanAction.PUBLISH_NOTICE, plan) or self._page(plan, refusals)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        notice, refusals = self.attempt(
            lambda: publish_notice(actor=self.actor, plan_id=plan.pk, now=self.now), success="公示已发布。"
        )
        if refusals:
            return self._page(plan, refusals, 422)
        if notice is None:
            return redirect("plans:detail", number=plan.number)
        return redirect("plans:notice", number=notice.number)

    def _page(self, plan: Plan, refusals: tuple[Refusal, ...], status: int = 200) -> HttpResponse:
        deadline, people = notice_preview(plan, self.now, load_calendar())
        context = {"plan": plan, "deadline": deadline, "people": people, "refusals": refusals}
        return render(self.request, "notices/publish.html", context, status=status)


class WithdrawNotice(PortalView):
    """Take a notice back that was published by mistake."""

    roles = TABLE[PlanAction.WITHDRAW_NOTICE].roles

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        try:
            notice = notice_by_number(number)
        except PublicNotice.DoesNotExist as missing:
            raise Http404 from missing
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: withdraw_notice(actor=self.actor, notice_id=notice.pk, reason=reason, now=self.now),
            success="公示已撤回，可以改正后重新发布。",
        )
        if refusals:
            context = {"notice": notice, "entries": entries_of(notice), "refusals": refusals, "is_open": True}
            return render(request, "notices/notice.html", context, status=422)
        return redirect("plans:detail", number=notice.plan.number)


class Objections(PortalView):
    """The queue: what waits first, then what was decided."""

    roles = GUIDANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        view = chosen_view(request, ("waiting", "all"))
        state = ObjectionState.RECEIVED if view == "waiting" else ""
        rows, next_key = key_page(objections_for(self.actor, state).order_by("-pk"), request)
        return render(request, "notices/objections.html", {"rows": rows, "next_key": next_key, "view": view})


class DecideObjection(PortalView):
    """One objection, and its decision."""

    roles = GUIDANCE

    def get(self, request: HttpRequest, objection_id: int) -> HttpResponse:
        objection = self._objection(objection_id)
        return self._page(objection, DecideObjectionForm(entries=self._choosable(objection)))

    def post(self, request: HttpRequest, objection_id: int) -> HttpResponse:
        objection = self._objection(objection_id)
        form = DecideObjectionForm(request.POST, entries=self._choosable(objection))
        form.full_clean()
        decided, refusals = self.attempt(
            lambda: decide_objection(actor=self.actor, objection_id=objection.pk, now=self.now, **form.decision()),
            success="已处理，异议人凭受理编号可以看到结论。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(objection, form, refusals)
        if decided is None:
            return redirect("plans:objection", objection_id=objection.pk)
        return redirect("plans:objections")

    def _objection(self, objection_id: int) -> Objection:
        try:
            return visible_objection(self.actor, objection_id)
        except Objection.DoesNotExist as missing:
            raise Http404 from missing

    def _choosable(self, objection: Objection) -> list[NoticeEntry]:
        return [] if objection.entry_id else entries_of(objection.notice)

    def _page(
        self, objection: Objection, form: DecideObjectionForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        context = {"objection": objection, "form": form, "refusals": refusals, "plan": objection.notice.plan}
        return render(self.request, "notices/objection.html", context, status=422 if refusals else 200)
