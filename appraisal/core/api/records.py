"""The audit log over HTTP, and showing one masked value whole, which is itself on record."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.models import AuditEntry
from appraisal.core.queries.audit import AuditFilter, audit_entries
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.services import personal
from appraisal.core.services.personal import Target

TAG = "记录"


class ActAnswer(serializers.Serializer):
    """One act of the audit log."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    who = serializers.CharField()
    action = serializers.CharField()
    target = serializers.CharField(help_text="对象，例如 plan:17")
    summary = serializers.CharField()


class ActQuery(serializers.Serializer):
    subject = serializers.CharField(required=False, max_length=60, default="", help_text="业务，例如 plan.")
    target = serializers.CharField(required=False, max_length=80, default="", help_text="对象，例如 plan:17")
    first_day = serializers.DateField(required=False, default=None)
    last_day = serializers.DateField(required=False, default=None)


class RevealBody(serializers.Serializer):
    """One value of one record."""

    model = serializers.CharField(max_length=60, help_text="例如 plans.candidate、examiners.examiner、core.user")
    id = serializers.IntegerField(**KEY)
    field = serializers.CharField(max_length=40, help_text="例如 phone、document_number")
    reason = serializers.CharField(max_length=400, allow_blank=True, help_text="为什么要看；留有记录")


class RevealedAnswer(serializers.Serializer):
    label = serializers.CharField()
    value = serializers.CharField(help_text="完整的值，只在这一次答复中给出")


class Audit(Endpoint):
    """Who did what: the city sees all, others what their own organisation did."""

    roles = CAPABILITIES[Capability.READ_AUDIT]

    @extend_schema(
        operation_id="audit_list",
        summary="操作记录，新的在前",
        tags=[TAG],
        parameters=[ActQuery, *PAGING],
        responses=page_of(ActAnswer, "ActPage"),
    )
    def get(self, request: Request) -> Response:
        wanted = AuditFilter(**self.asked(ActQuery, request.query_params))
        return self.page(audit_entries(self.actor, wanted), ("-number",), lambda found: map(_act, found))


class Reveal(Endpoint):
    """A masked value, whole."""

    roles = CAPABILITIES[Capability.REVEAL_PERSONAL]

    @extend_schema(
        operation_id="personal_reveal",
        summary="查看一个遮盖的号码的完整内容；留有记录",
        description="与网页相同：一次一个，须写明理由，记录何人何时因何查看。"
        "答复不保留：Idempotency-Key 对它不起作用，重发即再次查看。",
        tags=[TAG],
        request=RevealBody,
        responses=RevealedAnswer,
        examples=[
            OpenApiExample(
                "考生手机",
                value={"model": "plans.candidate", "id": 17, "field": "phone", "reason": "通知补交身份证复印件"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(RevealBody)
        wanted = Target(asked["model"], asked["id"], asked["field"])
        try:  # not through `act`: a kept answer would keep the value
            shown = personal.reveal(actor=self.actor, target=wanted, reason=asked["reason"], now=self.now)
        except KeyError as unknown:
            raise Http404 from unknown
        return Response({"label": shown.label, "value": shown.value})


def _act(row: AuditEntry) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "who": row.actor_label,
        "action": row.action,
        "target": row.target,
        "summary": row.summary,
    }
