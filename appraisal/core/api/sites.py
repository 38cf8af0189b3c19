"""Practical sites over HTTP 二（三）: the institute files and changes them, the city confirms."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.reference import TAG, NameQuery
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, CityDecisionBody, WhyBody
from appraisal.core.models import Site
from appraisal.core.queries.sites import SiteFilters, sites
from appraisal.core.rules.enums import SiteState
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role
from appraisal.core.services import sites as service

SEEING = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
FILING = CAPABILITIES[Capability.FILE_SITE]
MOST_WORKSTATIONS = 32_767  # what the column holds


class SiteAnswer(serializers.Serializer):
    """A practical site."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    name = serializers.CharField()
    address = serializers.CharField()
    district = serializers.IntegerField(help_text="所在区县")
    workstations = serializers.IntegerField()
    approval_number = serializers.CharField(help_text="审批文号")
    state = serializers.ChoiceField(SiteState.choices())
    occupations = serializers.ListField(child=serializers.IntegerField())
    filed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="处理意见")


class SiteBody(serializers.Serializer):
    """A site as its institute describes it."""

    name = serializers.CharField(max_length=100, allow_blank=True)
    address = serializers.CharField(max_length=200, allow_blank=True)
    district = serializers.IntegerField(help_text="所在区县中心", **KEY)
    workstations = serializers.IntegerField(min_value=0, max_value=MOST_WORKSTATIONS, help_text="同时可用的工位数")
    occupations = serializers.ListField(
        child=serializers.IntegerField(**KEY), max_length=2_000, help_text="可承担的职业（工种）"
    )
    approval_number = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")


class Sites(Endpoint):
    """Practical sites of the caller's institutes, and a new one of his own."""

    roles = SEEING
    writers = FILING

    @extend_schema(
        operation_id="sites_list",
        summary="备案的实操场所",
        tags=[TAG],
        parameters=[NameQuery, *PAGING],
        responses=page_of(SiteAnswer, "SitePage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(NameQuery, request.query_params)
        rows = sites(self.actor, SiteFilters(text=asked["q"]))
        return self.page(rows, ("name", "pk"), lambda found: map(_site, found))

    @extend_schema(
        operation_id="sites_file",
        summary="备案一个实操场所",
        description="市中心确认以后可以用于鉴定计划。",
        tags=[TAG],
        request=SiteBody,
        responses={201: SiteAnswer},
        examples=[
            OpenApiExample(
                "三十个工位",
                value={
                    "name": "西餐实训室",
                    "address": "东大桥路 8 号",
                    "district": 5,
                    "workstations": 30,
                    "occupations": [12],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        entry = _entry(self.asked(SiteBody))
        return self.act(
            lambda: service.file_site(actor=self.actor, entry=entry, now=self.now),
            lambda key: _site(sites(self.actor, SiteFilters()).get(pk=key)),
            status=201,
        )


class SiteEndpoint(Endpoint):
    """An address of one site."""

    roles = SEEING
    read_by = "sites_one"
    locks = Site

    def record(self, pk: int) -> dict[str, Any]:
        return _site(get_object_or_404(sites(self.actor, SiteFilters()), pk=pk))


class OneSite(SiteEndpoint):
    """One site."""

    writers = FILING

    @extend_schema(
        operation_id="sites_one", summary="一个实操场所", tags=[TAG], parameters=[FIELDS], responses=SiteAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="sites_change",
        summary="变更一个实操场所，须重新确认",
        tags=[TAG],
        request=SiteBody,
        responses=SiteAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        entry = _entry(self.asked(SiteBody))
        return self.act(
            lambda: service.change_site(actor=self.actor, site_id=pk, entry=entry, now=self.now),
            lambda _: self.record(pk),
        )


class WithdrawSite(SiteEndpoint):
    """An institute takes its site out of use."""

    roles = FILING

    @extend_schema(
        operation_id="sites_withdraw",
        summary="停用一个实操场所；已排的场次不变",
        tags=[TAG],
        request=WhyBody,
        responses=SiteAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.act(
            lambda: service.withdraw_site(actor=self.actor, site_id=pk, reason=reason, now=self.now),
            lambda _: self.record(pk),
        )


class DecideSite(SiteEndpoint):
    """The city confirms a site or not."""

    roles = CAPABILITIES[Capability.CONFIRM_SITE]

    @extend_schema(
        operation_id="sites_decide",
        summary="确认实操场所备案，或不予备案",
        tags=[TAG],
        request=CityDecisionBody,
        responses=SiteAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(CityDecisionBody)
        return self.act(
            lambda: service.decide_site(
                actor=self.actor, site_id=pk, confirm=asked["grant"], reason=asked["reason"], now=self.now
            ),
            lambda _: self.record(pk),
        )


def _entry(sent: dict[str, Any]) -> service.SiteEntry:
    return service.SiteEntry(
        name=sent["name"],
        address=sent["address"],
        district_id=sent["district"],
        workstations=sent["workstations"],
        occupation_ids=frozenset(sent["occupations"]),
        approval_number=sent["approval_number"],
    )


def _site(row: Site) -> dict[str, Any]:
    names = ("name", "address", "workstations", "approval_number", "state", "filed_at", "decided_at", "reason")
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "district": row.district_id,
        "occupations": [one.pk for one in row.occupations.all()],
        **{name: getattr(row, name) for name in names},
    }
