"""Duties of a practical over HTTP: what the institute stated, and the district's two blind entries 三."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS
from appraisal.core.api.shapes import KEY
from appraisal.core.rules.roles import Role
from examiners.api.dispatch import DISPATCHING
from examiners.api.duty_shapes import DutyAnswer, duty_told
from examiners.queries.duty_pages import duty_record, visible_practical
from examiners.rules.duty import Attendance, Conduct, DutyRole
from examiners.services import duty_entries
from plans.models import Plan

TAG = "执评"
SEEING = DISPATCHING | {Role.INSTITUTE_CLERK}


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
    writers = DISPATCHING
    read_by = "duty_one"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        return self.whole(pk)

    @extend_schema(
        operation_id="duty_one", summary="一场实操的执评情况", tags=[TAG], parameters=[FIELDS], responses=DutyAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

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
        entered = entered_of(self.asked(EntriesBody))
        return self.act(
            lambda: duty_entries.enter_duties(actor=self.actor, sitting_id=pk, entered=entered, now=self.now),
            lambda _: self.whole(pk),
            status=201,
        )

    def whole(self, pk: int) -> dict[str, Any]:
        """The sheet as it is now."""
        record = duty_record(visible_practical(self.actor, pk), self.now)
        return duty_told(record, enters=self.actor.role in DISPATCHING)


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


def entered_of(asked: dict[str, Any]) -> dict[int, duty_entries.Entered]:
    """A checked `EntriesBody` by examiner."""
    return {row["examiner"]: _entered(row) for row in asked["members"]}


def _entered(row: dict[str, Any]) -> duty_entries.Entered:
    attendance = Attendance(DutyRole[row["role"]], row["attended"], row["half_days"], Conduct[row["conduct"]])
    return duty_entries.Entered(attendance, row["note"])
