"""Corrections of published results over HTTP: asked for by one person with evidence, decided by another."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.roles import Role
from plans.api.attachments import attachment_of
from plans.api.scores import TAG, SheetEndpoint
from plans.models import ScoreCorrection
from plans.queries import results
from plans.rules.scoring import ENTERING
from plans.services import score_corrections

CORRECTING = ENTERING | {Role.INSTITUTE_CLERK}


class ScoreCorrectionAnswer(serializers.Serializer):
    """A change of a published result: asked for by one person, decided by another."""

    id = serializers.IntegerField()
    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    candidate = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField(help_text="更正哪一版成绩")
    present = serializers.CharField(help_text="原成绩")
    wanted = serializers.CharField(help_text="更正为")
    reason = serializers.CharField()
    document = serializers.IntegerField(help_text="证明材料")
    state = serializers.ChoiceField(RequestState.choices())
    requested_at = serializers.DateTimeField()
    decision = serializers.CharField()


class ScoreCorrectionQuery(serializers.Serializer):
    state = serializers.ChoiceField(RequestState.choices(), required=False, default="")


class ScoreCorrectionBody(serializers.Serializer):
    """What a published result should be, why, and what proves it."""

    candidate = serializers.IntegerField(**KEY)
    grade = serializers.CharField(max_length=20, help_text="0 至 100，最多一位小数；或 缺考、作弊")
    reason = serializers.CharField(max_length=400, allow_blank=True)
    document = file_field("证明材料：PDF、JPG 或 PNG", required=False)


class ScoreDecisionBody(serializers.Serializer):
    grant = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="", help_text="不同意须写明")


class ScoreCorrections(Endpoint):
    """What was asked for."""

    roles = CORRECTING

    @extend_schema(
        operation_id="score_corrections_list",
        summary="成绩更正申请，新的在前",
        tags=[TAG],
        parameters=[ScoreCorrectionQuery, *PAGING],
        responses=page_of(ScoreCorrectionAnswer, "ScoreCorrectionPage"),
    )
    def get(self, request: Request) -> Response:
        state = self.asked(ScoreCorrectionQuery, request.query_params)["state"]
        rows = results.score_corrections(self.actor, state)
        return self.page(rows, ("-pk",), lambda found: map(_correction, found))


class AskScoreCorrection(UploadEndpoint, SheetEndpoint):
    """A published result is wrong."""

    @extend_schema(
        operation_id="score_corrections_ask",
        summary="申请更正一名考生已发布的成绩",
        description="须有证明材料；由另一人处理，同意以后发布新的一版。",
        tags=[TAG],
        request={"multipart/form-data": ScoreCorrectionBody},
        responses={201: ScoreCorrectionAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.sitting_or_404(pk)
        asked = self.asked(ScoreCorrectionBody)
        if not results.history_of(self.actor, pk, asked["candidate"]):
            raise Http404
        return self.act(
            lambda: score_corrections.ask_score_correction(
                actor=self.actor,
                sitting_id=pk,
                candidate_id=asked["candidate"],
                typed=asked["grade"],
                reason=asked["reason"],
                attachment=attachment_of(asked.get("document")),
                now=self.now,
            ),
            lambda made: _correction(results.score_corrections(self.actor).get(pk=made.pk)),
            status=201,
        )


class DecideScoreCorrection(SheetEndpoint):
    """Another person decides."""

    @extend_schema(
        operation_id="score_corrections_decide",
        summary="处理一项成绩更正申请",
        tags=[TAG],
        request=ScoreDecisionBody,
        responses=ScoreCorrectionAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = results.score_corrections(self.actor)
        self.sitting_or_404(get_object_or_404(rows, pk=pk).result.sheet.sitting_id)
        asked = self.asked(ScoreDecisionBody)
        return self.act(
            lambda: score_corrections.decide_score_correction(
                actor=self.actor, correction_id=pk, grant=asked["grant"], note=asked["note"], now=self.now
            ),
            lambda _: _correction(rows.get(pk=pk)),
        )


def _correction(row: ScoreCorrection) -> dict[str, Any]:
    result = row.result
    return {
        "id": row.pk,
        "sitting": result.sheet.sitting_id,
        "plan": result.sheet.sitting.plan.number,
        "candidate": result.candidate_id,
        "name": result.candidate.name,
        "version": result.version,
        "present": result.grade.text,
        "wanted": row.grade.text,
        "reason": row.reason,
        "document": row.document_id,
        "state": row.state,
        "requested_at": row.requested_at,
        "decision": row.decision,
    }
