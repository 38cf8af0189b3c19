"""The papers of a plan (文书): what there is, in which version, and printing it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.exporters import download, imprint_of, origin_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.services.prints import PaperOutdated
from appraisal.core.typesetting import PDF, FontMissing
from plans.exporters.plan_papers import set_papers
from plans.models import Plan
from plans.permissions import is_of_plan
from plans.queries.plan_papers import plan_papers, tickets_named
from plans.rules.plan_papers import TABLE
from plans.services.plan_papers import Printing, print_papers
from plans.views.base import PlanView

READERS = frozenset(Role) - {Role.EXAMINER}
PARTS_MOST = 200  # named by one form; all of them go without naming


class PlanPrints(PlanView):
    """All papers of a plan with version and validity."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = (), status: int = 422) -> HttpResponse:
        """The page, with the reasons why something was not printed."""
        papers = plan_papers(self.actor, plan)
        context = {"plan": plan, "papers": papers, "is_own": is_of_plan(self.actor, plan), "refusals": refusals}
        return render(self.request, "papers/plan.html", context, status=status if refusals else 200)


class PrintPlanPapers(PlanPrints):
    """Print the papers of one kind: at once while they are few, otherwise as a print of the worker."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, kind: str) -> HttpResponse:
        plan, wanted = self.plan_or_404(number), self.kind_or_404(kind)
        parts = self.parts_asked(plan)
        if parts == []:
            return self.page(plan, (Refusal("paper_nothing", {"paper": wanted.label, "per": TABLE[wanted].per.label}),))
        printing, refusals = self.attempt(
            lambda: print_papers(
                actor=self.actor, plan_id=plan.pk, kind=wanted, parts=parts, origin=origin_of(request), now=self.now
            )
        )
        if printing is None:
            return self.page(plan, refusals) if refusals else redirect("plans:prints", number=plan.number)
        return redirect("core:print", pk=printing.job.pk) if printing.job else self.at_once(printing)

    def kind_or_404(self, kind: str) -> PaperKind:
        """The kind that the address names."""
        found = PaperKind.__members__.get(kind.upper().replace("-", "_"))
        if found not in TABLE:
            raise Http404
        return found

    def parts_asked(self, plan: Plan) -> list[str] | None:
        """The parts that the form names, or those of the tickets it looks for; `None` for all."""
        asked = self.request.POST
        if "ticket" in asked:
            return tickets_named(plan, asked["ticket"])
        return asked.getlist("part")[:PARTS_MOST] if "part" in asked else None

    def at_once(self, printing: Printing) -> HttpResponse:
        """The PDF."""
        first = printing.papers[0]
        try:
            pdf = set_papers(printing.papers, imprint_of(self.request), tagged=True)
        except FontMissing:
            return self.page(printing.plan, (Refusal("font_missing"),), status=503)
        except PaperOutdated:
            return self.page(printing.plan, (Refusal("paper_outdated"),))
        return download(pdf, f"{printing.plan.number}{first.get_kind_display()}.pdf", PDF)
