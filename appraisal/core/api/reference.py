"""What other data refers to: occupations with their levels and modes, organisations, practical sites, letters."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.models import Notice, Occupation, Organisation, Site
from appraisal.core.queries import inbox, sites
from appraisal.core.queries.catalogue import CatalogueFilters, modes_in_force, occupations
from appraisal.core.queries.organisations import OrganisationFilters, organisations
from appraisal.core.rules.enums import OrganisationKind, SiteState
from appraisal.core.rules.roles import CITY_ROLES, Role
from appraisal.core.services.inbox import mark_read

TAG = "基础资料"


class NameQuery(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=60, default="", help_text="名称、拼音或代码的一部分")


class OrganisationQuery(NameQuery):
    kind = serializers.ChoiceField(OrganisationKind.choices(), required=False, default="")


class LevelAnswer(serializers.Serializer):
    """A level of an occupation and its appraisal mode in force."""

    id = serializers.IntegerField()
    level = serializers.IntegerField()
    label = serializers.CharField()
    computer_based = serializers.BooleanField(help_text="理论上机考试，一（三）")
    re_review = serializers.BooleanField(help_text="须资格复审，二（四）")
    practical = serializers.CharField(allow_null=True, help_text="实操鉴定方式；null：还没有维护")
    review = serializers.CharField(allow_null=True, help_text="综合评审鉴定方式")


class OccupationAnswer(serializers.Serializer):
    """An occupation."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    code_1999 = serializers.CharField()
    code_2022 = serializers.CharField()
    levels_confirmed = serializers.BooleanField(help_text="false：等级范围是样例")
    levels = LevelAnswer(many=True)


class OrganisationAnswer(serializers.Serializer):
    """An organisation."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(OrganisationKind.choices())
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    district = serializers.IntegerField(allow_null=True, help_text="注册地所在区县中心")


class SiteAnswer(serializers.Serializer):
    """A practical site."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    name = serializers.CharField()
    address = serializers.CharField()
    district = serializers.IntegerField(help_text="所在区县")
    workstations = serializers.IntegerField()
    state = serializers.ChoiceField(SiteState.choices())
    occupations = serializers.ListField(child=serializers.IntegerField())


class LetterAnswer(serializers.Serializer):
    """A letter of the portal."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    body = serializers.CharField()
    path = serializers.CharField(help_text="网页地址，可能为空")
    urgent = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadBody(serializers.Serializer):
    letters = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=200)


class ReadAnswer(serializers.Serializer):
    read = serializers.IntegerField(help_text="其中几封原来未读")


class Occupations(Endpoint):
    """The catalogue."""

    @extend_schema(
        operation_id="occupations_list",
        summary="职业目录，按名称",
        tags=[TAG],
        parameters=[NameQuery, *PAGING],
        responses=page_of(OccupationAnswer, "OccupationPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(NameQuery, request.query_params)
        today = clock.today(self.now)
        rows = occupations(self.actor, CatalogueFilters(text=asked["q"]), today)

        def represent(found: list[Occupation]) -> list[dict[str, Any]]:
            levels = [level.pk for one in found for level in one.levels.all()]
            modes = modes_in_force(levels, today)
            return [_occupation(one, modes) for one in found]

        return self.page(rows, ("name_key", "pk"), represent)


class Organisations(Endpoint):
    """Organisations that the caller may know of."""

    @extend_schema(
        operation_id="organisations_list",
        summary="机构，按名称",
        tags=[TAG],
        parameters=[OrganisationQuery, *PAGING],
        responses=page_of(OrganisationAnswer, "OrganisationPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(OrganisationQuery, request.query_params)
        rows = organisations(self.actor, OrganisationFilters(text=asked["q"], kind=asked["kind"]))
        return self.page(rows, ("name_key", "pk"), lambda found: map(_organisation, found))


class Sites(Endpoint):
    """Practical sites of the caller's institutes."""

    roles = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}

    @extend_schema(
        operation_id="sites_list",
        summary="备案的实操场所",
        tags=[TAG],
        parameters=[NameQuery, *PAGING],
        responses=page_of(SiteAnswer, "SitePage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(NameQuery, request.query_params)
        rows = sites.sites(self.actor, sites.SiteFilters(text=asked["q"]))
        return self.page(rows, ("name", "pk"), lambda found: map(site, found))


class Letters(Endpoint):
    """The portal's letters to the caller's organisation and role."""

    @extend_schema(
        operation_id="letters_list",
        summary="系统给本单位的通知，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(LetterAnswer, "LetterPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(inbox.letters(self.actor), ("-pk",), lambda found: map(_letter, found))

    @extend_schema(operation_id="letters_read", summary="标为已读", tags=[TAG], request=ReadBody, responses=ReadAnswer)
    def post(self, request: Request) -> Response:
        wanted = self.asked(ReadBody)["letters"]
        return self.act(
            lambda: mark_read(actor=self.actor, letter_ids=wanted, now=self.now), lambda count: {"read": count}
        )


def _occupation(row: Occupation, modes: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "code_1999": row.code_1999,
        "code_2022": row.code_2022,
        "levels_confirmed": row.levels_confirmed,
        "levels": [
            {
                "id": level.pk,
                "level": level.level,
                "label": level.level_label,
                "computer_based": level.computer_based,
                "re_review": level.re_review,
                "practical": modes[level.pk].practical if level.pk in modes else None,
                "review": (modes[level.pk].review or None) if level.pk in modes else None,
            }
            for level in row.levels.all()
            if level.active
        ],
    }


def _organisation(row: Organisation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "district": row.district_id,
    }


def site(row: Site) -> dict[str, Any]:
    """A site with its occupations at hand."""
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "name": row.name,
        "address": row.address,
        "district": row.district_id,
        "workstations": row.workstations,
        "state": row.state,
        "occupations": [one.pk for one in row.occupations.all()],
    }


def _letter(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "subject": row.subject,
        "body": row.body,
        "path": row.path,
        "urgent": row.urgent,
        "created_at": row.created_at,
        "read_at": row.read_at,
    }
