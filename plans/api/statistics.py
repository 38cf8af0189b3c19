"""Figures over HTTP: quality of appraisal, the pre-check against the desk, points of the double-hundred ledger."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS
from appraisal.core.rules.roles import CITY_ROLES, Role
from plans.api.changes import POINTS, SEEING, DeductionAnswer, deduction
from plans.queries import for_machines as queries
from plans.queries.deductions import statement_entries, steps_of
from plans.queries.foretelling import foretold_counts
from plans.queries.points import PointsRow, points_table
from plans.queries.quality import plan_tallies
from plans.rules.change_enums import PointsCode
from plans.rules.deductions import StatementRow, statement
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


class PointsAnswer(serializers.Serializer):
    """What one kind of event costs today."""

    code = serializers.ChoiceField(PointsCode.choices())
    label = serializers.CharField()
    points = serializers.DecimalField(max_digits=4, decimal_places=1)
    since = serializers.DateField(allow_null=True, help_text="null：系统的默认值，市中心还没有规定")
    document = serializers.CharField()


class YearQuery(serializers.Serializer):
    year = serializers.IntegerField(required=False, default=None, help_text="不写：今年", **YEAR)


class ByCodeAnswer(serializers.Serializer):
    code = serializers.ChoiceField(PointsCode.choices())
    points = serializers.DecimalField(max_digits=7, decimal_places=1)


class StatementAnswer(serializers.Serializer):
    """An institute's year."""

    institute = serializers.CharField()
    count = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=7, decimal_places=1)
    open_points = serializers.DecimalField(max_digits=7, decimal_places=1, help_text="其中待确认")
    waived = serializers.IntegerField(help_text="已撤销次数")
    by_code = ByCodeAnswer(many=True)


class StepAnswer(serializers.Serializer):
    """What happened to a deduction."""

    at = serializers.DateTimeField()
    state = serializers.CharField()
    text = serializers.CharField()
    document = serializers.IntegerField(allow_null=True)


class DeductionWholeAnswer(DeductionAnswer):
    steps = StepAnswer(many=True)


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


class Points(Endpoint):
    """The table of points."""

    roles = SEEING

    @extend_schema(
        operation_id="points_table",
        summary="双百分减分标准，今天执行的",
        tags=[POINTS],
        responses=PointsAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response([_points(row) for row in points_table(clock.today(self.now))])


class Statement(Endpoint):
    """A year by institute."""

    roles = SEEING

    @extend_schema(
        operation_id="deductions_statement",
        summary="一年的减分，按鉴定机构，多的在前",
        tags=[POINTS],
        parameters=[YearQuery],
        responses=StatementAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        year = self.asked(YearQuery, request.query_params)["year"] or clock.today(self.now).year
        return Response([_statement(row) for row in statement(statement_entries(self.actor, year))])


class OneDeduction(Endpoint):
    """One deduction with its steps."""

    roles = SEEING

    @extend_schema(
        operation_id="deductions_one",
        summary="一次减分：事实和办理经过",
        tags=[POINTS],
        parameters=[FIELDS],
        responses=DeductionWholeAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        row = get_object_or_404(queries.deductions_of(self.actor), pk=pk)
        steps = [
            {"at": one.at, "state": one.state, "text": one.text, "document": one.document_id} for one in steps_of(row)
        ]
        return self.one({**deduction(row), "steps": steps})


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


def _points(row: PointsRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.code.label,
        "points": str(row.now.points),
        "since": None if row.is_default else row.now.valid_from,
        "document": row.now.source,
    }


def _statement(row: StatementRow) -> dict[str, Any]:
    return {
        "institute": row.institute,
        "count": row.count,
        "total": str(row.total),
        "open_points": str(row.open_points),
        "waived": row.waived,
        "by_code": [{"code": code, "points": str(points)} for code, points in row.by_code.items()],
    }
