"""The district enters duties twice blind, decides where the entries differ, and confirms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from examiners.forms.duty import read_entered
from examiners.queries import duty_pages
from examiners.rules.duty import BOTH_IN, Conduct, DutyRole, DutyState
from examiners.services import duty_entries
from examiners.views.duty import ENTERING, DutyView
from plans.models import Sitting

FIELDS = ("days", "role", "conduct", "note")


class EnterDuties(DutyView):
    """One whole entry from the paper; nothing is filled in before."""

    roles = ENTERING

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        sheet = getattr(sitting, "duty_sheet", None)
        if sheet and sheet.state in BOTH_IN:
            return redirect("examiners:duty-compare", sitting_id=sitting.pk)
        return self.page(sitting)

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        entered = read_entered(request.POST, self.examiners(sitting))
        _, refusals = self.attempt(
            lambda: duty_entries.enter_duties(actor=self.actor, sitting_id=sitting.pk, entered=entered, now=self.now),
            success="已提交，谁都不能再改这一遍。",
        )
        return self.page(sitting, refusals) if refusals else redirect("examiners:duty-entry", sitting_id=sitting.pk)

    def examiners(self, sitting: Sitting) -> list[int]:
        """Whose rows the table has."""
        sheet = getattr(sitting, "duty_sheet", None)
        return list(sheet.members.values_list("examiner_id", flat=True)) if sheet else []

    def page(self, sitting: Sitting, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The empty table, or what was typed and refused."""
        sheet = getattr(sitting, "duty_sheet", None)
        typed = self.request.POST
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "sheet": sheet,
            "rows": [
                (
                    one,
                    {name: typed.get(f"{name}-{one.examiner_id}", "") for name in FIELDS},
                )
                for one in (sheet.members.all() if sheet else ())
            ],
            "entries": duty_pages.duty_entries_of(self.actor, sheet) if sheet else [],
            "closed": duty_pages.why_not_enter(self.actor, sheet),
            "roles": list(DutyRole),
            "conducts": list(Conduct),
            "refusals": refusals,
        }
        return render(self.request, "duty/entry.html", context, status=422 if refusals else 200)


class CompareDuties(EnterDuties):
    """Both entries side by side."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return self.compared(self.sitting_or_404(sitting_id))

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        entered = read_entered(request.POST, self.examiners(sitting))
        _, refusals = self.attempt(
            lambda: duty_entries.resolve_duties(actor=self.actor, sitting_id=sitting.pk, entered=entered, now=self.now),
            success="已核定，留在记录中。",
        )
        return self.compared(sitting, refusals) if refusals else redirect("examiners:duty-compare", sitting.pk)

    def compared(self, sitting: Sitting, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The comparison; back to the table while the entries are not both in."""
        sheet = getattr(sitting, "duty_sheet", None)
        if sheet is None or sheet.state not in BOTH_IN:
            return redirect("examiners:duty-entry", sitting_id=sitting.pk)
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "sheet": sheet,
            "found": duty_pages.duty_comparison(self.actor, sheet),
            "is_confirmed": sheet.state == DutyState.CONFIRMED,
            "roles": list(DutyRole),
            "conducts": list(Conduct),
            "refusals": refusals,
        }
        return render(self.request, "duty/compare.html", context, status=422 if refusals else 200)


class ConfirmDuties(CompareDuties):
    """Confirm: examiners are paid by it."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return redirect("examiners:duty-compare", sitting_id=sitting_id)

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        _, refusals = self.attempt(
            lambda: duty_entries.confirm_duties(actor=self.actor, sitting_id=sitting.pk, now=self.now),
            success="执评情况已确认。",
        )
        return self.compared(sitting, refusals) if refusals else redirect("examiners:duty", sitting_id=sitting.pk)
