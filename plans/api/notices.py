"""Notices to districts before an exam that moved there 一（二）, over HTTP."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.roles import Role
from plans.api.changes import TAG
from plans.models import DistrictNotice
from plans.queries import for_machines as queries
from plans.queries.change_pages import READERS
from plans.queries.district_notices import standing_of
from plans.rules.change_enums import TellingManner
from plans.rules.district_notices import NoticeState
from plans.rules.states import TABLE, PlanAction
from plans.services.district_notices import confirm_receipt, tell_district


class DistrictNoticeAnswer(serializers.Serializer):
    """A notice that an institute owes a district, or has given it."""

    id = serializers.IntegerField()
    move = serializers.IntegerField(help_text="变更申请")
    plan = serializers.CharField(help_text="计划编号")
    district = serializers.IntegerField()
    state = serializers.ChoiceField(NoticeState.choices())
    due_at = serializers.DateTimeField(help_text="考试当天零时；以前须通知")
    told_at = serializers.DateTimeField(allow_null=True)
    manner = serializers.ChoiceField([("", "没有"), *TellingManner.choices()])
    note = serializers.CharField()
    received_at = serializers.DateTimeField(allow_null=True, help_text="区县确认收到的时间")


class TellBody(serializers.Serializer):
    manner = serializers.ChoiceField(TellingManner.choices(), help_text="PORTAL：就用这份通知")
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=400, default="", help_text="以电话或书面通知的，写明对方姓名和时间"
    )


class DistrictNotices(Endpoint):
    """Those the caller sees."""

    roles = READERS

    @extend_schema(
        operation_id="district_notices_list",
        summary="考试移入区县的通知，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(DistrictNoticeAnswer, "DistrictNoticePage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.district_notices_of(self.actor), ("-pk",), lambda found: map(_notice, found))


class ReceiveNotice(Endpoint):
    """The district has it."""

    roles = frozenset({Role.DISTRICT_OFFICER})

    @extend_schema(
        operation_id="district_notices_receive",
        summary="确认收到通知",
        tags=[TAG],
        request=None,
        responses=DistrictNoticeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = queries.district_notices_of(self.actor)
        get_object_or_404(rows, pk=pk)
        return self.act(
            lambda: confirm_receipt(actor=self.actor, notice_id=pk, now=self.now), lambda _: _notice(rows.get(pk=pk))
        )


class TellDistrict(Endpoint):
    """The institute tells a district, or records that it has."""

    roles = TABLE[PlanAction.TELL_DISTRICT].roles

    @extend_schema(
        operation_id="district_notices_tell",
        summary="通知移入的区县，或登记已用其他方式通知",
        tags=[TAG],
        request=TellBody,
        responses=DistrictNoticeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = queries.district_notices_of(self.actor)
        get_object_or_404(rows, pk=pk)
        asked = self.asked(TellBody)
        return self.act(
            lambda: tell_district(
                actor=self.actor,
                notice_id=pk,
                manner=TellingManner(asked["manner"]),
                note=asked["note"],
                now=self.now,
            ),
            lambda _: _notice(rows.get(pk=pk)),
        )


def _notice(row: DistrictNotice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "move": row.change_id,
        "plan": row.change.plan.number,
        "district": row.district_id,
        "state": standing_of(row).state,
        "due_at": row.due_at,
        "told_at": row.told_at,
        "manner": row.manner,
        "note": row.note,
        "received_at": row.received_at,
    }
