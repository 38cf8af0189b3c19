"""Which occupation is of which class of the fee standards, from which day: seen, set on a page, or by a workbook."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.models import Occupation
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Capability, may
from appraisal.core.views.base import PortalView
from fees.forms.standards import ClassFileForm, ClassFilterForm, ClassForm
from fees.importers.classes import HEADERS, class_rows, read_classes
from fees.models import FeeClass, FeeClassOccupation
from fees.permissions import FINANCE
from fees.queries.tariff import (
    class_entry_of,
    classes_of_occupations,
    classes_with_occupations,
    has_samples,
    members_on,
    memberships_page,
    occupations_without_class,
    stored_classes,
)
from fees.rules.tariff import ClassEntry, class_refusals
from fees.services import fee_classes
from fees.views.table_import import TableConfirm, TableImport

ORDER = ("occupation__name_key", "-valid_from", "pk")


class Classes(PortalView):
    """The classes with their occupations of today, every membership with its days, and what has no class."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The classes, with the reasons why a membership could not be taken back."""
        request, form, today = self.request, ClassFilterForm(self.request.GET), clock.today(self.now)
        chosen = form.chosen()
        day = None if chosen.get("when") == "all" else today
        rows = memberships_page(self.actor, text=chosen.get("q", "").strip(), day=day)
        if kind := request.GET.get("export"):
            return table_download("收费类别", HEADERS, class_rows(map(class_entry_of, rows.order_by(*ORDER))), kind)
        context = {
            "form": form,
            "classes": classes_with_occupations(self.actor, today),
            "page": page_by_key(rows, ORDER, request.GET.get("before", "")),
            "without": occupations_without_class(self.actor, today),
            "is_sample": has_samples(today),
            "may_edit": may(self.actor, Capability.EDIT_TARIFF),
            "today": today,
            "refusals": refusals,
        }
        return render(request, "fees/classes.html", context, status=422 if refusals else 200)


class WithdrawClass(Classes):
    """The finance section takes back a membership that has not been in force for a day."""

    roles = FINANCE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(FeeClassOccupation.objects.visible_to(self.actor), pk=pk)
        _, refusals = self.attempt(
            lambda: fee_classes.withdraw_class(actor=self.actor, membership_id=pk, now=self.now), success="归类已撤下。"
        )
        return self.page(refusals) if refusals else redirect("fees:classes")


class ClassPage(PortalView):
    """Which occupations belong to a class from a day on."""

    roles = FINANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fee_class = get_object_or_404(FeeClass.objects.visible_to(self.actor), pk=pk)
        today = clock.today(self.now)
        chosen = set(members_on(fee_class, today).values_list("occupation_id", flat=True))
        return self.page(fee_class, ClassForm(initial={"since": today}), chosen)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        fee_class = get_object_or_404(FeeClass.objects.visible_to(self.actor), pk=pk)
        form = ClassForm(request.POST)
        form.is_valid()
        typed = form.cleaned_data
        _, refusals = self.attempt(
            lambda: fee_classes.set_class_occupations(
                actor=self.actor, fee_class_id=pk, occupation_ids=typed.get("occupations", []),
                since=typed.get("since"), document_number=typed.get("document_number", ""), now=self.now,
            ),
            success="职业（工种）的收费类别已保存。",
        )  # fmt: skip
        if refusals:
            form.add_refusals(refusals)
            return self.page(fee_class, form, set(typed.get("occupations", [])), refusals)
        return redirect("fees:classes")

    def page(
        self, fee_class: FeeClass, form: ClassForm, chosen: set[int], refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        """The occupations in use, those of the class ticked, those of another named with it."""
        now_of = classes_of_occupations(clock.today(self.now))
        occupations = Occupation.objects.visible_to(self.actor).filter(active=True)
        rows = [(one, one.pk in chosen, now_of.get(one.pk)) for one in occupations]
        context = {"fee_class": fee_class, "form": form, "rows": rows, "refusals": refusals}
        return render(self.request, "fees/class.html", context, status=422 if refusals else 200)


class ClassImport(TableImport[ClassEntry]):
    """Upload a table of classes and see what it would change."""

    what, published, salt = "归类表", "职业（工种）的收费类别已公布。", "classes-import"
    form_class = ClassFileForm
    upload_template, preview_template = "fees/class_import.html", "fees/class_preview.html"
    upload_route, table_route = "fees:class-import", "fees:classes"

    def read(self, upload: UploadedFile) -> list[ClassEntry]:
        return read_classes(upload)

    def stored(self) -> list[ClassEntry]:
        return stored_classes()

    def faults(self, entries: list[ClassEntry]) -> tuple[Refusal, ...]:
        return class_refusals(entries)

    def packed(self, entry: ClassEntry) -> dict[str, Any]:
        return {**asdict(entry), "since": str(entry.since), "until": str(entry.until or "")}

    def unpacked(self, packed: dict[str, Any]) -> ClassEntry:
        until = date.fromisoformat(packed["until"]) if packed["until"] else None
        return ClassEntry(**{**packed, "since": date.fromisoformat(packed["since"]), "until": until})

    def publish(self, entries: list[ClassEntry], seen: str) -> object:
        return fee_classes.publish_classes(actor=self.actor, entries=entries, seen=seen, now=self.now)


class ClassImportConfirm(TableConfirm[ClassEntry], ClassImport):
    """Publish the table of classes that was previewed."""
