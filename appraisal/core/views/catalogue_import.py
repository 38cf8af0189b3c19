"""Import of the catalogue: upload, see what would change, confirm. Between the two steps nothing is stored."""

from dataclasses import asdict
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.errors import Refused
from appraisal.core.forms.catalogue import CatalogueFileForm
from appraisal.core.importers.occupations import Preview, preview_import
from appraisal.core.rules.catalogue import OccupationEntry
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.services.occupations import save_occupations
from appraisal.core.views.base import PortalView

SALT = "catalogue-import"
PREVIEW_SECONDS = 30 * 60
LEVEL_SETS = ("levels", "computer_based", "re_review")


class CatalogueImport(PortalView):
    """Upload a table and see, row by row, what it would change."""

    roles = frozenset({Role.GUIDANCE_OFFICER})

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "catalogue/import.html", {"form": CatalogueFileForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CatalogueFileForm(request.POST, request.FILES)
        upload = request.FILES.get("file")
        if upload is None:
            return self._refused(form, (Refusal("missing", {"what": form.fields["file"].label}, field="file"),))
        preview, refusals = self.attempt(lambda: preview_import(upload))
        if refusals:
            return self._refused(form, refusals)
        context = {
            "preview": preview,
            "name": upload.name,
            "ticket": self._ticket(preview),
            "faulty": preview.of_kind("faulty"),
            "added": preview.of_kind("new"),
            "changed": preview.of_kind("changed"),
            "same": preview.of_kind("same"),
        }
        return render(request, "catalogue/import_preview.html", context)

    def _ticket(self, preview: Preview) -> str:
        """What was previewed, signed, for the officer who saw it and half an hour."""
        entries = [_packed(entry) for entry in preview.entries]
        return signing.dumps(
            {"by": self.actor.user_id, "seen": preview.seen, "entries": entries}, salt=SALT, compress=True
        )

    def _refused(self, form: CatalogueFileForm, refusals: tuple[Refusal, ...]) -> HttpResponse:
        form.add_refusals(refusals)
        return render(self.request, "catalogue/import.html", {"form": form, "refusals": refusals}, status=422)


class CatalogueImportConfirm(CatalogueImport):
    """Write what was previewed, all of it or none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, refusals = self.attempt(self._save, success="职业目录已导入。")
        if refusals:
            return self._refused(CatalogueFileForm(), refusals)
        return redirect("core:catalogue" if saved else "core:catalogue-import")

    def _save(self) -> object:
        try:
            ticket = signing.loads(self.request.POST.get("ticket", ""), salt=SALT, max_age=PREVIEW_SECONDS)
        except signing.BadSignature as error:
            raise Refused(Refusal("catalogue_preview_over")) from error
        if ticket["by"] != self.actor.user_id:
            raise Refused(Refusal("catalogue_preview_over"))
        entries = [_unpacked(packed) for packed in ticket["entries"]]
        return save_occupations(actor=self.actor, entries=entries, seen=ticket["seen"], now=self.now)


def _packed(entry: OccupationEntry) -> dict[str, Any]:
    return {**asdict(entry), **{name: sorted(getattr(entry, name)) for name in LEVEL_SETS}}


def _unpacked(packed: dict[str, Any]) -> OccupationEntry:
    return OccupationEntry(**{**packed, **{name: frozenset(packed[name]) for name in LEVEL_SETS}})
