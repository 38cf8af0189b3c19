"""Manual dispatch: one officer names people with a reason, a second one decides 三."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from examiners.forms.dispatch import ManualForm
from examiners.models import Dispatch, ManualDispatch
from examiners.queries.board import row_of
from examiners.queries.dispatch_detail import choices_for_manual, open_proposal
from examiners.services import manual
from examiners.views.dispatch_pages import DispatchPage

SHOWN = 200  # people on one page; the search narrows it


class ManualChoice(DispatchPage):
    """Choose people for the open seats."""

    def get(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        return self.choice(self.dispatch_or_404(dispatch_id), ManualForm())

    def post(self, request: HttpRequest, dispatch_id: int) -> HttpResponse:
        dispatch = self.dispatch_or_404(dispatch_id)
        form = ManualForm(request.POST)
        form.is_valid()
        chosen, reason = form.cleaned_data.get("examiners", []), form.cleaned_data.get("reason", "")
        _, refusals = self.attempt(
            lambda: manual.propose_manual(
                actor=self.actor, dispatch_id=dispatch.pk, examiner_ids=chosen, reason=reason, now=self.now
            ),
            success="已提交，请另一人复核；复核以后只发第三条短信。",
        )
        if refusals:
            return self.choice(dispatch, form, refusals)
        return redirect("examiners:dispatch", dispatch_id=dispatch.pk)

    def choice(self, dispatch: Dispatch, form: ManualForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why the proposal was refused."""
        text = self.request.GET.get("q", "")
        entries = choices_for_manual(dispatch, text)
        context = {
            "dispatch": dispatch,
            "row": row_of(dispatch, self.now),
            "entries": entries[:SHOWN],
            "is_cut": len(entries) > SHOWN,
            "text": text,
            "form": form,
            "chosen": {str(key) for key in form["examiners"].value() or []},
            "waiting": open_proposal(dispatch),
            "refusals": refusals,
        }
        return render(self.request, "dispatch/manual.html", context, status=422 if refusals else 200)


class DecideManual(DispatchPage):
    """Approve, refuse, or take back a proposal."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        try:
            proposal = ManualDispatch.objects.visible_to(self.actor).get(pk=proposal_id)
        except ManualDispatch.DoesNotExist as missing:
            raise Http404 from missing
        note = request.POST.get("reason", "")
        decide, done = (
            (manual.approve_manual, "已复核。人数齐了就发第三条短信。")
            if request.POST.get("decision") == "approve"
            else (manual.refuse_manual, "这项手动派遣已不再办理。")
        )
        return self.act(
            proposal.dispatch_id,
            lambda _: decide(actor=self.actor, proposal_id=proposal.pk, note=note, now=self.now),
            done,
        )
