"""Prints over HTTP: how far the worker is, and the finished file."""

import logging
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import files
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.uploads import binary
from appraisal.core.exporters import download
from appraisal.core.models import PrintJob
from appraisal.core.queries.prints import prints_of
from appraisal.core.rules.prints import PrintFailure, PrintState
from appraisal.core.services import prints
from appraisal.core.typesetting import PDF

logger = logging.getLogger(__name__)
TAG = "文书"


class PrintAnswer(serializers.Serializer):
    """A print that the worker makes."""

    id = serializers.IntegerField()
    address = serializers.CharField(help_text="在这里查看进度；可下载后从 <address>/file 取")
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


class PrintFile(Endpoint):
    """The finished file; handing it out is on record, since it carries personal data."""

    @extend_schema(
        operation_id="prints_file",
        summary="下载做好的文书（PDF）",
        description="文件可能含完整的证件号码，每次下载都有记录。其中的文书已作废的不再给出。",
        tags=[TAG],
        responses=binary(PDF, refusable=True),
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        document = prints.hand_out(actor=self.actor, job_id=pk, now=self.now)
        try:
            content = files.read(document)
        except FileNotFoundError as error:
            logger.error("print %s: its file is gone", pk)
            raise Http404 from error
        return download(content, document.name, PDF)


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
