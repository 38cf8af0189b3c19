"""A candidate's eligibility: the verdict explained, dated facts, documents; and the first review of a plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock, files
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from plans.forms.eligibility import BackgroundForm, EvidenceForm, ReviewFilterForm, initial_of
from plans.models import Candidate, Evidence
from plans.permissions import AvailableAction, available_actions
from plans.queries.eligibility import Eligibility, attach_proposals, candidate_eligibility
from plans.queries.first_reviews import review_counts, review_page, review_standings
from plans.queries.rosters import items_with_counts
from plans.rules.enums import CandidateState
from plans.rules.first_review import first_review_refusals
from plans.rules.review_enums import Basis, EvidenceKind, FirstReviewOutcome
from plans.rules.states import PlanAction
from plans.services.backgrounds import save_background
from plans.services.evidence import add_evidence, remove_evidence
from plans.services.first_reviews import pass_all_met, review_candidate
from plans.views.base import PlanView

OFFICES = frozenset(Role) - {Role.EXAMINER, Role.FINANCE_OFFICER}
CLERKS = frozenset({Role.INSTITUTE_CLERK})
WORDS = {"pass": FirstReviewOutcome.PASSED, "fail": FirstReviewOutcome.FAILED}


class EligibilityView(PortalView):
    """A page of one candidate's eligibility."""

    roles = OFFICES

    def eligibility_or_404(self, candidate_id: int) -> Eligibility:
        """The candidate's page as far as the actor may see it; 404 otherwise, as if he did not exist."""
        try:
            return candidate_eligibility(self.actor, candidate_id, self.now)
        except Candidate.DoesNotExist as missing:
            raise Http404 from missing

    def available(self, candidate: Candidate, action: PlanAction) -> AvailableAction | None:
        """Whether the actor may do it now; None when his role never may or the candidate has withdrawn."""
        if candidate.state == CandidateState.WITHDRAWN:
            return None
        found = available_actions(self.actor, candidate.plan)
        return next((one for one in found if one.action is action), None)

    def eligibility_page(self, candidate_id: int, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        shown = self.eligibility_or_404(candidate_id)
        candidate = shown.candidate
        context = {
            "shown": shown,
            "candidate": candidate,
            "plan": candidate.plan,
            "item": candidate.item,
            "reviewing": self.available(candidate, PlanAction.FIRST_REVIEW),
            "adding": self.available(candidate, PlanAction.ADD_EVIDENCE),
            "evidence_form": EvidenceForm(),
            "refusals": refusals,
        }
        return render(self.request, "eligibility/candidate.html", context, status=422 if refusals else 200)


class CandidateEligibility(EligibilityView):
    """One candidate: what holds, what is missing, from when."""

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        return self.eligibility_page(candidate_id)


class EditBackground(EligibilityView):
    """Dated facts, entered from documents."""

    roles = CLERKS

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        shown = self.eligibility_or_404(candidate_id)
        stored = shown.background
        return self._page(shown, self._form(shown, initial=initial_of(stored.facts, stored.basis) if stored else None))

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        shown = self.eligibility_or_404(candidate_id)
        form = self._form(shown, data=request.POST)
        if not form.is_valid():
            return self._page(shown, form)
        _, refusals = self.attempt(
            lambda: save_background(
                actor=self.actor,
                candidate_id=candidate_id,
                basis=Basis[form.cleaned_data["basis"]],
                facts=form.facts(),
                now=self.now,
            ),
            success="已保存，资格预审已更新。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(shown, form, refusals)
        return redirect("plans:eligibility", candidate_id)

    def _form(self, shown: Eligibility, **given: object) -> BackgroundForm:
        return BackgroundForm(shown.asked, shown.candidate.item.occupation_level.level, **given)

    def _page(self, shown: Eligibility, form: BackgroundForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        candidate = shown.candidate
        context = {
            "shown": shown,
            "candidate": candidate,
            "plan": candidate.plan,
            "item": candidate.item,
            "form": form,
            "adding": self.available(candidate, PlanAction.ADD_EVIDENCE),
            "refusals": refusals,
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "eligibility/background.html", context, status=status)


class AddEvidence(EligibilityView):
    """Hand in a document."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        self.eligibility_or_404(candidate_id)
        form = EvidenceForm(request.POST, request.FILES)
        _, refusals = self.attempt(lambda: self._add(candidate_id, form), success="材料已上传。")
        return (
            self.eligibility_page(candidate_id, refusals) if refusals else redirect("plans:eligibility", candidate_id)
        )

    def _add(self, candidate_id: int, form: EvidenceForm) -> Evidence:
        upload = form.cleaned_data["file"] if form.is_valid() else None
        if upload is None:
            raise Refused(Refusal("evidence_missing", field="file"))
        return add_evidence(
            actor=self.actor,
            candidate_id=candidate_id,
            kind=EvidenceKind[form.cleaned_data["kind"]],
            name=str(upload.name),
            content=files.read_upload(upload),
            note=form.cleaned_data["note"],
            now=self.now,
        )


class RemoveEvidence(EligibilityView):
    """Take a document off."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, evidence_id: int) -> HttpResponse:
        found = Evidence.objects.visible_to(self.actor).filter(pk=evidence_id).first()
        if found is None:
            raise Http404
        _, refusals = self.attempt(
            lambda: remove_evidence(actor=self.actor, evidence_id=evidence_id, now=self.now), success="材料已删去。"
        )
        candidate_id = found.candidate_id
        return (
            self.eligibility_page(candidate_id, refusals) if refusals else redirect("plans:eligibility", candidate_id)
        )


class ReviewCandidate(EligibilityView):
    """Pass or fail one candidate."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, candidate_id: int, word: str) -> HttpResponse:
        self.eligibility_or_404(candidate_id)
        outcome = WORDS.get(word)
        if outcome is None:
            raise Http404
        _, refusals = self.attempt(
            lambda: review_candidate(
                actor=self.actor,
                candidate_id=candidate_id,
                outcome=outcome,
                note=request.POST.get("reason", ""),
                now=self.now,
            ),
            success=f"已记录：{outcome.label}。",
        )
        return (
            self.eligibility_page(candidate_id, refusals) if refusals else redirect("plans:eligibility", candidate_id)
        )


class FirstReviewList(PlanView):
    """The candidates of a plan for the first review."""

    roles = OFFICES

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = ReviewFilterForm(request.GET)
        filters = form.filters()
        page = review_page(self.actor, plan, filters, key=request.GET.get("before", ""))
        attach_proposals(page.rows, clock.today(self.now))
        actions = available_actions(self.actor, plan)
        context = {
            "plan": plan,
            "form": form,
            "rows": page.rows,
            "next_key": page.next_key,
            "counts": review_counts(self.actor, plan),
            "items": items_with_counts(plan),
            "standing": first_review_refusals(review_standings(plan)),
            "reviewing": next((one for one in actions if one.action is PlanAction.FIRST_REVIEW), None),
            "is_narrowed": any(name in {"q", "verdict", "review"} for name in request.GET),
        }
        return render(request, "eligibility/first_review.html", context)


class PassAllMet(PlanView):
    """所有符合的一并通过."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        passed, _ = self.attempt(lambda: pass_all_met(actor=self.actor, plan_id=plan.pk, now=self.now))
        if passed is not None:
            messages.success(request, f"{passed} 名符合条件的考生已一并通过。")
        return redirect("plans:first-review", number=plan.number)
