"""The papers of a plan's re-review: their three copies, making, printing, sealing, handing over."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.exporters import download, imprint_of
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.typesetting import PDF, FontMissing, chinese_fonts
from plans.exporters.papers import papers_pdf
from plans.models import PaperCopy, Plan
from plans.permissions import available_actions
from plans.queries.papers import copies_of
from plans.rules.states import PlanAction
from plans.services import papers
from plans.views.base import PlanView

READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
DISTRICT = frozenset({Role.DISTRICT_OFFICER})


class PlanPapers(PlanView):
    """The copies of a plan's papers and who holds them."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = (), status: int = 422) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        copies = list(copies_of(self.actor, plan))
        in_force = [one for one in copies if not one.paper.superseded_at]
        action = next((a for a in available_actions(self.actor, plan) if a.action is PlanAction.ISSUE_PAPERS), None)
        context = {
            "plan": plan,
            "in_force": in_force,
            "superseded": [one for one in copies if one.paper.superseded_at],
            "unsealed": [one.pk for one in in_force if not one.sealed_at],
            "action": action,
            "refusals": refusals,
        }
        return render(self.request, "re_review/papers.html", context, status=status if refusals else 200)

    def done(self, number: str, act: Callable[[Plan], Any], success: str) -> HttpResponse:
        """Run one action on the plan's papers and show the page again."""
        plan = self.plan_or_404(number)
        try:
            _, refusals = self.attempt(lambda: act(plan), success=success)
        except PaperCopy.DoesNotExist as missing:
            raise Http404 from missing
        return self.page(plan, refusals) if refusals else redirect("plans:papers", number=plan.number)

    def copies_asked(self, plan: Plan) -> list[int]:
        """The copies that the form names, as far as they are of this plan; 404 when none is."""
        named = [int(key) for key in self.request.POST.getlist("copy") if key.isdecimal() and len(key) < 19]
        found = list(copies_of(self.actor, plan).filter(pk__in=named).values_list("pk", flat=True))
        if not found or len(found) != len(set(named)):
            raise Http404
        return found


class IssuePapers(PlanPapers):
    """Make the next version."""

    roles = DISTRICT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.done(
            number,
            lambda plan: papers.issue_papers(actor=self.actor, plan_id=plan.pk, now=self.now),
            "已制作，请打印、核对、盖章。",
        )


class PrintPapers(PlanPapers):
    """The copies of one kind as PDF; on record, since they carry whole document numbers."""

    roles = DISTRICT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        ids = self.copies_asked(plan)
        try:
            chinese_fonts()
        except FontMissing:
            return self.page(plan, (Refusal("font_missing"),), status=503)
        copies, refusals = self.attempt(lambda: papers.print_copies(actor=self.actor, copy_ids=ids, now=self.now))
        if not copies:
            return self.page(plan, refusals) if refusals else redirect("plans:papers", number=plan.number)
        paper = copies[0].paper
        wanted = [one for one in copies if one.paper.kind == paper.kind]
        name = f"{plan.number}{paper.get_kind_display()}第{paper.version}版.pdf"
        return download(papers_pdf(plan, wanted, imprint_of(request)), name, PDF)


class SealCopies(PlanPapers):
    """The copies bear the seal."""

    roles = DISTRICT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.done(
            number,
            lambda plan: papers.seal_copies(actor=self.actor, copy_ids=self.copies_asked(plan), now=self.now),
            "已登记盖章。",
        )


class HandOver(PlanPapers):
    """A copy goes to its holder."""

    roles = DISTRICT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        def act(plan: Plan) -> PaperCopy:
            (copy_id,) = self.copies_asked(plan)[:1]
            to = request.POST.get("handed_to", "")
            return papers.hand_over(actor=self.actor, copy_id=copy_id, to=to, now=self.now)

        return self.done(number, act, "已登记移交。")
