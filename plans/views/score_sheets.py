"""The grid in which one person enters a sheet, by keyboard alone if he likes, and the workbook that fills it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView, key_page
from plans.forms.scores import ScoreFileForm, SheetFilterForm, typed_scores
from plans.importers import workbooks
from plans.models import Sitting
from plans.queries import score_pages
from plans.queries.results import pass_score
from plans.queries.scores import sheet_facts, sitters
from plans.rules.score_entry import field_of, opening_refusals
from plans.rules.scoring import BOTH_IN, ENTERING
from plans.services import score_entries

TEMPLATE_HEADERS = ("考生编号", "准考证号", "姓名", "证件号码（遮盖）", "成绩")


class SheetView(PortalView):
    """A page about the scores of one sitting, for whoever enters them."""

    roles = ENTERING

    def sitting_or_404(self, sitting_id: int) -> Sitting:
        """The sitting, if its scores are the actor's to enter; 404 otherwise, as if it did not exist."""
        try:
            sitting = score_pages.visible_sitting(self.actor, sitting_id)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing
        if not score_pages.may_enter(self.actor, sitting):
            raise Http404
        return sitting


class ScoreSheets(PortalView):
    """All sheets that the actor sees, with how far they are."""

    roles = frozenset(Role) - {Role.EXAMINER}

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SheetFilterForm(request.GET)
        chosen = form.chosen()
        rows = score_pages.sheets(self.actor, chosen.get("state", ""), chosen.get("subject", ""))
        page, next_key = key_page(rows, request)
        context = {
            "form": form,
            "rows": [(sheet, score_pages.may_enter(self.actor, sheet.sitting)) for sheet in page],
            "next_key": next_key,
            "enters": self.actor.role in ENTERING,
            "is_narrowed": any(chosen.values()),
        }
        return render(request, "scores/sheets.html", context)


class EnterScores(SheetView):
    """One page of the grid. Saving keeps it; handing in needs every page."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        sheet = score_pages.sheet_of(sitting)
        if sheet and sheet.state in BOTH_IN:
            return redirect("plans:score-compare", sitting_id=sitting.pk)
        return self.page(sitting)

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        typed = typed_scores(request.POST)
        submitting = request.POST.get("act") == "submit"
        action = score_entries.enter_scores if submitting else score_entries.save_scores
        done, refusals = self.attempt(
            lambda: action(actor=self.actor, sitting_id=sitting.pk, typed=typed, now=self.now),
            success="已提交，谁都不能再改这一遍。" if submitting else "已保存。",
        )
        if refusals:
            return self.page(sitting, refusals, typed)
        if done and submitting:
            return redirect("plans:score-sheet", sitting_id=sitting.pk)
        step = 1 if request.POST.get("act") == "next" else 0
        address = reverse("plans:score-sheet", args=[sitting.pk])
        return redirect(f"{address}?page={self.number() + step}")

    def number(self) -> int:
        """The number of the page in the address."""
        asked = self.request.GET.get("page", "1")
        return int(asked) if asked.isdecimal() and len(asked) < 7 else 1

    def page(
        self, sitting: Sitting, refusals: tuple[Refusal, ...] = (), typed: dict[int, str] | None = None
    ) -> HttpResponse:
        """The grid, or the reasons why it is closed; with what was typed and refused."""
        sheet = score_pages.sheet_of(sitting)
        facts = sheet_facts(sitting, sheet, clock.today(self.now))
        closed = opening_refusals(facts, self.actor.user_id)
        grid = score_pages.grid(self.actor, sitting, self.number())
        faults = {refusal.field for refusal in refusals}
        context: dict[str, Any] = {
            "sitting": sitting,
            "plan": sitting.plan,
            "sheet": sheet,
            "entries": score_pages.entries_of(self.actor, sheet),
            "grid": grid,
            "rows": [
                (row, (typed or {}).get(row.candidate.pk, row.text), field_of(row.candidate.pk) in faults)
                for row in grid.rows
            ],
            "turn": len(facts.submitted_by) + 1,
            "closed": closed,
            "own": grid.entry,
            "file_form": ScoreFileForm(),
            "pass_score": pass_score(),
            "refusals": refusals,
        }
        return render(self.request, "scores/sheet.html", context, status=422 if refusals else 200)


class ScoreTemplate(SheetView):
    """The blank workbook of a sitting: its candidates, an empty column for the grades."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        rows = (
            (str(one.pk), getattr(getattr(one, "ticket", None), "number", ""), one.name,
             mask_document_number(one.document_number), "")
            for one in sitters(sitting).select_related("ticket")
        )  # fmt: skip
        name = f"成绩模板 {sitting.plan.number} {sitting.get_subject_display()}"
        return table_download(name, TEMPLATE_HEADERS, rows, "xlsx")


class ImportScores(EnterScores):
    """A workbook fills the actor's draft; its faults are all said at once."""

    http_method_names = ["post", "get"]

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        """A refused upload's page was reloaded: back to the grid."""
        return redirect("plans:score-sheet", sitting_id=sitting_id)

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        upload = request.FILES.get("file")
        if upload is None:
            return self.page(sitting, (Refusal("missing", {"what": "成绩文件"}, field="file"),))
        entry, refusals = self.attempt(
            lambda: workbooks.receive_scores(actor=self.actor, sitting_id=sitting.pk, upload=upload, now=self.now)
        )
        if refusals:
            return self.page(sitting, refusals)
        if entry:
            messages.success(request, f"已读入“{entry.file_name}”，请逐页核对，然后提交。")
        return redirect("plans:score-sheet", sitting_id=sitting.pk)
