"""Corrections 一（六）: asked for by the institute, decided in the queues of district and city."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import files
from appraisal.core.errors import Refused
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView, key_page
from plans.forms.corrections import AskCorrectionForm, DecideCorrectionsForm
from plans.models import Candidate
from plans.permissions import AvailableAction, available_actions
from plans.queries.corrections import ShownCorrection, correctable, corrections_of, queue, shown_corrections
from plans.queries.technicians import sits_review
from plans.rules.enums import CandidateState
from plans.rules.states import TABLE, PlanAction
from plans.services.attachments import Attachment
from plans.services.candidates import cells_of
from plans.services.corrections import ask_corrections, decide_corrections
from plans.views.base import chosen_view
from plans.views.candidates import CandidateView

DECIDERS = TABLE[PlanAction.DECIDE_CORRECTION].roles
READERS = DECIDERS | {Role.INSTITUTE_CLERK}
LABELS = {RequestState.REQUESTED: "待处理", RequestState.GRANTED: "已同意", RequestState.REFUSED: "未同意"}


class CorrectionQueue(PortalView):
    """What waits for the actor's decision, and everything that was asked for."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        view = chosen_view(request, ("waiting", "all"))
        state = RequestState.REQUESTED if view == "waiting" else ""
        rows, next_key = key_page(queue(self.actor, state).order_by("-pk"), request)
        context = {
            "rows": [(one, LABELS[RequestState(one.record.state)]) for one in shown_corrections(self.actor, rows)],
            "next_key": next_key,
            "view": view,
            "decides": self.actor.role in DECIDERS,
        }
        return render(request, "corrections/queue.html", context)


class CorrectionsView(CandidateView):
    """A page about the corrections of one candidate."""

    def available(self, candidate: Candidate, action: PlanAction) -> AvailableAction | None:
        """Whether the actor may do it now; None when his role never may or the candidate has withdrawn."""
        if candidate.state == CandidateState.WITHDRAWN:
            return None
        found = available_actions(self.actor, candidate.plan)
        return next((one for one in found if one.action is action), None)

    def shown(self, candidate: Candidate) -> list[ShownCorrection]:
        """All corrections of the candidate."""
        return corrections_of(self.actor, candidate)


class AskCorrection(CorrectionsView):
    """The institute says what is wrong, what is right, and why."""

    roles = TABLE[PlanAction.ASK_CORRECTION].roles

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        return self._page(candidate, self._form(candidate))

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        form = self._form(candidate, data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self._page(candidate, form, status=422)
        try:
            attachment = self._attachment()
        except Refused as refused:
            return self._page(candidate, form, refused.refusals, 422)
        _, refusals = self.attempt(
            lambda: ask_corrections(
                actor=self.actor,
                candidate_id=candidate.pk,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                attachment=attachment,
                now=self.now,
            ),
            success="更正申请已提交，处理结果会通知本单位。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(candidate, form, refusals, 422)
        return redirect("plans:candidate", candidate_id=candidate.pk)

    def _attachment(self) -> Attachment | None:
        upload = self.request.FILES.get("document")
        return Attachment(str(upload.name), files.read_upload(upload)) if upload else None

    def _form(self, candidate: Candidate, **given: object) -> AskCorrectionForm:
        has_review = sits_review(candidate.plan, candidate.item.occupation_level.level)
        fields = correctable(cells_of(candidate), has_review=has_review)
        return AskCorrectionForm(fields=fields, conditions=self.conditions(candidate.item), **given)

    def _page(
        self, candidate: Candidate, form: AskCorrectionForm, refusals: tuple[Refusal, ...] = (), status: int = 200
    ) -> HttpResponse:
        context = {
            "candidate": candidate,
            "plan": candidate.plan,
            "item": candidate.item,
            "form": form,
            "asking": self.available(candidate, PlanAction.ASK_CORRECTION),
            "refusals": refusals,
        }
        return render(self.request, "corrections/ask.html", context, status=status)


class DecideCorrections(CorrectionsView):
    """All that the actor decides about one candidate, in one go."""

    roles = DECIDERS

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        return self._page(candidate, self._form(candidate))

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        form = self._form(candidate, data=request.POST)
        if not form.waiting:
            raise Http404
        form.full_clean()
        decided, refusals = self.attempt(
            lambda: decide_corrections(
                actor=self.actor,
                candidate_id=candidate.pk,
                grants=form.grants(),
                note=form.cleaned_data.get("decision", ""),
                now=self.now,
            ),
            success="已处理，并通知鉴定机构。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(candidate, form, refusals)
        return redirect("plans:corrections") if decided else redirect("plans:correction-decide", candidate_id)

    def _form(self, candidate: Candidate, **given: object) -> DecideCorrectionsForm:
        waiting = [one for one in self.shown(candidate) if one.is_mine]
        return DecideCorrectionsForm(waiting=waiting, **given)

    def _page(
        self, candidate: Candidate, form: DecideCorrectionsForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        context = {
            "candidate": candidate,
            "plan": candidate.plan,
            "item": candidate.item,
            "form": form,
            "corrections": self.shown(candidate),
            "deciding": self.available(candidate, PlanAction.DECIDE_CORRECTION),
            "refusals": refusals,
        }
        return render(self.request, "corrections/decide.html", context, status=422 if refusals else 200)
