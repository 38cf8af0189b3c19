"""The feed of changes: everything that concerns the caller's organisation, in order, nothing missed, nothing twice."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.queries.api_access import changes_after, latest_change
from appraisal.core.queries.changes import as_message

TAG = "变动"
LARGEST = 2**63 - 1


class RecordName(serializers.Serializer):
    """Which record a change is about."""

    type = serializers.CharField(help_text="记录的种类，例如 plan")
    key = serializers.JSONField(help_text="记录的键")


class ChangeAnswer(serializers.Serializer):
    """One change. Read the record itself for its present state."""

    number = serializers.IntegerField(help_text="全市连续编号；本单位看到的会有间隔")
    type = serializers.CharField(help_text="做了什么，例如 plan.accept")
    timestamp = serializers.DateTimeField()
    record = RecordName()
    states = serializers.DictField(child=serializers.CharField(), help_text="之前和之后的状态（有状态变化时）")


class ChangesAnswer(serializers.Serializer):
    """Changes and where to go on."""

    items = ChangeAnswer(many=True)
    last = serializers.IntegerField(help_text="下次从这个编号之后读起；没有新变动时与 after 相同")


EXAMPLE = OpenApiExample(
    "受理一份计划",
    value={
        "items": [
            {
                "number": 1042,
                "type": "plan.accept",
                "timestamp": "2026-03-02T09:00:00+08:00",
                "record": {"type": "plan", "key": 17},
                "states": {"before": "FILED", "after": "ACCEPTED"},
            }
        ],
        "last": 1042,
    },
    response_only=True,
)


class Changes(Endpoint):
    """What happened after a number."""

    @extend_schema(
        operation_id="changes_list",
        summary="某个编号之后与本单位有关的变动",
        description="按编号从小到大。读完一页，用答复中的 last 作为下一次的 after；"
        "编号在提交时才给出，所以不会漏，也不会重复。"
        "第一次接入时，用 after=latest 得到当前编号。",
        tags=[TAG],
        parameters=[
            OpenApiParameter("after", str, description="上次读到的编号；latest：只要当前编号", default="0"),
            OpenApiParameter("limit", int, description="最多几条，1 至 200，默认 50"),
        ],
        responses=ChangesAnswer,
        examples=[EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        if after == "latest":
            return Response({"items": [], "last": latest_change()})
        if not after.isascii() or not after.isdigit() or len(after) > 19 or int(after) > LARGEST:
            raise ValidationError({"after": "应为不小于 0 的整数，或 latest。"})
        items: list[dict[str, Any]] = [
            as_message(entry) for entry in changes_after(self.actor, int(after), self.page_size())
        ]
        return Response({"items": items, "last": items[-1]["number"] if items else int(after)})
