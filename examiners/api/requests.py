"""Requests for examiners over HTTP."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import ReasonBody
from appraisal.core.rules.roles import Role
from examiners.api.dispatch import DISPATCHING, TAG
from examiners.models import ExaminerRequest
from examiners.queries import for_machines as queries
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.requests import RequestEntry
from examiners.services import requests
from plans.models import Plan, Sitting

SEEING = DISPATCHING | {Role.INSTITUTE_CLERK}
INSTITUTE = frozenset({Role.INSTITUTE_CLERK})


class RequestBody(serializers.Serializer):
    """How many examiners, and who answers at the site."""

    number = serializers.IntegerField(min_value=1, max_value=1_000)
    contact_name = serializers.CharField(max_length=40)
    contact_phone = serializers.CharField(max_length=40)
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class RequestAnswer(serializers.Serializer):
    """A request for examiners."""

    id = serializers.IntegerField()
    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(ExaminerRequestState.choices())
    asked_at = serializers.DateTimeField()
    reason = serializers.CharField()


class Requests(Endpoint):
    """Requests for examiners."""

    roles = SEEING

    @extend_schema(
        operation_id="examiner_requests_list",
        summary="考评人数需求，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(RequestAnswer, "RequestPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.requests_of(self.actor), ("-pk",), lambda found: map(_request, found))


class RequestOfSitting(Endpoint):
    """The request for one practical."""

    roles = SEEING
    writers = INSTITUTE
    read_by = "examiner_requests_one"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        return _request(get_object_or_404(queries.requests_of(self.actor), sitting=pk))

    @extend_schema(
        operation_id="examiner_requests_one",
        summary="一场实操的考评人数需求",
        tags=[TAG],
        parameters=[FIELDS],
        responses=RequestAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="examiner_requests_ask",
        summary="为一场实操提出考评人数需求",
        description="最迟在实操前 7 个工作日；再次提交即修改人数和联系人。",
        tags=[TAG],
        request=RequestBody,
        responses={201: RequestAnswer},
        examples=[
            OpenApiExample(
                "三名考评员",
                value={"number": 3, "contact_name": "孙丽", "contact_phone": "010-65551234"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Sitting.objects.visible_to(self.actor), pk=pk)
        entry = RequestEntry(**self.asked(RequestBody))
        return self.act(
            lambda: requests.request_examiners(actor=self.actor, sitting_id=pk, entry=entry, now=self.now),
            lambda made: _request(queries.requests_of(self.actor).get(pk=made.pk)),
            status=201,
        )


class WithdrawRequest(RequestOfSitting):
    """The request for one practical is taken back."""

    roles = INSTITUTE
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="examiner_requests_withdraw",
        summary="撤回考评人数需求",
        tags=[TAG],
        request=ReasonBody,
        responses=RequestAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_object_or_404(ExaminerRequest.objects.visible_to(self.actor), sitting=pk)
        reason = self.asked(ReasonBody)["reason"]
        return self.act(
            lambda: requests.withdraw_request(actor=self.actor, sitting_id=pk, reason=reason, now=self.now),
            lambda _: _request(queries.requests_of(self.actor).get(pk=found.pk)),
        )


def _request(row: ExaminerRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "sitting": row.sitting_id,
        "plan": row.sitting.plan.number,
        "number": row.number,
        "state": row.state,
        "asked_at": row.asked_at,
        "reason": row.reason,
    }
