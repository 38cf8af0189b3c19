"""The clock bar of training mode. Anyone signed in may move the clock; outside of training mode it does not exist."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from appraisal.config.training import MOVED, Moved, move_clock, worker_answer
from appraisal.core.rules.clock_moves import ClockMove
from appraisal.core.views.base import PortalView


class TrainingView(PortalView):
    """A view that exists in training mode only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.TRAINING_MODE:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class MoveClock(TrainingView):
    """Move the clock (`move`, with `day` for a date) and go back to the page (`next`), which waits for the worker."""

    def post(self, request: HttpRequest) -> HttpResponse:
        word = request.POST.get("move", "")
        if word not in ClockMove.__members__:
            raise Http404
        moved = move_clock(actor=self.actor, move=ClockMove[word], now=self.now, day=_day(request))
        request.session.pop(MOVED, None)
        if moved.to > self.now:
            request.session[MOVED] = moved.as_json()
        target = request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        return HttpResponseRedirect(target) if is_here else redirect("home")


class WorkerReport(TrainingView):
    """What the page asks every second after a move: still waiting, or done. Then the page is loaded again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        stored = request.session.get(MOVED)
        if stored is None:
            return render(request, "training/_waiting.html", {"is_waiting": False})
        answer = worker_answer(self.actor, Moved.of(stored))
        if not answer.is_done and not answer.is_overdue:
            return render(request, "training/_waiting.html", {"is_waiting": True})
        del request.session[MOVED]
        words = render(request, "training/_report.html", {"answer": answer}).content.decode().strip()
        (messages.success if answer.is_done else messages.warning)(request, words)
        return HttpResponse(headers={"HX-Refresh": "true"})


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None
