"""Whether the portal's processes are heard of: a page in words, and the address that monitoring asks."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from appraisal.config.health import examine
from appraisal.core.queries.pulse import background, pulses
from appraisal.core.rules.jobs import Job
from appraisal.core.views.base import PortalView


class Status(PortalView):
    """The status page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        health = examine()
        context = {"health": health, "parts": health.parts, "background": background(), "pulses": pulses(*Job).values()}
        return render(request, "status.html", context)


def health(request: HttpRequest) -> JsonResponse:
    """200 when everything is well, 503 otherwise; what is wrong stands in the JSON. Open to everyone, so terse."""
    found = examine()
    return JsonResponse(found.as_json(), status=200 if found.is_well else 503, headers={"Cache-Control": "no-store"})
