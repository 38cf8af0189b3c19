"""Which occupation is of which class of the fee standards, from which day: seen, set on a page, or by a workbook."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core import clock
from appraisal.core.errors import Refused
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
    table_fingerprint,
)
from fees.rules.tariff import ClassEntry, class_refusals, replacement
from fees.services import fee_classes

ORDER = ("occupation__name_key", "-valid_from", "pk")
SALT = "classes-import"
PREVIEW_SECONDS = 30 * 60


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


class ClassImport(PortalView):
    """Upload a table and see what it would change; nothing is stored before it is confirmed."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "fees/class_import.html", {"form": ClassFileForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return self.refused((Refusal("missing", {"what": "归类表"}, field="file"),))
        entries, refusals = self.attempt(lambda: read_classes(upload))
        if refusals:
            return self.refused(refusals)
        stored = stored_classes()
        found, faults = replacement(stored, entries), class_refusals(entries)
        packed = [{**asdict(one), "since": str(one.since), "until": str(one.until or "")} for one in entries]
        told = {"by": self.actor.user_id, "seen": table_fingerprint(stored), "entries": packed}
        context = {
            "name": upload.name,
            "entries": entries,
            "ended": found.ended,
            "faults": faults,
            "in_the_way": found.in_the_way,
            "possible": not found.in_the_way and not faults,
            "ticket": signing.dumps(told, salt=SALT, compress=True),
        }
        return render(request, "fees/class_preview.html", context)

    def refused(self, refusals: tuple[Refusal, ...]) -> HttpResponse:
        """The upload page with the reasons."""
        form = ClassFileForm()
        form.add_refusals(refusals)
        return render(self.request, "fees/class_import.html", {"form": form, "refusals": refusals}, status=422)


class ClassImportConfirm(ClassImport):
    """Write what was previewed, all of it or none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, refusals = self.attempt(self._save, success="职业（工种）的收费类别已公布。")
        if refusals:
            return self.refused(refusals)
        return redirect("fees:classes" if saved else "fees:class-import")

    def _save(self) -> object:
        try:
            ticket = signing.loads(self.request.POST.get("ticket", ""), salt=SALT, max_age=PREVIEW_SECONDS)
        except signing.BadSignature as error:
            raise Refused(Refusal("tariff_preview_over")) from error
        if ticket["by"] != self.actor.user_id:
            raise Refused(Refusal("tariff_preview_over"))
        entries = [_unpacked(packed) for packed in ticket["entries"]]
        return fee_classes.publish_classes(actor=self.actor, entries=entries, seen=ticket["seen"], now=self.now)


def _unpacked(packed: dict[str, Any]) -> ClassEntry:
    until = date.fromisoformat(packed["until"]) if packed["until"] else None
    return ClassEntry(**{**packed, "since": date.fromisoformat(packed["since"]), "until": until})
