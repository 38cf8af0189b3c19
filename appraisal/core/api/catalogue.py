"""The catalogue over HTTP: occupations and levels, how each is examined 二（一）, which go to re-review 二（四）."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.reference import TAG, NameQuery
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.models import AppraisalMode, Occupation, OccupationLevel
from appraisal.core.queries import catalogue as queries
from appraisal.core.rules.enums import PracticalMode, ReviewMode
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.services import catalogue as service

EDITORS = CAPABILITIES[Capability.EDIT_CATALOGUE]
ASKING = CAPABILITIES[Capability.REQUEST_LICENCE]


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


class ModeAnswer(serializers.Serializer):
    """How a level is examined from a day on."""

    practical = serializers.ChoiceField(PracticalMode.choices())
    review = serializers.ChoiceField(ReviewMode.choices(), allow_blank=True, help_text="空：没有综合评审")
    valid_from = serializers.DateField()
    set_at = serializers.DateTimeField()


class OneLevelAnswer(LevelAnswer):
    """A level with the history of its modes."""

    occupation = serializers.IntegerField()
    active = serializers.BooleanField(help_text="在用")
    modes = ModeAnswer(many=True, help_text="新的在前，含尚未开始执行的")


class MissingAnswer(serializers.Serializer):
    """A level without a mode: plans with it must wait."""

    id = serializers.IntegerField()
    occupation = serializers.CharField()
    level = serializers.IntegerField()
    asked_by = serializers.ListField(child=serializers.IntegerField(), help_text="哪些鉴定机构请求维护")


class ModeBody(serializers.Serializer):
    practical = serializers.ChoiceField(PracticalMode.choices())
    review = serializers.ChoiceField(ReviewMode.choices(), required=False, allow_blank=True, default="")
    valid_from = serializers.DateField(help_text="开始执行")


class ReReviewBody(serializers.Serializer):
    re_review = serializers.BooleanField(help_text="须资格复审")


class ModeAskedAnswer(serializers.Serializer):
    asked = serializers.BooleanField(help_text="false：本机构已经请求过")


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
        rows = queries.occupations(self.actor, queries.CatalogueFilters(text=asked["q"]), today)

        def represent(found: list[Occupation]) -> list[dict[str, Any]]:
            levels = [level.pk for one in found for level in one.levels.all()]
            modes = queries.modes_in_force(levels, today)
            return [_occupation(one, modes) for one in found]

        return self.page(rows, ("name_key", "pk"), represent)


class LevelEndpoint(Endpoint):
    """An address of one level of an occupation."""

    read_by = "levels_one"
    locks = OccupationLevel

    def record(self, pk: int) -> dict[str, Any]:
        level = get_object_or_404(OccupationLevel.objects.visible_to(self.actor).prefetch_related("modes"), pk=pk)
        history = sorted(level.modes.all(), key=lambda mode: (mode.valid_from, mode.pk), reverse=True)
        return {
            **_level(level, queries.modes_in_force([pk], clock.today(self.now))),
            "occupation": level.occupation_id,
            "active": level.active,
            "modes": [_mode(one) for one in history],
        }


class OneLevel(LevelEndpoint):
    """One level."""

    @extend_schema(
        operation_id="levels_one",
        summary="一个职业等级和它的鉴定方式沿革",
        tags=[TAG],
        parameters=[FIELDS],
        responses=OneLevelAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class SetMode(LevelEndpoint):
    """The city maintains how a level is examined."""

    roles = EDITORS

    @extend_schema(
        operation_id="modes_set",
        summary="维护一个职业等级的鉴定方式，自某天起执行",
        tags=[TAG],
        request=ModeBody,
        responses={201: OneLevelAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(ModeBody)
        return self.act(
            lambda: service.set_appraisal_mode(actor=self.actor, occupation_level_id=pk, now=self.now, **asked),
            lambda _: self.record(pk),
            status=201,
        )


class AskForMode(LevelEndpoint):
    """An institute asks the city to maintain it."""

    roles = ASKING

    @extend_schema(
        operation_id="modes_ask",
        summary="请市中心维护一个职业等级的鉴定方式",
        tags=[TAG],
        request=None,
        responses=ModeAskedAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: service.ask_for_mode(actor=self.actor, occupation_level_id=pk, now=self.now),
            lambda asked: {"asked": asked},
        )


class SetReReview(LevelEndpoint):
    """The city marks a level for re-review, or takes the mark away."""

    roles = EDITORS

    @extend_schema(
        operation_id="levels_set_re_review",
        summary="更改一个职业等级是否须资格复审",
        tags=[TAG],
        request=ReReviewBody,
        responses=OneLevelAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        wanted = self.asked(ReReviewBody)["re_review"]
        return self.act(
            lambda: service.set_re_review(actor=self.actor, occupation_level_id=pk, re_review=wanted, now=self.now),
            lambda _: self.record(pk),
        )


class ModesMissing(Endpoint):
    """Levels without a mode."""

    roles = EDITORS

    @extend_schema(
        operation_id="modes_missing",
        summary="没有维护鉴定方式的职业等级",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(MissingAnswer, "MissingModePage"),
    )
    def get(self, request: Request) -> Response:
        rows = queries.unmaintained_levels(self.actor, clock.today(self.now))

        def represent(levels: list[OccupationLevel]) -> list[dict[str, Any]]:
            asking = queries.institutes_asking([one.pk for one in levels])
            return [
                {
                    "id": one.pk,
                    "occupation": one.occupation.name,
                    "level": one.level,
                    "asked_by": sorted(asking[one.pk]),
                }
                for one in levels
            ]

        return self.page(rows, queries.LEVEL_ORDER, represent)


def _occupation(row: Occupation, modes: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "code_1999": row.code_1999,
        "code_2022": row.code_2022,
        "levels_confirmed": row.levels_confirmed,
        "levels": [_level(level, modes) for level in row.levels.all() if level.active],
    }


def _level(level: OccupationLevel, modes: dict[int, AppraisalMode]) -> dict[str, Any]:
    mode = modes.get(level.pk)
    return {
        "id": level.pk,
        "level": level.level,
        "label": level.level_label,
        "computer_based": level.computer_based,
        "re_review": level.re_review,
        "practical": mode.practical if mode else None,
        "review": (mode.review or None) if mode else None,
    }


def _mode(row: AppraisalMode) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("practical", "review", "valid_from", "set_at")}
