"""The list of plans, one plan, and its deadlines for a calendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core import clock
from appraisal.core.exporters import download, table_download
from appraisal.core.rules.roles import Role
from appraisal.core.templatetags import portal
from appraisal.core.views.base import PortalView
from plans.exporters.ladder import Step, ladder_file
from plans.forms.filing import FilterForm
from plans.queries.obligations import obligations_of
from plans.queries.plan_list import PlanFilters, PlanRow, district_choices, exported_plans, plan_page
from plans.rules.enums import ObligationState
from plans.views.base import PlanView, chosen_view

OFFICES = frozenset(Role) - {Role.EXAMINER}
EXPORT_LIMIT = 20_000
TABS = (("open", "在办"), ("mine", "待我办理"), ("all", "全部"))
EXPORT_HEADERS = (
    "计划编号", "名称", "类型", "状态", "鉴定机构", "区县", "首场考试", "考生数", "上报时间", "下一时限", "最后一天",
)  # fmt: skip


class PlanList(PortalView):
    """The list: tabs, filters, sort, pages by key; all of it in the address."""

    roles = OFFICES

    def get(self, request: HttpRequest) -> HttpResponse:
        form, filters, view = self.asked()
        page = plan_page(self.actor, filters, key=request.GET.get("before", ""), today=clock.today(self.now))
        context = {
            "form": form,
            "rows": [_shown(row) for row in page.rows],
            "next_key": page.next_key,
            "view": view,
            "tabs": TABS if self.actor.role in {Role.INSTITUTE_CLERK, Role.GUIDANCE_OFFICER} else (TABS[0], TABS[2]),
            "sort": filters.sort,
            "shows_institute": self.actor.role != Role.INSTITUTE_CLERK,
            "is_narrowed": any(value for name, value in request.GET.items() if name not in {"view", "sort", "before"}),
        }
        return render(request, "plans/list.html", context)

    def asked(self) -> tuple[FilterForm, PlanFilters, str]:
        """The form, the filters it means, and the tab."""
        view = chosen_view(self.request, ("open", "mine", "all"))
        form = FilterForm(self.request.GET, district_choices(self.actor))
        filters = form.filters("" if view == "all" else view, self.request.GET.get("sort", "newest"))
        return form, filters, view


class PlanExport(PlanList):
    """The same list as a workbook, at most 20,000 rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _, filters, _ = self.asked()
        found = exported_plans(self.actor, filters, today=clock.today(self.now), limit=EXPORT_LIMIT)
        return table_download("鉴定计划", EXPORT_HEADERS, map(_export_row, found), "xlsx")


class PlanPage(PlanView):
    """One plan."""

    roles = OFFICES

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.detail_page(self.plan_or_404(number))


class PlanDeadlines(PlanView):
    """The open deadlines of one plan as an .ics file."""

    roles = OFFICES

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        steps = [
            Step(
                key=f"{shown.record.code}-{shown.record.sitting_id or 0}",
                label=shown.row.label,
                last_day=shown.record.last_day,
                sentence=shown.deadline.sentence(),
                is_provisional=shown.record.provisional,
            )
            for shown in obligations_of(plan)
            if shown.record.state == ObligationState.OPEN
        ]
        content = ladder_file(name=f"{plan.number} {plan.title}", reference=plan.number, steps=steps, now=self.now)
        return download(content, f"{plan.number}.ics", "text/calendar; charset=utf-8")


def _shown(row: PlanRow) -> dict[str, Any]:
    """What the list shows of a row, in a flat dict: a template looks into one many times quicker than into models."""
    plan, owed = row.plan, row.next
    return {
        "mark": row.mark,
        "number": plan.number,
        "title": plan.title,
        "is_sample": plan.is_sample,
        "state": portal.state_badge(plan.state, row.state_label),
        "kind": row.kind_label,
        "institute": plan.institute.name,
        "district": plan.district.short_name,
        "exam": portal.weekday(plan.first_exam_date),
        "candidates": str(plan.candidate_count),
        "owed": owed.label if owed else "",
        "deadline": portal.deadline(owed.last_day, owed.slack, owed.is_late, "", owed.is_provisional) if owed else "",
    }


def _export_row(row: Any) -> tuple[Any, ...]:
    plan, owed = row.plan, row.next
    return (
        plan.number, plan.title, plan.get_kind_display(), plan.get_state_display(), plan.institute.name,
        plan.district.short_name, plan.first_exam_date, plan.candidate_count, plan.filed_at,
        owed.label if owed else "", owed.last_day if owed else "",
    )  # fmt: skip
