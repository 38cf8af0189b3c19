"""Errors outside of any view, in the portal's own words: as a page, or as JSON below /api/."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "invalid", "请求不合要求。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "not_permitted", str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "not_found", "没有这个地址。")


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "fault", "系统出错，已记录；请稍后再试。")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that outlived its session: say so, and that nothing was saved."""
    return render(request, "errors/csrf.html", status=403)


def _answer(request: HttpRequest, status: int, code: str, words: str) -> HttpResponse:
    if request.path.startswith(API):
        return JsonResponse({"error": code, "message": words}, status=status)
    return render(request, f"errors/{status}.html", {"why": words}, status=status)
