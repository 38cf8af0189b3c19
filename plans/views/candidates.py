"""Single candidates: add, correct, withdraw."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from plans.forms.rosters import CandidateForm
from plans.models import Candidate, PlanItem
from plans.permissions import AvailableAction, available_actions
from plans.queries.candidates import visible_candidate
from plans.queries.corrections import corrections_of
from plans.queries.photos import visible_photo
from plans.queries.technicians import sits_review
from plans.rules.enums import Attempt, CandidateState
from plans.rules.roster.vocabulary import SENSITIVE
from plans.rules.states import PlanAction
from plans.services import candidates
from plans.views.rosters import CLERKS, RosterView


class CandidateView(RosterView):
    """A page of one candidate."""

    def candidate_or_404(self, candidate_id: int) -> Candidate:
        """The candidate as far as the actor may see him; 404 otherwise."""
        try:
            return visible_candidate(self.actor, candidate_id)
        except Candidate.DoesNotExist as missing:
            raise Http404 from missing

    def form(self, item: PlanItem, *, known: bool = False, **given: Any) -> CandidateForm:
        """The form of a candidate of this item."""
        with_review = sits_review(item.plan, item.occupation_level.level)
        return CandidateForm(with_review=with_review, conditions=self.conditions(item), known=known, **given)

    def stored_form(self, candidate: Candidate) -> CandidateForm:
        """The form with what is stored, numbers left empty."""
        cells = candidates.cells_of(candidate).items()
        shown = {column.lower(): text for column, text in cells if column not in SENSITIVE}
        return self.form(candidate.item, initial=shown, known=True)

    def form_page(
        self,
        form: CandidateForm,
        item: PlanItem,
        candidate: Candidate | None = None,
        refusals: tuple[Refusal, ...] = (),
    ) -> HttpResponse:
        """The form, with every fault of the row."""
        context = {
            "form": form,
            "item": item,
            "plan": item.plan,
            "candidate": candidate,
            "editing": self.editing(item),
            "corrections": corrections_of(self.actor, candidate) if candidate else [],
            "asking": self.asking(candidate),
            "photo": visible_photo(self.actor, candidate.pk) if candidate else None,
            "photographing": self.available(item, PlanAction.SET_PHOTOS),
            "is_withdrawn": candidate is not None and candidate.state == CandidateState.WITHDRAWN,
            "refusals": refusals,
        }
        return render(self.request, "rosters/candidate.html", context, status=422 if refusals else 200)

    def asking(self, candidate: Candidate | None) -> AvailableAction | None:
        """Whether a correction can be asked for now; None when the role never may."""
        found = available_actions(self.actor, candidate.plan) if candidate else []
        return next((one for one in found if one.action is PlanAction.ASK_CORRECTION), None)

    def save(self, form: CandidateForm, item: PlanItem, candidate: Candidate | None = None) -> HttpResponse:
        """Save and return to the roster, or show the form again with every fault."""
        if not form.is_valid():
            return self.form_page(form, item, candidate)
        saved, refusals = self.attempt(
            lambda: candidates.save_candidate(
                actor=self.actor,
                item_id=item.pk,
                values=form.values(),
                now=self.now,
                candidate_id=candidate.pk if candidate else None,
            ),
            success="已保存。",
        )
        if saved is None and refusals:
            form.add_refusals(refusals)
            return self.form_page(form, item, candidate, refusals)
        return redirect("plans:roster", item_id=item.pk)


class NewCandidate(CandidateView):
    """Add one candidate."""

    roles = CLERKS

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        start = {"document_type": "居民身份证", "ethnicity": "汉族"} | dict.fromkeys(
            ("theory", "practical", "review"), Attempt.NEW.label
        )
        return self.form_page(self.form(item, initial=start), item)

    def post(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        return self.save(self.form(item, data=request.POST), item)


class EditCandidate(CandidateView):
    """One candidate: everybody who sees the roster may read him, its institute may correct him."""

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        return self.form_page(self.stored_form(candidate), self.item_or_404(candidate.item_id), candidate)

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        form = self.form(candidate.item, data=request.POST, known=True)
        return self.save(form, self.item_or_404(candidate.item_id), candidate)


class WithdrawCandidate(CandidateView):
    """Take a candidate out of the plan."""

    roles = CLERKS

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        self.attempt(
            lambda: candidates.withdraw_candidate(actor=self.actor, candidate_id=candidate.pk, now=self.now),
            success=f"{candidate.name} 已退出。",
        )
        return redirect("plans:roster", item_id=candidate.item_id)
