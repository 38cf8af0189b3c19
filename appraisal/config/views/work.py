"""The work list over HTTP: the same lines as on the first page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.config.worklist import Line, work_list
from appraisal.core.api.base import Endpoint
from appraisal.core.rules.work import Section


class WorkAnswer(serializers.Serializer):
    """One thing to do, to wait for, or to come."""

    section = serializers.ChoiceField(Section.choices())
    what = serializers.CharField()
    about = serializers.CharField()
    party = serializers.CharField(help_text="对方单位，可能为空")
    path = serializers.CharField(help_text="网页地址")
    last_day = serializers.DateField(allow_null=True)
    slack = serializers.IntegerField(allow_null=True, help_text="今天以后还有几个工作日；null：没有时限")
    late = serializers.BooleanField()
    provisional = serializers.BooleanField(help_text="暂定：放假通知发布后可能调整")


class Work(Endpoint):
    """What the caller must do, nearest deadline first; what he waits for; what is coming."""

    @extend_schema(
        operation_id="work_list",
        summary="工作台：要办的、在等的、即将举行的；每类最多 100 条，早的在前",
        tags=["工作台"],
        responses=WorkAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response([_line(line) for part in work_list(self.actor, self.now) for line in part.lines])


def _line(line: Line) -> dict[str, Any]:
    item = line.item
    return {
        "section": item.section,
        "what": item.what,
        "about": item.about,
        "party": item.party,
        "path": line.path,
        "last_day": item.last_day,
        "slack": line.slack,
        "late": item.is_late,
        "provisional": item.is_provisional,
    }
