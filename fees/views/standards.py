"""Fee standards 二（五）: the table, and a new table from a workbook: upload, see, confirm."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.exporters import table_download
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Capability, may
from appraisal.core.views.base import PortalView
from fees.forms.standards import StandardFilterForm, TariffFileForm
from fees.importers.standards import HEADERS, read_standards, standard_rows
from fees.models import FeeStandard
from fees.permissions import FINANCE
from fees.queries.tariff import (
    entry_of,
    has_samples,
    standards_page,
    stored_entries,
    table_fingerprint,
)
from fees.rules.tariff import StandardEntry, replacement, table_refusals
from fees.services import tariff
from plans.rules.enums import Attempt

ORDER = ("fee_class__name", "-level", "subject", "attempt", "-valid_from", "pk")
SALT = "tariff-import"
PREVIEW_SECONDS = 30 * 60


class Standards(PortalView):
    """The table: open to everybody, since everybody pays by it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The table, with the reasons why a standard could not be taken back."""
        request, form, today = self.request, StandardFilterForm(self.request.GET), clock.today(self.now)
        chosen = form.chosen()
        day = None if chosen.get("when") == "all" else today
        rows = standards_page(self.actor, fee_class=chosen.get("fee_class", ""), day=day)
        if kind := request.GET.get("export"):
            return table_download("收费标准", HEADERS, standard_rows(map(entry_of, rows.order_by(*ORDER))), kind)
        context = {
            "form": form,
            "page": page_by_key(rows, ORDER, request.GET.get("before", "")),
            "is_sample": has_samples(today),
            "may_edit": may(self.actor, Capability.EDIT_TARIFF),
            "today": today,
            "refusals": refusals,
        }
        return render(request, "fees/standards.html", context, status=422 if refusals else 200)


class WithdrawStandard(Standards):
    """The finance section takes back a standard that has not begun."""

    roles = FINANCE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(FeeStandard.objects.visible_to(self.actor), pk=pk)
        _, refusals = self.attempt(
            lambda: tariff.withdraw_standard(actor=self.actor, standard_id=pk, now=self.now), success="标准已撤下。"
        )
        return self.page(refusals) if refusals else redirect("fees:standards")


class TariffImport(PortalView):
    """Upload a table and see what it would change; nothing is stored before it is confirmed."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "fees/tariff_import.html", {"form": TariffFileForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return self.refused((Refusal("missing", {"what": "收费标准表"}, field="file"),))
        entries, refusals = self.attempt(lambda: read_standards(upload))
        if refusals:
            return self.refused(refusals)
        stored = stored_entries()
        found = replacement(stored, entries)
        context = {
            "name": upload.name,
            "entries": entries,
            "ended": found.ended,
            "faults": table_refusals(entries),
            "in_the_way": found.in_the_way,
            "possible": not found.in_the_way and not table_refusals(entries),
            "ticket": self.ticket(entries, stored),
        }
        return render(request, "fees/tariff_preview.html", context)

    def ticket(self, entries: list[StandardEntry], stored: list[StandardEntry]) -> str:
        """What was previewed, signed, for the officer who saw it and half an hour."""
        packed = [{**asdict(one), "amount": str(one.amount), "since": str(one.since),
                   "until": str(one.until) if one.until else ""} for one in entries]  # fmt: skip
        told = {"by": self.actor.user_id, "seen": table_fingerprint(stored), "entries": packed}
        return signing.dumps(told, salt=SALT, compress=True)

    def refused(self, refusals: tuple[Refusal, ...]) -> HttpResponse:
        """The upload page with the reasons."""
        form = TariffFileForm()
        form.add_refusals(refusals)
        return render(self.request, "fees/tariff_import.html", {"form": form, "refusals": refusals}, status=422)


class TariffImportConfirm(TariffImport):
    """Write what was previewed, all of it or none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, refusals = self.attempt(self._save, success="收费标准已公布。")
        if refusals:
            return self.refused(refusals)
        return redirect("fees:standards" if saved else "fees:tariff-import")

    def _save(self) -> object:
        try:
            ticket = signing.loads(self.request.POST.get("ticket", ""), salt=SALT, max_age=PREVIEW_SECONDS)
        except signing.BadSignature as error:
            raise Refused(Refusal("tariff_preview_over")) from error
        if ticket["by"] != self.actor.user_id:
            raise Refused(Refusal("tariff_preview_over"))
        entries = [_unpacked(packed) for packed in ticket["entries"]]
        return tariff.publish_standards(actor=self.actor, entries=entries, seen=ticket["seen"], now=self.now)


def _unpacked(packed: dict[str, Any]) -> StandardEntry:
    return StandardEntry(
        **{
            **packed,
            "subject": Subject[packed["subject"]],
            "attempt": Attempt[packed["attempt"]],
            "amount": Decimal(packed["amount"]),
            "since": date.fromisoformat(packed["since"]),
            "until": date.fromisoformat(packed["until"]) if packed["until"] else None,
        }
    )
