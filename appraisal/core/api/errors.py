"""Errors of actions in one JSON shape with the right status."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler
from rest_framework.views import set_rollback

from appraisal.core.errors import Conflict, DomainError, NotPermitted, Refused
from appraisal.core.phrases import explain
from appraisal.core.rules.refusals import Refusal


class Stale(DomainError):
    """The record is no longer what the caller's If-Match says; `tag` is its ETag now."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        super().__init__(tag)


class KeyReused(DomainError):
    """An Idempotency-Key came back with a different request."""


WORDS = {
    exceptions.ParseError: ("unreadable", "请求内容无法读懂：应为 JSON，上传文件的接口应为 multipart/form-data。"),
    exceptions.NotAuthenticated: ("not_authenticated", "没有令牌，也没有登录。"),
    exceptions.MethodNotAllowed: ("method_not_allowed", "这个地址不支持这种请求方式。"),
    exceptions.NotAcceptable: ("not_acceptable", "只能以 JSON 作答。"),
    exceptions.UnsupportedMediaType: (
        "unsupported_media_type",
        "请求内容须为 application/json，上传文件的接口须为 multipart/form-data。",
    ),
    exceptions.Throttled: ("throttled", "请求过于频繁，请按 Retry-After 稍后再试。"),
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refused → 422 with every reason, NotPermitted → 403, Conflict → 409, Stale → 412; all in one shape."""
    answer = _answer(error)
    if isinstance(error, SuspiciousOperation):  # more fields, files or bytes than the portal takes in
        answer = _plain("unreadable", "请求内容超出了系统接收的限度。", 400)
    if answer is None:
        return _of_framework(error, context)
    set_rollback()
    return answer


def _answer(error: Exception) -> Response | None:
    match error:
        case Refused():
            return Response({"error": "refused", "reasons": reasons(error.refusals)}, status=422)
        case NotPermitted() | PermissionDenied():
            return _plain("not_permitted", str(error) or "没有权限。", 403)
        case Stale():
            words = "这条记录在您读取以后已经变动，请重新读取后再提交。"
            return Response({"error": "stale", "message": words}, status=412, headers={"ETag": error.tag})
        case KeyReused():
            return _plain("key_reused", "这个 Idempotency-Key 已用于另一个请求，请换一个。", 422)
        case Conflict():
            return _plain("conflict", error.message, 409)
        case Http404() | ObjectDoesNotExist():
            return _plain("not_found", "没有这条记录，或者不属于您的单位。", 404)
        case exceptions.ValidationError():
            return Response({"error": "invalid", "message": "请求内容不合要求。", "fields": error.detail}, status=400)
    return None


def _of_framework(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF itself raises, in our shape and with its headers."""
    answer = default_handler(error, context)
    if answer is None:
        return None
    found = next((words for kind, words in WORDS.items() if isinstance(error, kind)), None)
    code, message = found or (_code_of(answer.status_code), str(getattr(error, "detail", "")))
    answer.data = {"error": code, "message": message}
    return answer


def _code_of(status: int) -> str:
    return {401: "not_authenticated", 403: "not_permitted"}.get(status, "error")


def _plain(code: str, message: str, status: int) -> Response:
    return Response({"error": code, "message": message}, status=status)


def reasons(refusals: tuple[Refusal, ...]) -> list[dict[str, Any]]:
    """Refusals in words, as every answer and every row of a bulk answer gives them."""
    return [
        {
            "code": reason.code,
            "message": reason.message,
            "rule": reason.rule,
            "date": reason.date,
            "remedy": reason.remedy,
            "field": reason.field,
        }
        for reason in map(explain, refusals)
    ]
