"""Stored files by a signed link: asked for with the caller's rights, fetched without them for a few minutes."""

import logging
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appraisal.core import files
from appraisal.core.api.base import Endpoint
from appraisal.core.exporters import download
from appraisal.core.models import Document
from appraisal.core.queries.documents import document_of_link, readable_document

logger = logging.getLogger(__name__)
TAG = "文件"
_signer = signing.TimestampSigner(salt="api.documents")


class LinkAnswer(serializers.Serializer):
    """Where the file can be fetched for a while."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="几秒以后失效")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="字节")
    sha256 = serializers.CharField()


class DocumentLink(Endpoint):
    """A link to one document that the caller may open."""

    @extend_schema(operation_id="documents_link", summary="取得一个文件的下载链接", tags=[TAG], responses=LinkAnswer)
    def get(self, request: Request, pk: int) -> Response:
        document = readable_document(pk, self.actor)
        if document is None:
            raise Http404
        return Response(link_to(request, document))


class DocumentOfLink(APIView):
    """The file behind a link; whoever has the link has the file while it lasts."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()

    @extend_schema(
        operation_id="documents_file",
        summary="按链接下载文件",
        tags=[TAG],
        auth=[],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        try:
            key = _signer.unsign(token, max_age=settings.KAOWU["API_FILE_LINK_SECONDS"])
        except signing.BadSignature as error:
            raise Http404 from error
        document = document_of_link(int(key))
        try:
            content = files.read(document)
        except FileNotFoundError as error:
            logger.error("document %s: its file is gone", document.pk)
            raise Http404 from error
        return download(content, document.name, document.content_type, inline=False)


def link_to(request: Request, document: Document) -> dict[str, Any]:
    """Where a document that the caller may have can be fetched for a while."""
    token = _signer.sign(str(document.pk))
    return {
        "url": request.build_absolute_uri(reverse("api:document-file", args=[token])),
        "expires_in": settings.KAOWU["API_FILE_LINK_SECONDS"],
        "name": document.name,
        "content_type": document.content_type,
        "size": document.size,
        "sha256": document.sha256,
    }
