"""Conditions for applying over HTTP: what candidates are held against."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.roles import Role
from plans.models import EligibilityStandard
from plans.queries.standards import standards_list
from plans.rules.review_enums import StandardState

TAG = "申报条件"
OFFICES = frozenset(Role) - {Role.EXAMINER}


class StandardAnswer(serializers.Serializer):
    """The conditions of one occupation from a day on; without an occupation they serve all that have none."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    occupation = serializers.IntegerField(allow_null=True)
    document = serializers.CharField(help_text="依据文件")
    valid_from = serializers.DateField()
    state = serializers.ChoiceField(StandardState.choices())
    is_sample = serializers.BooleanField(help_text="样例数据")
    content = serializers.JSONField(help_text="条件，按等级")


class StandardQuery(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=60, default="", help_text="名称、职业或编号的一部分")
    state = serializers.ChoiceField(StandardState.choices(), required=False, default="")


class Standards(Endpoint):
    """The versions that the caller may see."""

    roles = OFFICES

    @extend_schema(
        operation_id="standards_list",
        summary="申报条件的各个版本，新的在前",
        tags=[TAG],
        parameters=[StandardQuery, *PAGING],
        responses=page_of(StandardAnswer, "StandardPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(StandardQuery, request.query_params)
        rows = standards_list(self.actor, q=asked["q"], state=asked["state"])
        return self.page(rows, ("-pk",), lambda found: map(_standard, found))


def _standard(row: EligibilityStandard) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "occupation": row.occupation_id,
        "document": row.document,
        "valid_from": row.valid_from,
        "state": row.state,
        "is_sample": row.is_sample,
        "content": row.content,
    }
