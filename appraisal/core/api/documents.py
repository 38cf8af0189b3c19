"""Stored files by a signed link."""

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import files
from appraisal.core.api.base import Endpoint
from appraisal.core.api.links import FileLink, LinkAnswer
from appraisal.core.exporters import download
from appraisal.core.models import Document
from appraisal.core.queries.documents import document_of_link, readable_document

TAG = "文件"


class DocumentLinkAnswer(LinkAnswer):
    """Where a document can be fetched for a while, and what it is."""

    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="字节")
    sha256 = serializers.CharField()


class DocumentLink(Endpoint):
    """A link to one document that the caller may open."""

    @extend_schema(
        operation_id="documents_link", summary="取得一个文件的下载链接", tags=[TAG], responses=DocumentLinkAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        document = readable_document(pk, self.actor)
        if document is None:
            raise Http404
        return Response(link_to(request, document))


class DocumentOfLink(FileLink):
    """The document behind a link."""

    salt, route = "api.documents", "api:document-file"

    @extend_schema(
        operation_id="documents_file",
        summary="按链接下载文件",
        tags=[TAG],
        auth=[],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        return self.followed(token)

    def file(self, named: int) -> HttpResponse:
        document = document_of_link(named)
        return download(files.read(document), document.name, document.content_type, inline=False)


def link_to(request: Request, document: Document) -> dict[str, Any]:
    """Where a document that the caller may have can be fetched for a while."""
    names = ("name", "content_type", "size", "sha256")
    return {**DocumentOfLink.to(request, document.pk), **{name: getattr(document, name) for name in names}}
