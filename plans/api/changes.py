"""Changes of time and place, and deductions, over HTTP."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.rules.roles import CITY_ROLES, Role
from plans.models import ChangeLine, ChangeRequest, Plan
from plans.queries import for_machines as queries
from plans.rules.change_enums import ChangeState
from plans.services.change_decisions import decide_change

TAG, POINTS = "时间地点变更", "双百分"
SEEING = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}


class MoveLineAnswer(serializers.Serializer):
    """One sitting of a request, as it stood and as it is wanted."""

    sitting = serializers.IntegerField()
    old_date = serializers.DateField()
    old_starts_at = serializers.CharField(allow_null=True, help_text="北京时间，HH:MM:SS")
    old_place = serializers.CharField()
    old_district = serializers.IntegerField()
    new_date = serializers.DateField()
    new_starts_at = serializers.CharField(allow_null=True, help_text="北京时间，HH:MM:SS")
    new_place = serializers.CharField()
    new_district = serializers.IntegerField()
    new_rooms = serializers.ListField(child=serializers.IntegerField(), help_text="新地点的考场；空：没有指定")
    is_late = serializers.BooleanField()
    last_day = serializers.DateField(help_text="按时申请的最后一天")
    proof = serializers.CharField(help_text="时限依据")


class MoveAnswer(serializers.Serializer):
    """A request."""

    id = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    state = serializers.ChoiceField(ChangeState.choices())
    reason = serializers.CharField()
    is_late = serializers.BooleanField()
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField()
    lines = MoveLineAnswer(many=True)


class ChangeQuery(serializers.Serializer):
    state = serializers.ChoiceField(ChangeState.choices(), required=False)


class MoveDecisionBody(serializers.Serializer):
    approved = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class Changes(Endpoint):
    """Requests."""

    roles = SEEING

    @extend_schema(
        operation_id="changes_of_plans",
        summary="时间地点变更申请，新的在前",
        tags=[TAG],
        parameters=[ChangeQuery, *PAGING],
        responses=page_of(MoveAnswer, "MovePage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(ChangeQuery, request.query_params)
        return self.page(
            queries.changes_of(self.actor).filter(**asked), ("-pk",), lambda found: map(change_told, found)
        )


class ChangeEndpoint(Endpoint):
    """An address of one request."""

    roles = SEEING
    read_by = "changes_one"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        return change_told(get_object_or_404(queries.changes_of(self.actor), pk=pk))


class OneChange(ChangeEndpoint):
    """One request."""

    @extend_schema(
        operation_id="changes_one",
        summary="一项时间地点变更申请",
        tags=[TAG],
        parameters=[FIELDS],
        responses=MoveAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class DecideChange(ChangeEndpoint):
    """The city's decision on one request."""

    roles = frozenset({Role.GUIDANCE_OFFICER})

    @extend_schema(
        operation_id="changes_decide",
        summary="审核变更申请",
        tags=[TAG],
        request=MoveDecisionBody,
        responses=MoveAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(MoveDecisionBody)
        return self.act(
            lambda: decide_change(
                actor=self.actor, change_id=pk, approved=asked["approved"], note=asked["note"], now=self.now
            ),
            lambda _: self.record(pk),
        )


def change_told(row: ChangeRequest) -> dict[str, Any]:
    """A request with its lines."""
    return {
        "id": row.pk,
        "plan": row.plan.number,
        "state": row.state,
        "reason": row.reason,
        "is_late": row.is_late,
        "asked_at": row.asked_at,
        "decided_at": row.decided_at,
        "decision": row.decision,
        "lines": [_line(line) for line in row.lines.all()],
    }


def _line(line: ChangeLine) -> dict[str, Any]:
    sides = {
        f"{side}_{name}": getattr(line, f"{side}_{name}")
        for side in ("old", "new")
        for name in ("date", "starts_at", "place")
    }
    return {
        "sitting": line.sitting_id,
        **sides,
        "old_district": line.old_district_id,
        "new_district": line.new_district_id,
        "new_rooms": line.new_room_ids,
        "is_late": line.is_late,
        "last_day": line.last_day,
        "proof": line.proof,
    }
