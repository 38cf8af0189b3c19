"""The double-hundred ledger over HTTP: deductions, appeals, a year by institute, the table of points."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role
from plans.api.attachments import attachment_of
from plans.models import Deduction
from plans.queries import for_machines as queries
from plans.queries.deductions import statement_entries, steps_of
from plans.queries.points import PointsRow, points_table
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import StatementRow, statement
from plans.services import deductions, points

TAG = "双百分"
SEEING = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
YEAR = {"min_value": 2000, "max_value": 2999}


class PointsLineAnswer(serializers.Serializer):
    """A line of the city's table."""

    points = serializers.DecimalField(max_digits=4, decimal_places=1)
    valid_from = serializers.DateField()
    document = serializers.CharField(help_text="依据")
    set_at = serializers.DateTimeField()


class PointsAnswer(serializers.Serializer):
    """What one kind of event costs today."""

    code = serializers.ChoiceField(PointsCode.choices())
    label = serializers.CharField()
    points = serializers.DecimalField(max_digits=4, decimal_places=1)
    since = serializers.DateField(allow_null=True, help_text="null：系统的默认值，市中心还没有规定")
    document = serializers.CharField()
    lines = PointsLineAnswer(many=True, help_text="登记过的全部分值，新的在前，含尚未执行的")


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


class DeductionQuery(serializers.Serializer):
    state = serializers.ChoiceField(DeductionState.choices(), required=False)


class DeductionAnswer(serializers.Serializer):
    """Points taken off an institute."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    plan = serializers.CharField(allow_null=True)
    code = serializers.ChoiceField(PointsCode.choices())
    points = serializers.DecimalField(max_digits=4, decimal_places=1)
    state = serializers.ChoiceField(DeductionState.choices())
    evidence = serializers.CharField()
    occurred_on = serializers.DateField()
    appeal_until = serializers.DateField()


class DeductionWholeAnswer(DeductionAnswer):
    steps = StepAnswer(many=True)


class AppealDecisionBody(serializers.Serializer):
    upheld = serializers.BooleanField(help_text="true：维持减分；false：撤销")
    reason = serializers.CharField(max_length=2_000, allow_blank=True)


class AppealBody(serializers.Serializer):
    """Why no points should go, as a form."""

    text = serializers.CharField(max_length=2_000, allow_blank=True, help_text="申诉理由")
    document = file_field("证明材料：PDF、JPG 或 PNG，可以不附", required=False)


class PointsBody(serializers.Serializer):
    """A new line of the table; what happened before that day keeps its points."""

    code = serializers.ChoiceField(PointsCode.choices())
    points = serializers.DecimalField(max_digits=4, decimal_places=1)
    valid_from = serializers.DateField(help_text="自哪天起")
    document = serializers.CharField(max_length=200, allow_blank=True, help_text="依据：文号或会议纪要")


class Deductions(Endpoint):
    """Deductions."""

    roles = SEEING

    @extend_schema(
        operation_id="deductions_list",
        summary="双百分减分，新的在前",
        tags=[TAG],
        parameters=[DeductionQuery, *PAGING],
        responses=page_of(DeductionAnswer, "DeductionPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(DeductionQuery, request.query_params)
        rows = queries.deductions_of(self.actor).filter(**asked)
        return self.page(rows, ("-pk",), lambda found: map(deduction, found))


class DeductionEndpoint(Endpoint):
    """An address of one deduction."""

    roles = SEEING
    read_by = "deductions_one"
    locks = Deduction

    def record(self, pk: int) -> dict[str, Any]:
        row = get_object_or_404(queries.deductions_of(self.actor), pk=pk)
        steps = [
            {"at": one.at, "state": one.state, "text": one.text, "document": one.document_id} for one in steps_of(row)
        ]
        return {**deduction(row), "steps": steps}


class OneDeduction(DeductionEndpoint):
    """One deduction with its steps."""

    @extend_schema(
        operation_id="deductions_one",
        summary="一次减分：事实和办理经过",
        tags=[TAG],
        parameters=[FIELDS],
        responses=DeductionWholeAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class Appeal(UploadEndpoint, DeductionEndpoint):
    """The institute says why no points should go."""

    roles = CAPABILITIES[Capability.APPEAL_DEDUCTION]

    @extend_schema(
        operation_id="deductions_appeal",
        summary="对一次减分提出申诉",
        description="在 appeal_until 以前；市中心处理以后收到通知。",
        tags=[TAG],
        request={"multipart/form-data": AppealBody},
        responses={201: DeductionWholeAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(AppealBody)
        return self.act(
            lambda: deductions.appeal(
                actor=self.actor,
                deduction_id=pk,
                text=asked["text"],
                attachment=attachment_of(asked.get("document")),
                now=self.now,
            ),
            lambda _: self.record(pk),
            status=201,
        )


class DecideAppeal(DeductionEndpoint):
    """The city's word on an appeal."""

    roles = CAPABILITIES[Capability.DECIDE_APPEAL]

    @extend_schema(
        operation_id="deductions_decide",
        summary="处理减分申诉：维持或撤销",
        tags=[TAG],
        request=AppealDecisionBody,
        responses=DeductionAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(AppealDecisionBody)
        return self.act(
            lambda: deductions.decide_appeal(actor=self.actor, deduction_id=pk, now=self.now, **asked),
            lambda _: deduction(queries.deductions_of(self.actor).get(pk=pk)),
        )


class Statement(Endpoint):
    """A year by institute."""

    roles = SEEING

    @extend_schema(
        operation_id="deductions_statement",
        summary="一年的减分，按鉴定机构，多的在前",
        tags=[TAG],
        parameters=[YearQuery],
        responses=StatementAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        year = self.asked(YearQuery, request.query_params)["year"] or clock.today(self.now).year
        return Response([_statement(row) for row in statement(statement_entries(self.actor, year))])


class Points(Endpoint):
    """The table of points."""

    roles = SEEING
    writers = CAPABILITIES[Capability.EDIT_POINTS]

    @extend_schema(
        operation_id="points_table",
        summary="双百分减分标准，今天执行的",
        tags=[TAG],
        responses=PointsAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(self.table())

    @extend_schema(
        operation_id="points_set",
        summary="登记一项减分的新分值，自某天起执行",
        description="分值不溯及既往：已发生的事项仍按当时的分值。",
        tags=[TAG],
        request=PointsBody,
        responses={201: PointsAnswer(many=True)},
    )
    def post(self, request: Request) -> Response:
        asked = dict(self.asked(PointsBody))
        code = PointsCode(asked.pop("code"))
        return self.act(
            lambda: points.set_points(actor=self.actor, code=code, now=self.now, **asked),
            lambda _: self.table(),
            status=201,
        )

    def table(self) -> list[dict[str, Any]]:
        """The table as it stands today, with every line there was and will be."""
        return [_points(row) for row in points_table(clock.today(self.now))]


def _points(row: PointsRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.code.label,
        "points": str(row.now.points),
        "since": None if row.is_default else row.now.valid_from,
        "document": row.now.source,
        "lines": [
            {
                "points": str(line.points),
                "valid_from": line.valid_from,
                "document": line.document,
                "set_at": line.set_at,
            }
            for line in row.lines
        ],
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


def deduction(row: Deduction) -> dict[str, Any]:
    """A deduction with its plan at hand."""
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "plan": row.plan.number if row.plan else None,
        "code": row.code,
        "points": str(row.points),
        "state": row.state,
        "evidence": row.evidence,
        "occurred_on": row.occurred_on,
        "appeal_until": row.appeal_until,
    }
