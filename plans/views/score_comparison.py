"""Both entries side by side: where they differ, the paper decides; then the sheet is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.double_entry import confirming_refusals
from appraisal.core.rules.refusals import Refusal
from plans.forms.scores import typed_scores
from plans.models import Sitting
from plans.queries import score_pages
from plans.queries.results import pass_score
from plans.rules.score_entry import field_of
from plans.rules.scoring import BOTH_IN, SheetState
from plans.services import score_publication
from plans.views.score_sheets import SheetView


class CompareScores(SheetView):
    """Decide where the entries differ."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return self.page(self.sitting_or_404(sitting_id))

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        typed = typed_scores(request.POST)
        _, refusals = self.attempt(
            lambda: score_publication.resolve_scores(
                actor=self.actor, sitting_id=sitting.pk, typed=typed, now=self.now
            ),
            success="已核定，留在记录中。",
        )
        return self.page(sitting, refusals, typed) if refusals else redirect("plans:score-compare", sitting.pk)

    def page(
        self, sitting: Sitting, refusals: tuple[Refusal, ...] = (), typed: dict[int, str] | None = None
    ) -> HttpResponse:
        """The comparison; back to the grid while the entries are not both in."""
        sheet = score_pages.sheet_of(sitting)
        if sheet is None or sheet.state not in BOTH_IN:
            return redirect("plans:score-sheet", sitting_id=sitting.pk)
        sheet.sitting = sitting
        found = score_pages.comparison(self.actor, sheet, pass_score())
        faults = {refusal.field for refusal in refusals}
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "sheet": sheet,
            "entries": score_pages.entries_of(self.actor, sheet),
            "found": found,
            "rows": [
                (one, (typed or {}).get(one.candidate.pk, ""), field_of(one.candidate.pk) in faults)
                for one in found.differing
            ],
            "why_not": confirming_refusals(self.actor.user_id, tuple(found.resolvers), found.unresolved),
            "is_published": sheet.state == SheetState.PUBLISHED,
            "refusals": refusals,
        }
        return render(self.request, "scores/compare.html", context, status=422 if refusals else 200)


class PublishScores(CompareScores):
    """Confirm and publish."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return redirect("plans:score-compare", sitting_id=sitting_id)

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        _, refusals = self.attempt(
            lambda: score_publication.publish_scores(actor=self.actor, sitting_id=sitting.pk, now=self.now),
            success="成绩已发布，鉴定机构可以看到。",
        )
        return self.page(sitting, refusals) if refusals else redirect("plans:results", number=sitting.plan.number)
