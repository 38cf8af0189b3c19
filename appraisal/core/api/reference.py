"""The portal's letters over HTTP, and what lists of basic data share."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.models import Notice
from appraisal.core.queries import inbox
from appraisal.core.services.inbox import mark_read

TAG = "基础资料"


class NameQuery(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=60, default="", help_text="名称、拼音或代码的一部分")


class LetterAnswer(serializers.Serializer):
    """A letter of the portal."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    body = serializers.CharField()
    path = serializers.CharField(help_text="网页地址，可能为空")
    urgent = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadBody(serializers.Serializer):
    letters = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=200)


class ReadAnswer(serializers.Serializer):
    read = serializers.IntegerField(help_text="其中几封原来未读")


class Letters(Endpoint):
    """The portal's letters to the caller's organisation and role."""

    @extend_schema(
        operation_id="letters_list",
        summary="系统给本单位的通知，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(LetterAnswer, "LetterPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(inbox.letters(self.actor), ("-pk",), lambda found: map(_letter, found))

    @extend_schema(operation_id="letters_read", summary="标为已读", tags=[TAG], request=ReadBody, responses=ReadAnswer)
    def post(self, request: Request) -> Response:
        wanted = self.asked(ReadBody)["letters"]
        return self.act(
            lambda: mark_read(actor=self.actor, letter_ids=wanted, now=self.now), lambda count: {"read": count}
        )


def _letter(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "subject": row.subject,
        "body": row.body,
        "path": row.path,
        "urgent": row.urgent,
        "created_at": row.created_at,
        "read_at": row.read_at,
    }
