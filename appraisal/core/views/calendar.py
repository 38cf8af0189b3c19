"""The calendar of working days: a year at a glance, and the calculator. Open to everyone who is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.clock import today
from appraisal.core.forms.calendar import CalculatorForm
from appraisal.core.queries.calendar import FIRST_DATE, LAST_DATE, calculated, calendar_years
from appraisal.core.queries.calendar_year import year_page
from appraisal.core.rules.deadlines import Direction
from appraisal.core.rules.roles import Capability, may
from appraisal.core.rules.workdays import WEEKDAY_NAMES
from appraisal.core.views.base import PortalView


class Year(PortalView):
    """Twelve months with working days, days off and make-up days; this year when the address names none."""

    def get(self, request: HttpRequest, year: int | None = None) -> HttpResponse:
        this_day = today(self.now)
        year = year or this_day.year
        if not FIRST_DATE.year <= year <= LAST_DATE.year:
            raise Http404
        context = {
            "page": year_page(year),
            "years": calendar_years(),
            "weekdays": [name[-1] for name in WEEKDAY_NAMES],
            "today": this_day,
            "may_publish": may(self.actor, Capability.PUBLISH_CALENDAR),
        }
        return render(request, "calendar/year.html", context)


class Calculator(PortalView):
    """N working days before or after a date, with the proof; the question stands in the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = bool(request.GET)
        initial = {"date": today(self.now), "working_days": 20, "direction": Direction.BEFORE}
        form = CalculatorForm(request.GET if asked else None, initial=initial)
        answer = None
        if asked and form.is_valid():
            wanted = form.cleaned_data
            answer = calculated(wanted["date"], wanted["working_days"], Direction(wanted["direction"]))
        return render(request, "calendar/calculator.html", {"form": form, "answer": answer})
