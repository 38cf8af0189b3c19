"""Home: the work list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.views.base import PortalView


class Home(PortalView):
    """What the actor must do, nearest deadline first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "home.html")
