"""Rates of corrections, ineligible candidates and changes 一（六）: a plot, the table behind it, and an export."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.rules.roles import CITY_ROLES, Role
from appraisal.core.views.base import PortalView
from plans.queries.quality import plan_tallies
from plans.rules.quality import Measure, QualityRow, a_year_before, months_between, quality_rows, series_of, worst_first
from plans.views.base import chosen_view

DRAWN = 8  # more lines than this cannot be told apart
EXPORT_HEADERS = (
    "月份", "鉴定机构", "计划数", "考生数", "信息更正", "更正率（%）", "不符合条件", "不符合条件率（%）",
    "时间、地点变更", "变更率（%）",
)  # fmt: skip


class Quality(PortalView):
    """The last twelve months: the city sees all, a district its own, an institute itself."""

    roles = CITY_ROLES | {Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK}

    def get(self, request: HttpRequest) -> HttpResponse:
        measure = Measure[chosen_view(request, tuple(Measure))]
        rows = self.rows()
        begun = min((row.month for row in rows), default=self.since())
        months = months_between(begun, clock.today(self.now))
        institutes = worst_first(rows, measure)
        context = {
            "measure": measure,
            "measures": list(Measure),
            "rows": [_shown(row) for row in rows],
            "plot": _plot(rows, institutes[:DRAWN], months, measure),
            "is_cut": len(institutes) > DRAWN,
            "drawn": DRAWN,
            "shows_institute": self.actor.role != Role.INSTITUTE_CLERK,
        }
        return render(request, "statistics/quality.html", context)

    def since(self) -> date:
        """The first day of the month eleven months ago."""
        return a_year_before(clock.today(self.now))

    def rows(self) -> list[QualityRow]:
        """One row per institute and month."""
        return quality_rows(plan_tallies(self.actor, self.since()))


class QualityExport(Quality):
    """The table as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return table_download("鉴定质量", EXPORT_HEADERS, map(_export_row, self.rows()), "xlsx")


def _shown(row: QualityRow) -> dict[str, Any]:
    return {
        "row": row,
        "corrections": row.rate(Measure.CORRECTIONS),
        "ineligible": row.rate(Measure.INELIGIBLE),
        "changes": row.rate(Measure.CHANGES),
    }


def _plot(rows: list[QualityRow], institutes: list[str], months: list[date], measure: Measure) -> str:
    """What static/js/quality.js draws, as JSON."""
    series = series_of(rows, institutes, months, measure)
    unit = "份计划" if measure is Measure.CHANGES else "名考生"
    return json.dumps(
        {
            "title": f"{measure.label}（每 100 {unit}）",
            "months": [f"{month:%Y-%m}" for month in months],
            "series": [
                {"name": name, "values": [None if value is None else float(value) for value in values]}
                for name, values in series.items()
            ],
        },
        ensure_ascii=False,
    )


def _export_row(row: QualityRow) -> tuple[Any, ...]:
    rates = [row.rate(measure) for measure in Measure]
    numbers = [None if rate is None else float(rate) for rate in rates]
    return (
        f"{row.month:%Y-%m}", row.institute, row.plans, row.candidates, row.corrections, numbers[0], row.ineligible,
        numbers[1], row.changes, numbers[2],
    )  # fmt: skip
