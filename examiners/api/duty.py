"""Duties of a practical over HTTP: what the institute stated, and the district's two blind entries 三."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS
from appraisal.core.rules.roles import Role
from examiners.api.dispatch import DISPATCHING, KEY
from examiners.models import DutyMember, DutySheet
from examiners.queries import for_machines as queries
from examiners.rules.duty import Attendance, Conduct, DutyRole, DutyState
from examiners.services import duty_entries

TAG = "执评"
SEEING = DISPATCHING | {Role.INSTITUTE_CLERK}


class MemberAnswer(serializers.Serializer):
    """A member of the team as the institute states it."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.ChoiceField(DutyRole.choices())
    attended = serializers.BooleanField(allow_null=True, help_text="null：鉴定所还没有填写")
    half_days = serializers.IntegerField()
    conduct = serializers.ChoiceField(Conduct.choices())
    signed_roster = serializers.BooleanField()
    signed_seal = serializers.BooleanField()


class DutyAnswer(serializers.Serializer):
    """The duty sheet of a practical."""

    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    state = serializers.ChoiceField(DutyState.choices())
    handed_in_at = serializers.DateTimeField(allow_null=True)
    handed_to = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    members = MemberAnswer(many=True)


class EntryBody(serializers.Serializer):
    examiner = serializers.IntegerField(**KEY)
    role = serializers.ChoiceField(DutyRole.choices())
    attended = serializers.BooleanField()
    half_days = serializers.IntegerField(min_value=0, max_value=60)
    conduct = serializers.ChoiceField(Conduct.choices(), default=Conduct.GOOD.value)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class EntriesBody(serializers.Serializer):
    """One whole entry of a duty sheet."""

    members = EntryBody(many=True, allow_empty=False)


class DutyOfSitting(Endpoint):
    """The duty sheet of one practical, and the entry of it."""

    roles = SEEING

    @extend_schema(
        operation_id="duty_one", summary="一场实操的执评情况", tags=[TAG], parameters=[FIELDS], responses=DutyAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.whole(pk))

    @extend_schema(
        operation_id="duty_enter",
        summary="录入执评情况，算两遍中的一遍",
        description="两遍由两个人分别录入；第二遍提交后系统自动比对，在此之前互不可见。",
        tags=[TAG],
        request=EntriesBody,
        responses={201: DutyAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        entered = {row["examiner"]: _entered(row) for row in self.asked(EntriesBody)["members"]}
        return self.act(
            lambda: duty_entries.enter_duties(actor=self.actor, sitting_id=pk, entered=entered, now=self.now),
            lambda _: self.whole(pk),
            status=201,
        )

    def whole(self, pk: int) -> dict[str, Any]:
        """The sheet as it is now."""
        sheet = get_object_or_404(DutySheet.objects.visible_to(self.actor).select_related("sitting__plan"), sitting=pk)
        return _duty(sheet, queries.members_of(self.actor, sheet))


class ConfirmDuty(DutyOfSitting):
    """The duties become final: examiners are paid by them."""

    roles = DISPATCHING
    http_method_names = ["post", "options"]

    @extend_schema(operation_id="duty_confirm", summary="确认执评情况", tags=[TAG], request=None, responses=DutyAnswer)
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        return self.act(
            lambda: duty_entries.confirm_duties(actor=self.actor, sitting_id=pk, now=self.now),
            lambda _: self.whole(pk),
        )


def _entered(row: dict[str, Any]) -> duty_entries.Entered:
    attendance = Attendance(DutyRole[row["role"]], row["attended"], row["half_days"], Conduct[row["conduct"]])
    return duty_entries.Entered(attendance, row["note"])


def _duty(sheet: DutySheet, members: list[DutyMember]) -> dict[str, Any]:
    return {
        "sitting": sheet.sitting_id,
        "plan": sheet.sitting.plan.number,
        "state": sheet.state,
        "handed_in_at": sheet.handed_in_at,
        "handed_to": sheet.handed_to,
        "confirmed_at": sheet.confirmed_at,
        "members": [
            {
                "examiner": one.examiner_id,
                "name": one.name,
                "role": one.role,
                "attended": one.attended,
                "half_days": one.half_days,
                "conduct": one.conduct,
                "signed_roster": one.signed_roster,
                "signed_seal": one.signed_seal,
            }
            for one in members
        ],
    }
