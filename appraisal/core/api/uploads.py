"""Files over HTTP: endpoints that take one with a form, and answers that are one."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from appraisal.core.api.base import Endpoint


class UploadEndpoint(Endpoint):
    """An address that a file is sent to, as multipart/form-data."""

    parser_classes = (MultiPartParser,)


def file_field(words: str, *, required: bool = True) -> Any:
    """The file of a form. Whether it is empty, too large or of a wrong kind is for the service to say."""
    return serializers.FileField(required=required, allow_empty_file=True, max_length=200, help_text=words)


def binary(content_type: str, *, refusable: bool = False) -> dict[tuple[int, str], Any]:
    """How the document describes an answer that is a file; `refusable`: a rule may keep it back."""
    found: dict[tuple[int, str], Any] = {(200, content_type): OpenApiTypes.BINARY}
    if refusable:
        found[422, "application/json"] = {"$ref": "#/components/schemas/Refused"}
        found[409, "application/json"] = {"$ref": "#/components/schemas/Problem"}
    return found
