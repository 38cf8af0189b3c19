"""Rosters of a plan: the list of its items, one roster, handing in a workbook, template and export."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import XLSX, download, table_download
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from plans.forms.rosters import CandidateFilterForm, UploadForm
from plans.importers import workbooks
from plans.models import PlanItem
from plans.permissions import AvailableAction, available_actions
from plans.queries.candidates import EXPORT_HEADERS, CandidateFilters, candidate_page, exported_candidates, visible_item
from plans.queries.eligibility import attach_proposals
from plans.queries.photos import item_photos
from plans.queries.rosters import items_with_counts, uploads_of
from plans.queries.standards import condition_texts
from plans.rules.states import PlanAction
from plans.views.base import PlanView
from plans.workbooks.template import build_template

OFFICES = frozenset(Role) - {Role.EXAMINER, Role.FINANCE_OFFICER}
CLERKS = frozenset({Role.INSTITUTE_CLERK})
UPLOADS_SHOWN = 5


class RosterView(PortalView):
    """A page of one item's roster."""

    roles = OFFICES

    def item_or_404(self, item_id: int) -> PlanItem:
        """The item as far as the actor may see it; 404 otherwise, as if it did not exist."""
        try:
            return visible_item(self.actor, item_id)
        except PlanItem.DoesNotExist as missing:
            raise Http404 from missing

    def editing(self, item: PlanItem) -> AvailableAction | None:
        """Whether the actor may change the roster now; None when his role never may."""
        return self.available(item, PlanAction.EDIT_ROSTER)

    def available(self, item: PlanItem, action: PlanAction) -> AvailableAction | None:
        """Whether the actor may do something with the candidates now; None when his role never may."""
        return next((one for one in available_actions(self.actor, item.plan) if one.action is action), None)

    def conditions(self, item: PlanItem) -> tuple[str, ...]:
        """What the column 申报条件 may say; empty when no conditions are kept for the level."""
        return condition_texts(item.occupation_level_id, clock.today(self.now))

    def asked(self) -> tuple[CandidateFilterForm, CandidateFilters]:
        """The filters in the address."""
        form = CandidateFilterForm(self.request.GET)
        return form, form.filters(self.request.GET.get("sort", "row"))

    def roster_page(self, item: PlanItem, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The roster with its uploads, and the reasons why something was refused."""
        form, filters = self.asked()
        page = candidate_page(self.actor, item, filters, key=self.request.GET.get("before", ""))
        attach_proposals(page.rows, clock.today(self.now))
        context = {
            "item": item,
            "plan": item.plan,
            "form": form,
            "upload_form": UploadForm(),
            "editing": self.editing(item),
            "conditions": self.conditions(item),
            "uploads": uploads_of(item.pk)[:UPLOADS_SHOWN],
            "photos": item_photos(item),
            "photographing": self.available(item, PlanAction.SET_PHOTOS),
            "rows": page.rows,
            "next_key": page.next_key,
            "sort": filters.sort,
            "is_narrowed": any(name in {"q", "state", "attempt", "verdict", "photo"} for name in self.request.GET),
            "refusals": refusals,
        }
        return render(self.request, "rosters/roster.html", context, status=422 if refusals else 200)


class PlanRosters(PlanView):
    """The rosters of a plan; a plan with one item goes straight to it."""

    roles = OFFICES

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        items = list(items_with_counts(plan))
        if len(items) == 1:
            return redirect("plans:roster", item_id=items[0].pk)
        return render(request, "rosters/items.html", {"plan": plan, "items": items})


class Roster(RosterView):
    """One item's roster."""

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        return self.roster_page(self.item_or_404(item_id))


class UploadRoster(RosterView):
    """Hand in a workbook."""

    roles = CLERKS

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """A refused upload's page was reloaded: back to the roster."""
        return redirect("plans:roster", item_id=self.item_or_404(item_id).pk)

    def post(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid() or form.cleaned_data["file"] is None:
            return self.roster_page(item, (Refusal("roster_file_missing", field="file"),))
        file = form.cleaned_data["file"]
        upload, refusals = self.attempt(
            lambda: workbooks.receive_upload(actor=self.actor, item_id=item.pk, upload=file, now=self.now)
        )
        if upload is None:
            return self.roster_page(item, refusals) if refusals else redirect("plans:roster", item_id=item.pk)
        return redirect("plans:upload", upload_id=upload.pk)


class RosterTemplate(RosterView):
    """The blank workbook."""

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        title = str(item.occupation_level)
        content = build_template(title=title, conditions=self.conditions(item))
        return download(content, f"花名册模板 {title}.xlsx", XLSX)


class RosterExport(RosterView):
    """The roster as a workbook, numbers masked; the same filters as on the page."""

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        _, filters = self.asked()
        rows = exported_candidates(self.actor, item, filters)
        return table_download(f"花名册 {item.plan.number} {item.occupation_level}", EXPORT_HEADERS, rows, "xlsx")
