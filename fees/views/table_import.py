"""A dated table of the finance section from a workbook: upload, see what it would change, confirm.

What was seen is carried from the preview to the confirmation in a signed ticket; nothing is stored between them.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.errors import Refused
from appraisal.core.forms.actions import ActionForm
from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from fees.permissions import FINANCE
from fees.queries.tariff import table_fingerprint
from fees.rules.tariff import Dated, replacement

PREVIEW_SECONDS = 30 * 60
E = TypeVar("E", bound=Dated)


class TableImport(PortalView, Generic[E]):
    """Upload a table and see what it would change; nothing is stored before it is confirmed.

    `what`: the table in a sentence. `published`: what is said when it is in force. `salt`: each table has its own.
    """

    roles = FINANCE
    what: str
    published: str
    salt: str
    form_class: type[ActionForm]
    upload_template: str
    preview_template: str
    upload_route: str
    table_route: str

    def read(self, upload: UploadedFile) -> list[E]:
        """The rows of a workbook. Raises `Refused`."""
        raise NotImplementedError

    def stored(self) -> list[E]:
        """What stands in the table now."""
        raise NotImplementedError

    def faults(self, entries: list[E]) -> Sequence[Refusal]:
        """What is wrong with the rows among themselves."""
        raise NotImplementedError

    def packed(self, entry: E) -> dict[str, Any]:
        """A row as JSON."""
        raise NotImplementedError

    def unpacked(self, packed: dict[str, Any]) -> E:
        """The row again."""
        raise NotImplementedError

    def publish(self, entries: list[E], seen: str) -> object:
        """Write the rows, unless the table is not the one that was seen. Raises `Refused`."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.upload_template, {"form": self.form_class()})

    def post(self, request: HttpRequest) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return self.refused((Refusal("missing", {"what": self.what}, field="file"),))
        entries, refusals = self.attempt(lambda: self.read(upload))
        if refusals:
            return self.refused(refusals)
        stored = self.stored()
        found, faults = replacement(stored, entries), self.faults(entries)
        told = {
            "by": self.actor.user_id,
            "seen": table_fingerprint(stored),
            "entries": [self.packed(entry) for entry in entries],
        }
        context = {
            "name": upload.name,
            "entries": entries,
            "ended": found.ended,
            "faults": faults,
            "in_the_way": found.in_the_way,
            "possible": not found.in_the_way and not faults,
            "ticket": signing.dumps(told, salt=self.salt, compress=True),
        }
        return render(request, self.preview_template, context)

    def refused(self, refusals: tuple[Refusal, ...]) -> HttpResponse:
        """The upload page with the reasons."""
        form = self.form_class()
        form.add_refusals(refusals)
        return render(self.request, self.upload_template, {"form": form, "refusals": refusals}, status=422)


class TableConfirm(TableImport[E]):
    """Write what was previewed, all of it or none; for the officer who saw it, for half an hour."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, refusals = self.attempt(self._save, success=self.published)
        if refusals:
            return self.refused(refusals)
        return redirect(self.table_route if saved else self.upload_route)

    def _save(self) -> object:
        try:
            ticket = signing.loads(self.request.POST.get("ticket", ""), salt=self.salt, max_age=PREVIEW_SECONDS)
        except signing.BadSignature as error:
            raise Refused(Refusal("tariff_preview_over")) from error
        if ticket["by"] != self.actor.user_id:
            raise Refused(Refusal("tariff_preview_over"))
        return self.publish([self.unpacked(packed) for packed in ticket["entries"]], ticket["seen"])
