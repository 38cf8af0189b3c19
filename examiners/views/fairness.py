"""How evenly duty is spread and how people answer: Lorenz curves, Gini, rates; the table behind the plot, an export."""

import json
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from examiners.queries.fairness import DISTRICT, OCCUPATION, FairnessRow, fairness_rows
from examiners.rules.fairness import thinned
from plans.views.base import chosen_view

DAYS = 365
DRAWN = 6  # more curves than this cannot be told apart
POINTS = 60
TITLES = {DISTRICT: "区县", OCCUPATION: "职业（工种）"}
HEADERS = (
    "可派遣人数", "执评次数", "没有派过的人", "最多一人次数", "基尼系数", "邀请人次", "能参加", "不能参加", "未答复",
    "能参加的比例（%）", "答复用时中位数（分钟）",
)  # fmt: skip


class Fairness(PortalView):
    """The last year: the city sees all districts, a district its own."""

    roles = frozenset({Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER})

    def get(self, request: HttpRequest) -> HttpResponse:
        by = chosen_view(request, (DISTRICT, OCCUPATION))
        rows = fairness_rows(self.actor, by, clock.today(self.now), DAYS)
        if request.GET.get("export"):
            return table_download("执评公平", (TITLES[by], *HEADERS), map(_cells, rows), request.GET["export"])
        drawn = [one for one in rows if one.spread.curve][:DRAWN]
        context = {
            "by": by,
            "titles": TITLES,
            "title": TITLES[by],
            "rows": [_shown(one) for one in rows],
            "plot": _plot(drawn) if drawn else "",
            "is_cut": sum(bool(one.spread.curve) for one in rows) > DRAWN,
            "drawn": DRAWN,
        }
        return render(request, "examiners/fairness.html", context)


def _plot(rows: list[FairnessRow]) -> str:
    """What static/js/fairness.js draws, as JSON: percentages of people and of duties."""
    return json.dumps(
        [
            {
                "name": f"{one.spread.label}（{float(one.spread.gini or 0):.2f}）",
                "points": [
                    [_percent(point.people), _percent(point.duties)] for point in thinned(one.spread.curve, POINTS)
                ],
            }
            for one in rows
        ],
        ensure_ascii=False,
    )


def _shown(row: FairnessRow) -> dict[str, Any]:
    gini, wait = row.spread.gini, row.answering.median_wait
    return {
        "spread": row.spread,
        "answering": row.answering,
        "gini": None if gini is None else f"{float(gini):.2f}",
        "acceptance": None if row.answering.acceptance is None else _percent(row.answering.acceptance),
        "minutes": None if wait is None else round(wait.total_seconds() / 60),
    }


def _cells(row: FairnessRow) -> tuple[Any, ...]:
    shown = _shown(row)
    spread, answering = row.spread, row.answering
    return (
        spread.label, spread.people, spread.total, spread.idle, spread.most, shown["gini"], answering.asked,
        answering.accepted, answering.declined, answering.silent, shown["acceptance"], shown["minutes"],
    )  # fmt: skip


def _percent(share: Fraction) -> float:
    return round(float(share) * 100, 1)
