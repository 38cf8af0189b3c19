"""Errors of actions in one JSON shape with the right status."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.phrases import explain


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refused → 422 with every reason, NotPermitted → 403, Conflict → 409; all else as DRF does it."""
    match error:
        case Refused():
            reasons = [explain(refusal) for refusal in error.refusals]
            return Response(
                {
                    "error": "refused",
                    "reasons": [
                        {
                            "code": reason.code,
                            "message": reason.message,
                            "rule": reason.rule,
                            "date": reason.date,
                            "remedy": reason.remedy,
                            "field": reason.field,
                        }
                        for reason in reasons
                    ],
                },
                status=422,
            )
        case NotPermitted() | PermissionDenied():
            return Response({"error": "not_permitted", "message": str(error)}, status=403)
        case Conflict():
            return Response({"error": "conflict", "message": error.message}, status=409)
        case Http404():
            return Response({"error": "not_found"}, status=404)
    return default_handler(error, context)
