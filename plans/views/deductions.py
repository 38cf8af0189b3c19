"""The double-hundred ledger 一（二）: list, one deduction with its appeal, yearly statement, table of points."""

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.exporters import table_download
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role, may
from appraisal.core.views.base import PortalView, key_page
from plans.forms.deductions import AppealForm, DecideAppealForm, DeductionFilterForm, PointsForm
from plans.models import Deduction
from plans.queries.deductions import (
    deductions_matching,
    standing_of,
    statement_entries,
    steps_of,
    visible_deduction,
    years_with_deductions,
)
from plans.queries.points import points_table
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import Entry, appeal_refusals, monthly, statement
from plans.services.deductions import appeal, decide_appeal
from plans.services.points import set_points
from plans.views.attachments import attached

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
EXPORT_HEADERS = (
    "年度",
    "鉴定机构",
    "次数",
    *(code.label for code in PointsCode),
    "合计减分",
    "其中待确认",
    "已撤销次数",
)


class DeductionList(PortalView):
    """Every deduction that the actor may see."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        years = years_with_deductions(self.actor, clock.today(self.now).year)
        form = DeductionFilterForm(request.GET, years=years)
        rows, next_key = key_page(deductions_matching(self.actor, form.filters()).order_by("-pk"), request)
        context = {
            "form": form,
            "rows": rows,
            "next_key": next_key,
            "shows_institute": self.actor.role != Role.INSTITUTE_CLERK,
            "is_narrowed": any(value for name, value in request.GET.items() if name != "before"),
        }
        return render(request, "deductions/list.html", context)


class DeductionView(PortalView):
    """A page of one deduction."""

    def deduction_or_404(self, deduction_id: int) -> Deduction:
        """The deduction, as far as the actor may see it."""
        try:
            return visible_deduction(self.actor, deduction_id)
        except Deduction.DoesNotExist as missing:
            raise Http404 from missing

    def page(
        self,
        deduction: Deduction,
        refusals: tuple[Refusal, ...] = (),
        form: AppealForm | DecideAppealForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The facts, what happened since, and what the actor can do."""
        standing = standing_of(deduction)
        may_appeal = may(self.actor, Capability.APPEAL_DEDUCTION) and not appeal_refusals(
            standing, text="…", now=self.now
        )
        may_decide = may(self.actor, Capability.DECIDE_APPEAL) and standing.state is DeductionState.APPEALED
        context: dict[str, Any] = {
            "deduction": deduction,
            "steps": steps_of(deduction),
            "may_appeal": may_appeal,
            "may_decide": may_decide,
            "form": form or (AppealForm() if may_appeal else DecideAppealForm()),
            "refusals": refusals,
        }
        return render(self.request, "deductions/deduction.html", context, status=status)


class DeductionPage(DeductionView):
    """One deduction."""

    roles = READERS

    def get(self, request: HttpRequest, deduction_id: int) -> HttpResponse:
        return self.page(self.deduction_or_404(deduction_id))


class Appeal(DeductionView):
    """The institute appeals."""

    roles = CAPABILITIES[Capability.APPEAL_DEDUCTION]

    def post(self, request: HttpRequest, deduction_id: int) -> HttpResponse:
        deduction = self.deduction_or_404(deduction_id)
        form = AppealForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(deduction, form=form, status=422)
        try:
            attachment = attached(request)
        except Refused as refused:
            return self.page(deduction, refused.refusals, form, 422)
        text = form.cleaned_data["text"]
        _, refusals = self.attempt(
            lambda: appeal(actor=self.actor, deduction_id=deduction.pk, text=text, attachment=attachment, now=self.now),
            success="申诉已提交，市中心处理以后会收到通知。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(deduction, refusals, form, 422)
        return redirect("plans:deduction", deduction_id)


class DecideAppeal(DeductionView):
    """The city decides."""

    roles = CAPABILITIES[Capability.DECIDE_APPEAL]

    def post(self, request: HttpRequest, deduction_id: int) -> HttpResponse:
        deduction = self.deduction_or_404(deduction_id)
        form = DecideAppealForm(request.POST)
        if not form.is_valid():
            return self.page(deduction, form=form, status=422)
        _, refusals = self.attempt(
            lambda: decide_appeal(actor=self.actor, deduction_id=deduction.pk, now=self.now, **form.cleaned_data),
            success="已处理，并通知鉴定机构。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(deduction, refusals, form, 422)
        return redirect("plans:deduction", deduction_id)


class Statement(PortalView):
    """A year by institute, and by month as a plot."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        year, entries = self.year(), self.entries()
        context = {
            "year": year,
            "years": years_with_deductions(self.actor, clock.today(self.now).year),
            "codes": list(PointsCode),
            "rows": [(row, [(code.label, row.by_code[code]) for code in PointsCode]) for row in statement(entries)],
            "plot": _plot(entries, year),
            "months": _monthly_rows(entries, year),
        }
        return render(request, "deductions/statement.html", context)

    def year(self) -> int:
        """The year that the address names; this year otherwise."""
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today(self.now).year

    def entries(self) -> list[Entry]:
        """What the actor may see of the year."""
        return statement_entries(self.actor, self.year())


class StatementExport(Statement):
    """The statement as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year = self.year()
        rows = [
            (
                year, row.institute, row.count, *(float(row.by_code[code]) for code in PointsCode), float(row.total),
                float(row.open_points), row.waived,
            )
            for row in statement(self.entries())
        ]  # fmt: skip
        return table_download(f"双百分减分 {year} 年", EXPORT_HEADERS, rows, "xlsx")


class PointsTable(PortalView):
    """How many points what takes off, since when, by which document; the city adds lines."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(PointsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PointsForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        _, refusals = self.attempt(
            lambda: set_points(actor=self.actor, now=self.now, **form.cleaned_data), success="分值已登记。"
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals, 422)
        return redirect("plans:points")

    def _page(self, form: PointsForm, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
        context = {
            "rows": points_table(clock.today(self.now)),
            "form": form,
            "may_edit": may(self.actor, Capability.EDIT_POINTS),
            "refusals": refusals,
        }
        return render(self.request, "deductions/points.html", context, status=status)


def _months(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def _monthly_rows(entries: list[Entry], year: int) -> list[tuple[date, list[Any]]]:
    """The numbers behind the plot: a row per month."""
    by_code = monthly(entries, _months(year))
    return [(month, [(code.label, by_code[code][at]) for code in PointsCode]) for at, month in enumerate(_months(year))]


def _plot(entries: list[Entry], year: int) -> str:
    """What static/js/deductions.js draws, as JSON."""
    by_code = monthly(entries, _months(year))
    return json.dumps(
        {
            "months": [f"{month.month} 月" for month in _months(year)],
            "series": [
                {"name": code.label, "values": [float(points) for points in values]} for code, values in by_code.items()
            ],
        },
        ensure_ascii=False,
    )
