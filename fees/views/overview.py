"""The finance section's overview, with plots of income and spending; the numbers stand in the table beside them."""

import json
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.views.base import PortalView
from fees.permissions import FINANCE
from fees.queries.ledger import balances_by_kind
from fees.queries.overview import Cut, cuts, standing
from fees.queries.statements import suspense
from fees.rules.enums import AccountKind, Dimension
from fees.rules.money import total
from plans.views.base import chosen_view

MONTHS = 12
DRAWN = 12
HEADERS = ("项目", "收入（元）", "支出（元）", "结余（元）")


class Overview(PortalView):
    """What came in, what is owed, what waits on whom."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        dimension = Dimension[chosen_view(request, tuple(Dimension))]
        rows = cuts(self.actor, dimension, self.since())
        if request.GET.get("export"):
            table = ((one.name, float(one.income), float(one.spending), float(one.rest)) for one in rows)
            return table_download(f"收支 {dimension.label}", HEADERS, table, "xlsx")
        balances = balances_by_kind()
        context = {
            "dimension": dimension,
            "dimensions": list(Dimension),
            "rows": rows,
            "income": total(one.income for one in rows),
            "spending": total(one.spending for one in rows),
            "plot": _plot(rows, dimension),
            "standing": standing(clock.today(self.now)),
            "suspense": suspense(),
            "bank": balances[AccountKind.BANK],
            "counter": balances[AccountKind.COUNTER],
            "credit": -balances[AccountKind.CREDIT],
            "year": clock.today(self.now).year,
        }
        return render(request, "fees/overview.html", context)

    def since(self) -> date:
        """The first day of the month eleven months ago."""
        today = clock.today(self.now)
        whole = today.year * 12 + today.month - MONTHS
        return date(whole // 12, whole % 12 + 1, 1)


def _plot(rows: list[Cut], dimension: Dimension) -> str:
    """What static/js/fees.js draws, as JSON."""
    drawn = rows[:DRAWN] if dimension is not Dimension.MONTH else rows
    return json.dumps(
        {
            "names": [one.name for one in drawn],
            "income": [float(one.income) for one in drawn],
            "spending": [float(one.spending) for one in drawn],
        },
        ensure_ascii=False,
    )
