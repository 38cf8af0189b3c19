"""The page behind the QR code of a paper, open to everybody, and how a printing knows the portal's address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from appraisal.core.queries.papers import verify
from appraisal.core.typesetting import Imprint


class Verify(View):
    """Whether a paper is genuine and in force. Nothing personal stands here."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = verify(token)
        response = render(request, "papers/verify.html", {"found": found}, status=200 if found else 404)
        response["X-Robots-Tag"] = "noindex"
        return response


def origin_of(request: HttpRequest) -> str:
    """How the portal is reached by whoever scans a paper: the setting, or as the reader of this page reached it."""
    return settings.PUBLIC_ORIGIN or request.build_absolute_uri("/").rstrip("/")


def imprint_of(request: HttpRequest) -> Imprint:
    """A printing asked for by this request."""
    return Imprint(origin_of(request), request.now)
