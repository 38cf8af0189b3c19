"""Prints over HTTP: how far the worker is, and the finished file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock, files
from appraisal.core.api.base import Endpoint
from appraisal.core.api.links import FileLink, LinkAnswer
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.exporters import download
from appraisal.core.models import PrintJob
from appraisal.core.queries.prints import document_of_print, prints_of
from appraisal.core.rules.prints import PrintFailure, PrintState
from appraisal.core.services import prints
from appraisal.core.typesetting import PDF

TAG = "文书"


class PrintAnswer(serializers.Serializer):
    """A print that the worker makes."""

    id = serializers.IntegerField()
    address = serializers.CharField(help_text="在这里查看进度；做好以后向 <address>/link 要下载链接")
    title = serializers.CharField()
    state = serializers.ChoiceField(PrintState.choices())
    failure = serializers.CharField(help_text="没有做成的原因，可能为空")
    total = serializers.IntegerField(help_text="份数")
    done = serializers.IntegerField()
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="文件保留到何时")


class Prints(Endpoint):
    """The prints of the caller's organisation."""

    @extend_schema(
        operation_id="prints_list",
        summary="本单位的打印，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(PrintAnswer, "PrintPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(prints_of(self.actor), ("-pk",), lambda found: map(print_told, found))


class OnePrint(Endpoint):
    """One print."""

    read_by = "prints_one"

    def record(self, pk: int) -> dict[str, Any]:
        return print_told(get_object_or_404(prints_of(self.actor), pk=pk))

    @extend_schema(
        operation_id="prints_one", summary="一次打印的进度", tags=[TAG], parameters=[FIELDS], responses=PrintAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class LinkToPrint(OnePrint):
    """A link to the finished file; who gets one is on record, since the file carries personal data."""

    read_by = ""
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="prints_link",
        summary="取得做好的文书（PDF）的下载链接；留有记录",
        description="文件可能含完整的证件号码，所以每次取得链接都有记录。其中的文书已作废的不再给出。",
        tags=[TAG],
        request=None,
        responses=LinkAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: prints.hand_out(actor=self.actor, job_id=pk, now=self.now),
            lambda _: PrintOfLink.to(request, pk),
        )


class PrintOfLink(FileLink):
    """The PDF behind a link; superseded papers are not in it any more."""

    salt, route = "api.prints", "api:print-file"

    @extend_schema(
        operation_id="prints_file",
        summary="按链接下载做好的文书",
        tags=[TAG],
        auth=[],
        responses={(200, PDF): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        return self.followed(token)

    def file(self, named: int) -> HttpResponse:
        document = document_of_print(named, clock.now())
        return download(files.read(document), document.name, PDF, inline=False)


def print_told(job: PrintJob) -> dict[str, Any]:
    """A print as it stands."""
    return {
        "id": job.pk,
        "address": reverse("api:print", args=[job.pk]),
        "title": job.title,
        "state": job.state,
        "failure": PrintFailure(job.failure).label if job.failure else "",
        "total": job.total,
        "done": job.done,
        "requested_at": job.requested_at,
        "finished_at": job.finished_at,
        "expires_at": job.expires_at,
    }
