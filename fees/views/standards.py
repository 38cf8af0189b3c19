"""Fee standards 二（五）: the table, and a new table from a workbook: upload, see, confirm."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core import clock
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
)
from fees.rules.tariff import StandardEntry, table_refusals
from fees.services import tariff
from fees.views.table_import import TableConfirm, TableImport
from plans.rules.enums import Attempt

ORDER = ("fee_class__name", "-level", "subject", "attempt", "-valid_from", "pk")


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


class TariffImport(TableImport[StandardEntry]):
    """Upload a table of standards and see what it would change."""

    what, published, salt = "收费标准表", "收费标准已公布。", "tariff-import"
    form_class = TariffFileForm
    upload_template, preview_template = "fees/tariff_import.html", "fees/tariff_preview.html"
    upload_route, table_route = "fees:tariff-import", "fees:standards"

    def read(self, upload: UploadedFile) -> list[StandardEntry]:
        return read_standards(upload)

    def stored(self) -> list[StandardEntry]:
        return stored_entries()

    def faults(self, entries: list[StandardEntry]) -> tuple[Refusal, ...]:
        return table_refusals(entries)

    def packed(self, entry: StandardEntry) -> dict[str, Any]:
        days = {"since": str(entry.since), "until": str(entry.until or "")}
        return {**asdict(entry), "amount": str(entry.amount), **days}

    def unpacked(self, packed: dict[str, Any]) -> StandardEntry:
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

    def publish(self, entries: list[StandardEntry], seen: str) -> object:
        return tariff.publish_standards(actor=self.actor, entries=entries, seen=seen, now=self.now)


class TariffImportConfirm(TableConfirm[StandardEntry], TariffImport):
    """Publish the table of standards that was previewed."""
