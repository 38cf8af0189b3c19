"""An institute asks over HTTP for another time or place, with its evidence, and takes a request back."""

import json
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.calendar import check_date
from appraisal.core.api.shapes import KEY
from appraisal.core.api.uploads import UploadEndpoint, file_field
from plans.api import changes
from plans.api.attachments import attachment_of
from plans.api.json_text import JSONTextField
from plans.api.plans import PlanEndpoint
from plans.queries import for_machines as queries
from plans.rules.changes import LONGEST_REASON, Wish
from plans.rules.states import TABLE, PlanAction
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
