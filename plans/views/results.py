"""Published results: the table of a plan, one result's history with its corrections, and their queue."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import files
from appraisal.core.exporters import table_download
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView, key_page
from plans.forms.scores import AskScoreCorrectionForm, DecideScoreCorrectionForm
from plans.models import Plan, PublishedResult, ScoreCorrection, Sitting
from plans.queries import results, score_pages
from plans.rules.scoring import ENTERING
from plans.rules.states import HAS_RESULTS
from plans.services import score_corrections
from plans.services.attachments import Attachment
from plans.views.base import PlanView, chosen_view

READERS = frozenset(Role) - {Role.EXAMINER}


class PlanResults(PlanView):
    """How far each sitting's scores are, and every candidate's results as far as they are published."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        text = request.GET.get("q", "").strip()
        rows, next_key = results.results_page(self.actor, plan, text=text, key=request.GET.get("before", ""))
        sittings = score_pages.plan_sittings(self.actor, plan)
        context = {
            "plan": plan,
            "sittings": [(one, score_pages.may_enter(self.actor, one)) for one in sittings],
            "rows": rows,
            "next_key": next_key,
            "subjects": [subject for subject in Subject if any(one.subject == subject for one in sittings)],
            "is_open": plan.state in HAS_RESULTS,
            "corrects": self.actor.role in ENTERING,
            "text": text,
            "pass_score": results.pass_score(),
        }
        return render(request, "scores/results.html", context)


class ResultsExport(PlanView):
    """The table as a workbook."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan: Plan = self.plan_or_404(number)
        rows = results.exported_results(self.actor, plan, request.GET.get("q", "").strip())
        return table_download(f"成绩 {plan.number}", results.EXPORT_HEADERS, rows, "xlsx")


class ResultPage(PortalView):
    """One result: every version, and asking for another one."""

    roles = READERS

    def get(self, request: HttpRequest, sitting_id: int, candidate_id: int) -> HttpResponse:
        return self.page(sitting_id, candidate_id, AskScoreCorrectionForm())

    def post(self, request: HttpRequest, sitting_id: int, candidate_id: int) -> HttpResponse:
        self.versions_or_404(sitting_id, candidate_id)
        form = AskScoreCorrectionForm(request.POST, request.FILES)
        form.full_clean()
        _, refusals = self.attempt(lambda: self._ask(form, sitting_id, candidate_id), success="已申请，等另一人处理。")
        if refusals:
            form.add_refusals(refusals)
            return self.page(sitting_id, candidate_id, form, refusals)
        return redirect("plans:result", sitting_id=sitting_id, candidate_id=candidate_id)

    def _ask(self, form: AskScoreCorrectionForm, sitting_id: int, candidate_id: int) -> ScoreCorrection:
        upload = self.request.FILES.get("document")
        return score_corrections.ask_score_correction(
            actor=self.actor,
            sitting_id=sitting_id,
            candidate_id=candidate_id,
            typed=form.cleaned_data.get("grade", ""),
            reason=form.cleaned_data.get("reason", ""),
            attachment=Attachment(str(upload.name), files.read_upload(upload)) if upload else None,
            now=self.now,
        )

    def versions_or_404(self, sitting_id: int, candidate_id: int) -> list[PublishedResult]:
        """Every version that the actor sees; 404 when nothing is published for him."""
        versions = results.history_of(self.actor, sitting_id, candidate_id)
        if not versions:
            raise Http404
        return versions

    def page(
        self, sitting_id: int, candidate_id: int, form: AskScoreCorrectionForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        """The history with its corrections, and the form for whoever may ask."""
        versions = self.versions_or_404(sitting_id, candidate_id)
        sitting: Sitting = score_pages.visible_sitting(self.actor, sitting_id)
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "versions": versions,
            "newest": versions[-1],
            "candidate": versions[-1].candidate,
            "corrections": results.corrections_of_result(self.actor, versions),
            "may_ask": score_pages.may_enter(self.actor, sitting),
            "form": form,
            "refusals": refusals,
        }
        return render(self.request, "scores/result.html", context, status=422 if refusals else 200)


class ScoreCorrections(PortalView):
    """What waits for a second person, and everything that was asked for."""

    roles = ENTERING | {Role.INSTITUTE_CLERK}

    def get(self, request: HttpRequest) -> HttpResponse:
        view = chosen_view(request, ("waiting", "all"))
        waiting = results.waiting_score_corrections(self.actor)
        rows, next_key = key_page(waiting if view == "waiting" else results.score_corrections(self.actor), request)
        decides = self.actor.role in ENTERING
        context = {"rows": rows, "next_key": next_key, "view": view, "decides": decides}
        return render(request, "scores/corrections.html", context)


class DecideScoreCorrection(PortalView):
    """Look at the evidence and decide on one correction."""

    roles = ENTERING

    def get(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        return self.page(correction_id, DecideScoreCorrectionForm())

    def post(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        asked = self.correction_or_404(correction_id)
        form = DecideScoreCorrectionForm(request.POST)
        form.full_clean()
        grant = request.POST.get("act") == "grant"
        done, refusals = self.attempt(
            lambda: score_corrections.decide_score_correction(
                actor=self.actor, correction_id=asked.pk, grant=grant,
                note=form.cleaned_data.get("decision", ""), now=self.now,
            ),
            success="已同意，更正后的成绩已发布。" if grant else "未同意，原成绩不变。",
        )  # fmt: skip
        if refusals:
            return self.page(correction_id, form, refusals)
        return redirect("plans:score-corrections") if done else redirect("plans:score-correction", correction_id)

    def correction_or_404(self, correction_id: int) -> ScoreCorrection:
        """The correction, if the actor enters its sitting."""
        found = results.score_corrections(self.actor).filter(pk=correction_id).first()
        if found is None or not score_pages.may_enter(self.actor, found.result.sheet.sitting):
            raise Http404
        return found

    def page(
        self, correction_id: int, form: DecideScoreCorrectionForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        """The correction with its evidence."""
        asked = self.correction_or_404(correction_id)
        context = {
            "asked": asked,
            "result": asked.result,
            "sitting": asked.result.sheet.sitting,
            "plan": asked.result.sheet.sitting.plan,
            "is_own": asked.requested_by_id == self.actor.user_id,
            "form": form,
            "refusals": refusals,
        }
        return render(self.request, "scores/correction.html", context, status=422 if refusals else 200)
