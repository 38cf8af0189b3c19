"""Organisations over HTTP: who takes part in appraisal; the city registers institutes and committees."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.reference import TAG, NameQuery
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, WhyBody
from appraisal.core.models import Organisation
from appraisal.core.queries.organisations import OrganisationFilters, organisations, with_relations
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role
from appraisal.core.services import organisations as service

EDITORS = CAPABILITIES[Capability.EDIT_ORGANISATIONS]
OFFICES = frozenset(Role) - {Role.EXAMINER}


class OrganisationQuery(NameQuery):
    kind = serializers.ChoiceField(OrganisationKind.choices(), required=False, default="")
    out_of_use = serializers.BooleanField(required=False, default=False, help_text="true：只看已停用的")


class OrganisationAnswer(serializers.Serializer):
    """An organisation."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(OrganisationKind.choices())
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    district = serializers.IntegerField(allow_null=True, help_text="注册地所在区县中心")
    address = serializers.CharField()
    active = serializers.BooleanField(help_text="在用")


class OrganisationBody(serializers.Serializer):
    """What is known of an organisation."""

    name = serializers.CharField(max_length=100, allow_blank=True)
    short_name = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    district = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="鉴定机构：注册地所在区县中心", **KEY
    )
    address = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    contact_name = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    contact_phone = serializers.CharField(
        required=False, allow_blank=True, max_length=40, default="", help_text="答复中没有；查看用 reveal"
    )
    code = serializers.CharField(
        required=False, allow_blank=True, max_length=20, default="", help_text="不写：由系统编"
    )


class NewOrganisationBody(OrganisationBody):
    kind = serializers.ChoiceField(OrganisationKind.choices(), help_text="只能登记鉴定机构和考评委")


class Organisations(Endpoint):
    """Organisations that the caller may know of, and a new one."""

    writers = EDITORS

    @extend_schema(
        operation_id="organisations_list",
        summary="机构，按名称",
        tags=[TAG],
        parameters=[OrganisationQuery, *PAGING],
        responses=page_of(OrganisationAnswer, "OrganisationPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(OrganisationQuery, request.query_params)
        wanted = OrganisationFilters(text=asked["q"], kind=asked["kind"], out_of_use=asked["out_of_use"])
        return self.page(organisations(self.actor, wanted), ("name_key", "pk"), lambda found: map(_organisation, found))

    @extend_schema(
        operation_id="organisations_register",
        summary="登记一个鉴定机构或行业技师考评委",
        tags=[TAG],
        request=NewOrganisationBody,
        responses={201: OrganisationAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = dict(self.asked(NewOrganisationBody))
        kind, entry = OrganisationKind(asked.pop("kind")), _entry(asked)
        return self.act(
            lambda: service.register_organisation(actor=self.actor, kind=kind, entry=entry, now=self.now),
            _organisation,
            status=201,
        )


class OrganisationEndpoint(Endpoint):
    """An address of one organisation."""

    roles = EDITORS
    read_by = "organisations_one"
    locks = Organisation
    http_method_names = ["post", "options"]

    def record(self, pk: int) -> dict[str, Any]:
        visible = with_relations(Organisation.objects.visible_to(self.actor))
        return _organisation(get_object_or_404(visible, pk=pk))


class OneOrganisation(OrganisationEndpoint):
    """One organisation."""

    roles = OFFICES
    writers = EDITORS
    http_method_names = ["get", "post", "options"]

    @extend_schema(
        operation_id="organisations_one",
        summary="一个机构",
        tags=[TAG],
        parameters=[FIELDS],
        responses=OrganisationAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="organisations_change",
        summary="修改一个机构的信息；类型不能改",
        description="没有写 code 的保持原编号，其余各项以所交的为准。",
        tags=[TAG],
        request=OrganisationBody,
        responses=OrganisationAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        entry = _entry(dict(self.asked(OrganisationBody)))
        return self.act(
            lambda: service.change_organisation(actor=self.actor, organisation_id=pk, entry=entry, now=self.now),
            lambda _: self.record(pk),
        )


class DeactivateOrganisation(OrganisationEndpoint):
    """Its people cannot act for it any more."""

    @extend_schema(
        operation_id="organisations_deactivate",
        summary="停用一个机构",
        tags=[TAG],
        request=WhyBody,
        responses=OrganisationAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.act(
            lambda: service.deactivate_organisation(actor=self.actor, organisation_id=pk, reason=reason, now=self.now),
            lambda _: self.record(pk),
        )


class ReactivateOrganisation(OrganisationEndpoint):
    """Back into use."""

    @extend_schema(
        operation_id="organisations_reactivate",
        summary="恢复一个机构",
        tags=[TAG],
        request=WhyBody,
        responses=OrganisationAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.act(
            lambda: service.reactivate_organisation(actor=self.actor, organisation_id=pk, reason=reason, now=self.now),
            lambda _: self.record(pk),
        )


def _entry(sent: dict[str, Any]) -> service.OrganisationEntry:
    return service.OrganisationEntry(district_id=sent.pop("district"), **sent)


def _organisation(row: Organisation) -> dict[str, Any]:
    names = ("kind", "code", "name", "short_name", "address", "active")
    return {"id": row.pk, "district": row.district_id, **{name: getattr(row, name) for name in names}}
