"""Corrections over HTTP: what is asked for, and what the caller decides."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
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
from plans.api.candidates import CandidateEndpoint
from plans.api.json_text import JSONTextField
from plans.models import Candidate, Correction
from plans.queries import for_machines as queries
from plans.queries.corrections import shown_corrections
from plans.rules.review_enums import CorrectionField
from plans.rules.states import TABLE, PlanAction
from plans.services import corrections

TAG = "信息更正"
REVIEWING = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
DECIDING = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})


class CorrectionAnswer(serializers.Serializer):
    """One field's correction; what identifies a person is masked."""

    id = serializers.IntegerField()
    candidate = serializers.IntegerField()
    field = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()
    reason = serializers.CharField()
    document = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(RequestState.choices())
    mine = serializers.BooleanField(help_text="由本单位决定")


class CorrectionQuery(serializers.Serializer):
    state = serializers.ChoiceField(RequestState.choices(), required=False)


class GrantBody(serializers.Serializer):
    correction = serializers.IntegerField(**KEY)
    grant = serializers.BooleanField()


class DecisionBody(serializers.Serializer):
    decisions = GrantBody(many=True, allow_empty=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class ChangesBody(serializers.Serializer):
    """The right values by field, in the words of a roster."""

    def get_fields(self) -> dict[str, Any]:
        return {
            field.value: serializers.CharField(required=False, max_length=200, help_text=field.label)
            for field in CorrectionField
        }


class AskCorrectionBody(serializers.Serializer):
    """What is wrong with a candidate, as a form."""

    changes = JSONTextField(shape=ChangesBody, help_text="JSON：要更正的项和正确的内容，写法与花名册相同")
    reason = serializers.CharField(max_length=400, allow_blank=True)
    document = file_field("证明材料：PDF、JPG 或 PNG", required=False)


class Corrections(Endpoint):
    """Requests for corrections."""

    roles = REVIEWING

    @extend_schema(
        operation_id="corrections_list",
        summary="信息更正申请，新的在前",
        tags=[TAG],
        parameters=[CorrectionQuery, *PAGING],
        responses=page_of(CorrectionAnswer, "CorrectionPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(CorrectionQuery, request.query_params)
        return self.page(queries.corrections_of(self.actor).filter(**asked), ("-pk",), self._shown)

    def _shown(self, rows: list[Correction]) -> list[dict[str, Any]]:
        return [
            {
                "id": one.record.pk,
                "candidate": one.record.candidate_id,
                "field": one.record.field,
                "old": one.old,
                "new": one.new,
                "reason": one.record.reason,
                "document": one.record.document_id,
                "state": one.record.state,
                "mine": one.is_mine,
            }
            for one in shown_corrections(self.actor, rows)
        ]


class DecideCorrections(Corrections, CandidateEndpoint):
    """All that the caller decides about one candidate, in one go."""

    roles = DECIDING
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="corrections_decide",
        summary="处理一名考生的更正申请",
        tags=[TAG],
        request=DecisionBody,
        responses=CorrectionAnswer(many=True),
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(DecisionBody)
        grants = {one["correction"]: one["grant"] for one in asked["decisions"]}
        return self.act(
            lambda: corrections.decide_corrections(
                actor=self.actor, candidate_id=pk, grants=grants, note=asked["note"], now=self.now
            ),
            lambda found: self._shown(found),
        )


class AskCorrections(UploadEndpoint, Corrections, CandidateEndpoint):
    """What an institute wants corrected of one candidate."""

    roles = TABLE[PlanAction.ASK_CORRECTION].roles
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="corrections_ask",
        summary="申请信息更正",
        tags=[TAG],
        request={"multipart/form-data": AskCorrectionBody},
        responses={201: CorrectionAnswer(many=True)},
        examples=[
            OpenApiExample("改姓名", value={"changes": '{"name": "王晓明"}', "reason": "登记有误"}, request_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(AskCorrectionBody)
        wanted = {CorrectionField(name): text for name, text in asked["changes"].items()}
        return self.act(
            lambda: corrections.ask_corrections(
                actor=self.actor,
                candidate_id=pk,
                changes=wanted,
                reason=asked["reason"],
                attachment=attachment_of(asked.get("document")),
                now=self.now,
            ),
            lambda made: self._shown(list(queries.corrections_of(self.actor).filter(pk__in=[one.pk for one in made]))),
            status=201,
        )
