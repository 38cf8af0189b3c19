"""Revealing a masked value: a small form that asks why, then the value, this once. By htmx in place, or as a page."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.services import personal
from appraisal.core.services.personal import Target
from appraisal.core.views.base import PortalView


class Reveal(PortalView):
    """`GET` asks for the reason, `POST` answers with the value; `GET ?cancel=1` gives the masked value back."""

    roles = CAPABILITIES[Capability.REVEAL_PERSONAL]

    def get(self, request: HttpRequest, **target: Any) -> HttpResponse:
        return self._answer(request, Target(**target), cancel="cancel" in request.GET)

    def post(self, request: HttpRequest, **target: Any) -> HttpResponse:
        wanted, reason = Target(**target), request.POST.get("reason", "")
        self._masked(wanted)
        shown, refusals = self.attempt(
            lambda: personal.reveal(actor=self.actor, target=wanted, reason=reason, now=self.now)
        )
        return self._answer(request, wanted, shown=shown, refusals=refusals)

    def _masked(self, target: Target) -> personal.Revealed:
        try:
            return personal.masked(actor=self.actor, target=target)
        except (KeyError, ObjectDoesNotExist) as unknown:
            raise Http404 from unknown

    def _answer(
        self,
        request: HttpRequest,
        target: Target,
        *,
        cancel: bool = False,
        shown: personal.Revealed | None = None,
        refusals: tuple[Refusal, ...] = (),
    ) -> HttpResponse:
        context = {
            "target": target,
            "masked": self._masked(target),
            "shown": shown,
            "asking": not cancel and shown is None,
            "reason": request.POST.get("reason", ""),
            "refusals": refusals,
        }
        template = "partials/reveal_answer.html" if request.htmx else "personal/reveal.html"
        return render(request, template, context, status=422 if refusals else 200)
