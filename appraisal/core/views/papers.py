"""The page behind the QR code of a paper, open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from appraisal.core.queries.papers import verify


class Verify(View):
    """Whether a paper is genuine and in force. Nothing personal stands here."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = verify(token)
        response = render(request, "papers/verify.html", {"found": found}, status=200 if found else 404)
        response["X-Robots-Tag"] = "noindex"
        return response
