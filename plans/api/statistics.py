"""Figures over HTTP: quality of appraisal, the pre-check against the desk, points of the double-hundred ledger."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.rules.roles import CITY_ROLES, Role
from plans.queries.foretelling import foretold_counts
from plans.queries.quality import plan_tallies
from plans.rules.quality import Measure, QualityRow, a_year_before, quality_rows
from plans.rules.re_review import Foretold, foretold, total_of

TAG = "统计"
QUALITY = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
DESKS = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
RATE = {"max_digits": 7, "decimal_places": 1, "allow_null": True}
YEAR = {"min_value": 2000, "max_value": 2999}


class QualityAnswer(serializers.Serializer):
    """An institute's plans that were enrolled in one month."""

    month = serializers.DateField(help_text="该月 1 日")
    institute = serializers.CharField()
    plans = serializers.IntegerField()
    candidates = serializers.IntegerField()
    corrections = serializers.IntegerField(help_text="信息更正")
    ineligible = serializers.IntegerField(help_text="不符合条件")
    changes = serializers.IntegerField(help_text="时间、地点变更")
    corrections_rate = serializers.DecimalField(**RATE, help_text="每 100 名考生")
    ineligible_rate = serializers.DecimalField(**RATE, help_text="每 100 名考生")
    changes_rate = serializers.DecimalField(**RATE, help_text="每 100 份计划")


class ForetoldAnswer(serializers.Serializer):
    """How well the pre-check foretold the desk's verdicts, by clause."""

    clause = serializers.CharField()
    eligible_passed = serializers.IntegerField()
    eligible_failed = serializers.IntegerField()
    ineligible_passed = serializers.IntegerField()
    ineligible_failed = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)


class Quality(Endpoint):
    """The last twelve months: the city sees all, a district its own, an institute itself."""

    roles = QUALITY

    @extend_schema(
        operation_id="quality",
        summary="近 12 个月的鉴定质量，按月份和鉴定机构",
        tags=[TAG],
        responses=QualityAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = quality_rows(plan_tallies(self.actor, a_year_before(clock.today(self.now))))
        return Response([_quality(row) for row in rows])


class Foretelling(Endpoint):
    """Precision and recall of the pre-check."""

    roles = DESKS

    @extend_schema(
        operation_id="foretelling",
        summary="资格预审与复审结论是否一致，按申报条件；最后一行是合计",
        tags=[TAG],
        responses=ForetoldAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = foretold(foretold_counts(self.actor))
        return Response([_foretold(row) for row in (*rows, total_of(rows))])


def _quality(row: QualityRow) -> dict[str, Any]:
    counts = ("month", "institute", "plans", "candidates", "corrections", "ineligible", "changes")
    return {
        **{name: getattr(row, name) for name in counts},
        **{f"{measure.lower()}_rate": _rate(row, measure) for measure in Measure},
    }


def _rate(row: QualityRow, measure: Measure) -> str | None:
    rate = row.rate(measure)
    return None if rate is None else str(rate)


def _foretold(row: Foretold) -> dict[str, Any]:
    counts = ("eligible_passed", "eligible_failed", "ineligible_passed", "ineligible_failed", "precision", "recall")
    return {"clause": row.clause, **{name: getattr(row, name) for name in counts}}
