"""Summary of confirmed duties per examiner, district and occupation, and the panel of a plan's page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.exporters import table_download
from appraisal.core.rules.roles import CITY_ROLES, Actor, Role
from appraisal.core.views.base import PortalView
from examiners.forms.duty import DutyFilterForm
from examiners.queries.duty_pages import plan_practicals
from examiners.queries.duty_summary import BY, HEADERS, DutyFilters, SummaryRow, duty_summary, exported_summary
from examiners.views.duty import READERS
from plans.models import Plan
from plans.rules.states import HAS_RESULTS
from plans.views.base import chosen_view
from plans.views.panels import Panel

SHOWN = 200  # groups on the page; the export has all of them


class Duties(PortalView):
    """The city sees all, a district its own practicals, an examiner himself."""

    roles = CITY_ROLES | {Role.DISTRICT_OFFICER, Role.EXAMINER}

    def get(self, request: HttpRequest) -> HttpResponse:
        by = chosen_view(request, tuple(BY))
        rows = self.rows(by)
        context = {
            "form": DutyFilterForm(request.GET),
            "by": by,
            "groups": [(word, heading) for word, (heading, _) in BY.items()],
            "heading": BY[by][0],
            "headers": HEADERS,
            "rows": rows[:SHOWN],
            "is_cut": len(rows) > SHOWN,
            "shown": SHOWN,
            "half_days": sum(row.half_days for row in rows),
            "is_narrowed": any(request.GET.get(name) for name in ("q", "since", "until")),
        }
        return render(request, "duty/summary.html", context)

    def rows(self, by: str) -> list[SummaryRow]:
        """The groups that the filters leave."""
        chosen = DutyFilterForm(self.request.GET).chosen()
        filters = DutyFilters(chosen.get("q", "").strip(), chosen.get("since"), chosen.get("until"))
        return duty_summary(self.actor, by, filters)


class DutiesExport(Duties):
    """The whole summary as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        by = chosen_view(request, tuple(BY))
        headers = ("编号", BY[by][0], *HEADERS)
        return table_download(f"执评汇总 按{BY[by][0]}", headers, exported_summary(self.rows(by)), "xlsx")


def duty_panel(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """The practicals of a plan with how far their papers are; one query."""
    if actor.role not in READERS or plan.state not in HAS_RESULTS:
        return None
    practicals = plan_practicals(actor, plan)
    return Panel("duty/_panel.html", {"practicals": practicals}) if practicals else None
