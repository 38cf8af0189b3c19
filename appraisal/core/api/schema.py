"""How endpoints describe themselves: the errors and headers that all share, pages, and the two ways to sign in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from appraisal.core.rules.api_components import (
    ALWAYS,
    ETAG,
    IDEMPOTENCY_KEY,
    IF_NONE_MATCH,
    OF_WRITES,
    STALE,
    if_match,
    response,
)

FIELDS = OpenApiParameter("fields", str, description="只要这些字段，用逗号分开")
PAGING = (
    FIELDS,
    OpenApiParameter("cursor", str, description="上一页答复中的 next"),
    OpenApiParameter("limit", int, description="每页条数，1 至 200，默认 50"),
)


class PortalSchema(AutoSchema):
    """drf-spectacular's own, with what every endpoint of the portal may answer."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        writes, read_by = self.method not in {"GET", "HEAD"}, getattr(self.view, "read_by", "")
        for status, (name, words) in {**ALWAYS, **(OF_WRITES if writes else {})}.items():
            operation["responses"].setdefault(status, response(name, words))
        if writes:
            self._takes(operation, IDEMPOTENCY_KEY)
        if writes and read_by:
            self._takes(operation, if_match(read_by))
            operation["responses"].setdefault("412", STALE)
        if operation["operationId"] == read_by:
            self._takes(operation, IF_NONE_MATCH)
            operation["responses"]["200"]["headers"] = ETAG
            operation["responses"]["304"] = {"description": "与 If-None-Match 所说的相同，没有变动"}
        return operation

    @staticmethod
    def _takes(operation: dict[str, Any], header: dict[str, Any]) -> None:
        operation["parameters"] = [*operation.get("parameters", []), header]


class TokenScheme(OpenApiAuthenticationExtension):
    """The token, as the document names it."""

    target_class = "appraisal.core.api.authentication.TokenOfOrganisation"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    """The session of the portal, as the document names it."""

    target_class = "appraisal.core.api.authentication.SessionOfPortal"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


def page_of(item: type[serializers.Serializer], name: str) -> type[serializers.Serializer]:
    """The answer of a list: its items and the cursor of the next page. `name`: of the page in the document."""
    return type(
        name,
        (serializers.Serializer,),
        {
            "__doc__": "One page.",
            "items": item(many=True),
            "next": serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有下一页时为 null"),
        },
    )
