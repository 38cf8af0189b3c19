"""Licences over HTTP 一（一）: what institutes may appraise, their requests for more, the city's decisions."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.reference import TAG
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY, CityDecisionBody, WhyBody
from appraisal.core.api.uploads import file_field
from appraisal.core.models import Licence, LicenceRequest
from appraisal.core.queries.licences import LicenceFilters, licence_requests, licences
from appraisal.core.rules.enums import LicenceState, RequestState
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role
from appraisal.core.services import licences as service

GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
SEEING = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}


class LicenceAnswer(serializers.Serializer):
    """A licence of one institute for one occupation and level."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    occupation = serializers.CharField()
    level = serializers.IntegerField(help_text="5 初级 … 1 高级技师")
    level_id = serializers.IntegerField()
    document_number = serializers.CharField(help_text="文号")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True, help_text="null：没有截止日期")
    state = serializers.ChoiceField(LicenceState.choices())


class LicenceRequestAnswer(serializers.Serializer):
    """A request to add occupations and levels."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    document_number = serializers.CharField()
    document = serializers.IntegerField(help_text="批准文件")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    levels = serializers.ListField(child=serializers.IntegerField())
    note = serializers.CharField()
    state = serializers.ChoiceField(RequestState.choices())
    requested_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="处理意见")


class LicenceQuery(serializers.Serializer):
    institute = serializers.IntegerField(required=False, default=None, **KEY)
    state = serializers.ChoiceField(LicenceState.choices(), required=False, default="")


class LicenceRequestQuery(serializers.Serializer):
    state = serializers.ChoiceField(RequestState.choices(), required=False, default="")


class ApplicationBody(serializers.Serializer):
    """What an institute asks for, as a form."""

    document_number = serializers.CharField(max_length=80, allow_blank=True, help_text="批准文号")
    levels = serializers.ListField(
        child=serializers.IntegerField(**KEY), max_length=2_000, help_text="哪些职业等级（职业目录中的 id）"
    )
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True, default=None, help_text="不写：没有截止日期")
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")
    document = file_field("批准文件：PDF、JPG 或 PNG", required=False)


class Licences(Endpoint):
    """Licences of the institutes that the caller sees."""

    roles = SEEING

    @extend_schema(
        operation_id="licences_list",
        summary="鉴定许可，新的在前",
        tags=[TAG],
        parameters=[LicenceQuery, *PAGING],
        responses=page_of(LicenceAnswer, "LicencePage"),
    )
    def get(self, request: Request) -> Response:
        asked, today = self.asked(LicenceQuery, request.query_params), clock.today(self.now)
        wanted = LicenceFilters(state=asked["state"], institute_id=asked["institute"])
        rows = licences(self.actor, wanted, today, today)
        return self.page(rows, ("-pk",), lambda found: map(_licence, found))


class LicenceRequests(Endpoint):
    """Requests to extend them, and a new one with its document."""

    roles = SEEING
    writers = CAPABILITIES[Capability.REQUEST_LICENCE]
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="licence_requests_list",
        summary="鉴定许可申请，新的在前",
        tags=[TAG],
        parameters=[LicenceRequestQuery, *PAGING],
        responses=page_of(LicenceRequestAnswer, "LicenceRequestPage"),
    )
    def get(self, request: Request) -> Response:
        state = self.asked(LicenceRequestQuery, request.query_params)["state"]
        return self.page(licence_requests(self.actor, state), ("-pk",), lambda found: map(_request, found))

    @extend_schema(
        operation_id="licence_requests_ask",
        summary="申请增加鉴定许可",
        description="须附批准文件；市中心处理以后收到通知。",
        tags=[TAG],
        request={"multipart/form-data": ApplicationBody},
        responses={201: LicenceRequestAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = dict(self.asked(ApplicationBody))
        document, levels = asked.pop("document", None), frozenset(asked.pop("levels"))
        application = service.Application(scope_ids=levels, **asked)
        return self.act(
            lambda: service.request_licence(actor=self.actor, application=application, document=document, now=self.now),
            lambda key: _request(licence_requests(self.actor).get(pk=key)),
            status=201,
        )


class DecideLicence(Endpoint):
    """The city says yes or no."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="licence_requests_decide",
        summary="处理鉴定许可申请",
        tags=[TAG],
        request=CityDecisionBody,
        responses=LicenceRequestAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = licence_requests(self.actor)
        get_object_or_404(rows, pk=pk)
        asked = self.asked(CityDecisionBody)
        return self.act(
            lambda: service.decide_licence(
                actor=self.actor, request_id=pk, grant=asked["grant"], reason=asked["reason"], now=self.now
            ),
            lambda _: _request(rows.get(pk=pk)),
        )


class RevokeLicence(Endpoint):
    """A licence ends at once."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="licences_revoke",
        summary="撤销鉴定许可，立即生效",
        tags=[TAG],
        request=WhyBody,
        responses=LicenceAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        today = clock.today(self.now)
        rows = licences(self.actor, LicenceFilters(), today, today)
        get_object_or_404(rows, pk=pk)
        reason = self.asked(WhyBody)["reason"]
        return self.act(
            lambda: service.revoke_licence(actor=self.actor, licence_id=pk, reason=reason, now=self.now),
            lambda _: _licence(rows.get(pk=pk)),
        )


def _licence(row: Licence) -> dict[str, Any]:
    level = row.occupation_level
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "occupation": level.occupation.name,
        "level": level.level,
        "level_id": level.pk,
        "document_number": row.document_number,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "state": row.state,
    }


def _request(row: LicenceRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "document_number": row.document_number,
        "document": row.document_id,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "levels": [level.pk for level in row.scope.all()],
        "note": row.note,
        "state": row.state,
        "requested_at": row.requested_at,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }
