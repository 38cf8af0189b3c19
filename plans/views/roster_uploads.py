"""One uploaded workbook: its progress, what was found, the difference to confirm, the file back with its faults."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import XLSX, download
from appraisal.core.rules.refusals import Refusal
from plans.forms.rosters import ConfirmForm
from plans.importers import workbooks
from plans.models import RosterUpload
from plans.queries.eligibility import proposed_in
from plans.queries.roster_findings import faults_by_kind, faults_by_line, recoveries_by_kind
from plans.queries.rosters import UNCHECKED
from plans.rules.enums import UploadMode, UploadState
from plans.rules.roster.faults import FaultCode
from plans.services import rosters
from plans.services.roster_reports import read_changes, read_faults, read_recoveries
from plans.views.base import chosen_view
from plans.views.rosters import CLERKS, RosterView
from plans.workbooks.marker import MARKABLE_ROWS, mark_roster

CHANGES_SHOWN = 200


class UploadView(RosterView):
    """A page of one upload."""

    def upload_or_404(self, upload_id: int) -> RosterUpload:
        """The upload as far as the actor may see it; 404 otherwise."""
        rows = RosterUpload.objects.visible_to(self.actor).select_related(
            "item__plan__institute", "item__occupation_level__occupation", "document", "uploaded_by"
        )
        try:
            upload: RosterUpload = rows.get(pk=upload_id)
        except RosterUpload.DoesNotExist as missing:
            raise Http404 from missing
        return upload


class Upload(UploadView):
    """The check's progress or its outcome."""

    def get(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        upload = self.upload_or_404(upload_id)
        return render(request, "rosters/upload.html", self._context(upload))

    def _context(self, upload: RosterUpload) -> dict[str, Any]:
        context: dict[str, Any] = {
            "upload": upload,
            "item": upload.item,
            "plan": upload.item.plan,
            "is_running": upload.state in UNCHECKED,
            "editing": self.editing(upload.item),
            "refused": _refusals_of(upload),
            "is_markable": upload.rows_total <= MARKABLE_ROWS,
        }
        if context["is_running"] or upload.state == UploadState.REFUSED:
            return context
        if upload.state == UploadState.TO_CONFIRM:
            context |= _difference_context(upload)
        context["proposed"] = proposed_in(upload, clock.today(self.now))
        return context | self._fault_context(upload)

    def _fault_context(self, upload: RosterUpload) -> dict[str, Any]:
        view = chosen_view(self.request, ("kind", "line", "recovered"))
        faults, recoveries = read_faults(upload.faults), read_recoveries(upload.recoveries)
        context: dict[str, Any] = {"view": view, "faults": len(faults), "recoveries": len(recoveries)}
        kind = self.request.GET.get("kind", "")
        if view == "line" or kind in FaultCode.__members__:
            chosen = [fault for fault in faults if fault.code == kind] if kind in FaultCode.__members__ else faults
            before = self.request.GET.get("before", "")
            lines, next_key = faults_by_line(chosen, after=int(before) if before.isdecimal() else 0)
            return context | {"lines": lines, "next_key": next_key, "kind": FaultCode.__members__.get(kind)}
        if view == "recovered":
            return context | {"notes": recoveries[:CHANGES_SHOWN], "note_kinds": recoveries_by_kind(recoveries)}
        return context | {"kinds": faults_by_kind(faults)}


class UploadProgress(UploadView):
    """How far the check is, as a fragment; when it has ended, the page is asked to load again."""

    def get(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        upload = self.upload_or_404(upload_id)
        response = render(request, "rosters/_progress.html", {"upload": upload})
        if upload.state not in UNCHECKED:
            response["HX-Refresh"] = "true"
        return response


class ConfirmUpload(UploadView):
    """Agree to the difference."""

    roles = CLERKS

    def post(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        upload = self.upload_or_404(upload_id)
        form = ConfirmForm(request.POST)
        if form.is_valid():
            mode, digest = UploadMode[form.cleaned_data["mode"]], form.cleaned_data["digest"]
            self.attempt(
                lambda: rosters.confirm_roster(
                    actor=self.actor, upload_id=upload.pk, mode=mode, digest=digest, now=self.now
                )
            )
        return redirect("plans:upload", upload_id=upload.pk)


class DiscardUpload(UploadView):
    """Leave the candidates as they are."""

    roles = CLERKS

    def post(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        upload = self.upload_or_404(upload_id)
        self.attempt(
            lambda: rosters.discard_roster(actor=self.actor, upload_id=upload.pk, now=self.now),
            success="已放弃这次上传，考生名单没有变化。",
        )
        return redirect("plans:roster", item_id=upload.item_id)


class MarkedUpload(UploadView):
    """The same workbook back with its faults marked. It holds full numbers, so that fetching it is recorded."""

    roles = CLERKS

    def post(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        seen = self.upload_or_404(upload_id)
        marked, _ = self.attempt(lambda: self._marked(upload_id))
        if marked is None:
            return redirect("plans:upload", upload_id=upload_id)
        stem = seen.document.name.rsplit(".", 1)[0]
        return download(marked, f"{stem} 已标出问题.xlsx", XLSX)

    def _marked(self, upload_id: int) -> bytes:
        upload, content = rosters.fetch_roster_file(actor=self.actor, upload_id=upload_id, now=self.now)
        sheet = workbooks.open_roster(content)
        return mark_roster(content, sheet, read_faults(upload.faults), read_recoveries(upload.recoveries))


def _refusals_of(upload: RosterUpload) -> tuple[Refusal, ...]:
    reasons = upload.refusal.get("reasons", ())
    return tuple(Refusal(reason["code"], reason["params"], reason["rule"]) for reason in reasons)


def _difference_context(upload: RosterUpload) -> dict[str, Any]:
    changed, absent = read_changes(upload.difference)
    form = ConfirmForm(initial={"mode": UploadMode.SUPPLEMENT, "digest": upload.difference["digest"]})
    return {
        "confirm_form": form,
        "difference": upload.difference,
        "changed": changed[:CHANGES_SHOWN],
        "changed_hidden": max(len(changed) - CHANGES_SHOWN, 0),
        "absent": absent[:CHANGES_SHOWN],
        "absent_hidden": max(len(absent) - CHANGES_SHOWN, 0),
    }
