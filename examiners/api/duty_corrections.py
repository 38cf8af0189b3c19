"""Corrections of confirmed duties over HTTP: asked for by one person with a document, decided by another."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.rules.enums import RequestState
from examiners.api.dispatch import DISPATCHING
from examiners.api.duty import TAG, EntryBody, entered_of
from examiners.models import DutyCorrection
from examiners.models.duty_correction import SEEING
from examiners.queries import duty_corrections as found
from examiners.queries.duty_pages import visible_practical
from examiners.services import duty_corrections
from plans.api.attachments import attachment_of
from plans.api.json_text import JSONTextField
from plans.models import Sitting


class ChangedDutyAnswer(serializers.Serializer):
    """One examiner in a correction, in words."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    present = serializers.CharField(help_text="原来；空：不在考评组")
    wanted = serializers.CharField(help_text="更正为")


class DutyCorrectionAnswer(serializers.Serializer):
    """A change of confirmed duties."""

    id = serializers.IntegerField()
    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    members = ChangedDutyAnswer(many=True)
    reason = serializers.CharField()
    document = serializers.IntegerField(help_text="证明材料")
    state = serializers.ChoiceField(RequestState.choices())
    requested_at = serializers.DateTimeField()
    decision = serializers.CharField()


class DutyCorrectionQuery(serializers.Serializer):
    state = serializers.ChoiceField(RequestState.choices(), required=False, default="")


class DutyCorrectionBody(serializers.Serializer):
    """What the duties should be, why, and what proves it."""

    members = JSONTextField(shape=EntryBody, many=True, help_text="JSON 数组，每人一项，同录入；没有误的可以不写")
    reason = serializers.CharField(max_length=400, allow_blank=True)
    document = file_field("证明材料：PDF、JPG 或 PNG", required=False)


class DutyDecisionBody(serializers.Serializer):
    grant = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="", help_text="不同意须写明")


class DutyCorrections(Endpoint):
    """What was asked for."""

    roles = SEEING

    @extend_schema(
        operation_id="duty_corrections_list",
        summary="执评更正申请，新的在前",
        tags=[TAG],
        parameters=[DutyCorrectionQuery, *PAGING],
        responses=page_of(DutyCorrectionAnswer, "DutyCorrectionPage"),
    )
    def get(self, request: Request) -> Response:
        state = self.asked(DutyCorrectionQuery, request.query_params)["state"]
        rows = found.duty_corrections(self.actor, state)
        return self.page(rows, ("-pk",), lambda page: map(_correction, page))


class AskDutyCorrection(UploadEndpoint, Endpoint):
    """Confirmed duties are wrong."""

    roles = DISPATCHING

    @extend_schema(
        operation_id="duty_corrections_ask",
        summary="申请更正一场已确认的执评情况",
        description="须有证明材料；由另一人处理，考评费已经计提的由市中心处理。同意以后增加新的一版，考评费按它计算。",
        tags=[TAG],
        request={"multipart/form-data": DutyCorrectionBody},
        responses={201: DutyCorrectionAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        try:
            visible_practical(self.actor, pk)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing
        asked = self.asked(DutyCorrectionBody)
        return self.act(
            lambda: duty_corrections.ask_duty_correction(
                actor=self.actor,
                sitting_id=pk,
                entered=entered_of(asked),
                reason=asked["reason"],
                attachment=attachment_of(asked.get("document")),
                now=self.now,
            ),
            lambda made: _correction(found.duty_corrections(self.actor).get(pk=made.pk)),
            status=201,
        )


class DecideDutyCorrection(Endpoint):
    """Another person decides."""

    roles = DISPATCHING

    @extend_schema(
        operation_id="duty_corrections_decide",
        summary="处理一项执评更正申请",
        tags=[TAG],
        request=DutyDecisionBody,
        responses=DutyCorrectionAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = found.duty_corrections(self.actor)
        get_object_or_404(rows, pk=pk)
        asked = self.asked(DutyDecisionBody)
        return self.act(
            lambda: duty_corrections.decide_duty_correction(
                actor=self.actor, correction_id=pk, grant=asked["grant"], note=asked["note"], now=self.now
            ),
            lambda _: _correction(rows.get(pk=pk)),
        )


def _correction(row: DutyCorrection) -> dict[str, Any]:
    lines = [
        {
            "examiner": one.examiner_id,
            "name": one.name,
            "present": one.present.text if one.present else "",
            "wanted": one.wanted.text,
        }
        for one in found.lines_of(row)
    ]
    return {
        "id": row.pk,
        "sitting": row.sheet.sitting_id,
        "plan": row.sheet.sitting.plan.number,
        "members": lines,
        "reason": row.reason,
        "document": row.document_id,
        "state": row.state,
        "requested_at": row.requested_at,
        "decision": row.decision,
    }
