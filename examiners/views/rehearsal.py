"""Rehearsal of a dispatch on a virtual clock: how long, how dear, how risky, and what wave to take. Sends nothing."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.views.base import PortalView
from examiners.forms.rehearsal import RehearsalForm
from examiners.models import Dispatch
from examiners.queries.dispatch_detail import visible_dispatch
from examiners.queries.rehearsals import Rehearsal, habits, need_of, rehearsal
from examiners.rules.rehearsal import Forecast
from examiners.views.dispatch_board import DISPATCHERS

POINTS = 40  # of each line of the plot


class RehearsalPage(PortalView):
    """The need in the address, of a dispatch (`?dispatch=17`) or typed; the forecasts below."""

    roles = DISPATCHERS

    def get(self, request: HttpRequest) -> HttpResponse:
        dispatch = self.chosen()
        form = self.form(dispatch)
        context: dict[str, Any] = {"form": form, "dispatch": dispatch}
        if form.is_valid():
            need = form.need()
            found = rehearsal(need, habits(self.now))
            context |= {
                "need": need,
                "found": found,
                "rows": rows_of(found),
                "words": words_of(found),
                "plot": json.dumps(plot_of(found)),
            }
        return render(request, "dispatch/rehearsal.html", context)

    def chosen(self) -> Dispatch | None:
        """The dispatch that the address names. Raises `Http404` for one that the actor does not see."""
        key = self.request.GET.get("dispatch", "")
        if not key:
            return None
        try:
            return visible_dispatch(self.actor, int(key))
        except (ValueError, OverflowError, Dispatch.DoesNotExist) as missing:
            raise Http404 from missing

    def form(self, dispatch: Dispatch | None) -> RehearsalForm:
        """What is typed in the address; otherwise what the dispatch needs."""
        if "seats" in self.request.GET:
            return RehearsalForm(self.request.GET)
        return RehearsalForm.of(need_of(dispatch, self.now)) if dispatch else RehearsalForm.plain(self.now)


def rows_of(found: Rehearsal) -> list[dict[str, object]]:
    """The table: one row per wave."""
    return [
        {
            "forecast": one,
            "in_time": round(100 * (1 - one.risk)),
            "half": hours(one.minutes_until(0.5)),
            "most": hours(one.minutes_until(0.9)),
            "is_advised": one is found.advised,
            "is_current": one.factor == found.current,
        }
        for one in found.forecasts
    ]


def words_of(found: Rehearsal) -> dict[str, str]:
    """The shares that sentences speak of."""
    risk, habit = found.advised.risk, found.habits
    return {
        "risk": "不到 1%" if risk < 0.01 else f"{risk:.0%}",
        "yes": f"{habit.yes:.0%}",
        "no": f"{habit.no:.0%}",
        "confirm": f"{habit.confirm:.0%}",
    }


def plot_of(found: Rehearsal) -> dict[str, object]:
    """Share of runs whose team stands, over the hours since the start: one line per wave."""
    latest = max((one.times[-1] for one in found.forecasts if one.times), default=60.0)
    steps = [latest * number / POINTS for number in range(POINTS + 1)]
    return {
        "series": [
            {
                "name": f"每次邀请空缺的 {one.factor:g} 倍",
                "values": [[round(at / 60, 2), share(one, at)] for at in steps],
            }
            for one in found.forecasts
        ]
    }


def share(forecast: Forecast, minutes: float) -> float:
    """Per cent of the runs whose team stands after so many minutes."""
    return round(100 * sum(one <= minutes for one in forecast.times) / forecast.runs, 1)


def hours(minutes: float | None) -> str:
    """A length of time in words; a dash when it never comes."""
    if minutes is None:
        return "—"
    return f"{minutes:.0f} 分钟" if minutes < 90 else f"{minutes / 60:.1f} 小时"
