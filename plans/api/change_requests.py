"""An institute asks over HTTP for another time or place, with its evidence, and takes a request back."""

import json
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.calendar import check_date
from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import KEY, ReasonAnswer
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.phrases import conflict
from plans.api import changes
from plans.api.attachments import attachment_of
from plans.api.json_text import JSONTextField
from plans.api.plans import PlanEndpoint
from plans.queries import for_machines as queries
from plans.rules.change_enums import ChangeState, PointsCode
from plans.rules.change_impact import ImpactKind
from plans.rules.changes import LONGEST_REASON, Wish
from plans.rules.states import TABLE, PlanAction
from plans.services.change_preview import Foretold, foretell_change, foretell_request
from plans.services.changes import ask_change, withdraw_change

WISHES = json.dumps([{"sitting": 12, "date": "2026-05-23", "starts_at": "09:00"}])


class WishBody(serializers.Serializer):
    """What is wanted of one sitting; what is not said stays as it is."""

    sitting = serializers.IntegerField(**KEY)
    date = serializers.DateField(required=False, allow_null=True, validators=[check_date])
    starts_at = serializers.TimeField(required=False, allow_null=True)
    site = serializers.IntegerField(required=False, allow_null=True, **KEY)
    place = serializers.CharField(required=False, allow_null=True, max_length=200)
    district = serializers.IntegerField(required=False, allow_null=True, **KEY)
    rooms = serializers.ListField(
        child=serializers.IntegerField(**KEY), required=False, help_text="已排好座位的场次改地点时：新地点的考场"
    )


class AskChangeBody(serializers.Serializer):
    """A request for another time or place, as a form."""

    wishes = JSONTextField(
        shape=WishBody,
        many=True,
        help_text="JSON 数组，每场一项：sitting，以及要改的 date、starts_at、site、place、district、rooms",
    )
    reason = serializers.CharField(allow_blank=True, max_length=LONGEST_REASON)
    document = file_field("证明材料：PDF、JPG 或 PNG", required=False)


class AskChange(UploadEndpoint, PlanEndpoint):
    """A request of an institute."""

    roles = TABLE[PlanAction.ASK_CHANGE].roles

    @extend_schema(
        operation_id="changes_ask",
        summary="申请变更考试时间、地点",
        description="市中心审核同意以前时间、地点不变；须附证明材料。",
        tags=[changes.TAG],
        request={"multipart/form-data": AskChangeBody},
        responses={201: changes.MoveAnswer},
        examples=[OpenApiExample("推迟一周", value={"wishes": WISHES, "reason": "场地检修"}, request_only=True)],
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(AskChangeBody)
        wishes = [_wish(one) for one in asked["wishes"]]
        return self.act(
            lambda: ask_change(
                actor=self.actor,
                plan_id=plan.pk,
                wishes=wishes,
                reason=asked["reason"],
                attachment=attachment_of(asked.get("document")),
                now=self.now,
            ),
            lambda made: changes.change_told(queries.changes_of(self.actor).get(pk=made.pk)),
            status=201,
        )


class ImpactLineAnswer(serializers.Serializer):
    """One thing that a change touches."""

    kind = serializers.ChoiceField(ImpactKind.choices())
    text = serializers.CharField()
    count = serializers.IntegerField(help_text="涉及多少；不计数的为 0")
    warns = serializers.BooleanField(help_text="须再想一想")


class ImpactAnswer(serializers.Serializer):
    """What a change would do, and what stands against it now."""

    is_late = serializers.BooleanField()
    points = serializers.ChoiceField(PointsCode.choices(), help_text="会按哪一项减分")
    impact = ImpactLineAnswer(many=True)
    why_not = ReasonAnswer(many=True, help_text="现在为什么不行；空：可以")


class MoveWishesBody(serializers.Serializer):
    wishes = WishBody(many=True, allow_empty=False, max_length=200)


class ForetellChange(PlanEndpoint):
    """What wishes would do; nothing is stored."""

    roles = TABLE[PlanAction.ASK_CHANGE].roles
    read_by = ""

    @extend_schema(
        operation_id="changes_foretell",
        summary="申请以前查看变更的影响：考生、考场、时限、减分",
        description="什么也不保存。",
        tags=[changes.TAG],
        request=MoveWishesBody,
        responses=ImpactAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        wishes = [_wish(one) for one in self.asked(MoveWishesBody)["wishes"]]
        found = foretell_change(plan, wishes, self.now)
        assert found is not None  # there are wishes
        return Response(_foretold(found))


class ImpactOfChange(changes.ChangeEndpoint):
    """What approving an open request would do now."""

    @extend_schema(
        operation_id="changes_impact",
        summary="一项待审核的变更申请现在的影响",
        description="已经处理的申请答 409。",
        tags=[changes.TAG],
        responses={200: ImpactAnswer, 409: {"$ref": "#/components/schemas/Problem"}},
    )
    def get(self, request: Request, pk: int) -> Response:
        change = get_object_or_404(queries.changes_of(self.actor), pk=pk)
        if change.state != ChangeState.REQUESTED:
            raise conflict("already_decided")
        return Response(_foretold(foretell_request(change, self.now)))


class WithdrawChange(changes.ChangeEndpoint):
    """A request is taken back."""

    roles = TABLE[PlanAction.WITHDRAW_CHANGE].roles

    @extend_schema(
        operation_id="changes_withdraw",
        summary="撤回变更申请",
        tags=[changes.TAG],
        request=None,
        responses=changes.MoveAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: withdraw_change(actor=self.actor, change_id=pk, now=self.now), lambda _: self.record(pk)
        )


def _wish(sent: dict[str, Any]) -> Wish:
    return Wish(
        sitting_id=sent["sitting"],
        day=sent.get("date"),
        starts_at=sent.get("starts_at"),
        site_id=sent.get("site"),
        place=sent.get("place"),
        district_id=sent.get("district"),
        room_ids=frozenset(sent.get("rooms", ())),
    )


def _foretold(found: Foretold) -> dict[str, Any]:
    return {
        "is_late": found.is_late,
        "points": found.points,
        "impact": [one.as_json() for one in found.impact],
        "why_not": reasons(found.refusals),
    }
