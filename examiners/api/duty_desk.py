"""The district's side of duties over HTTP 三: differences of the two entries, stand-ins, the summary."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import KEY, ReasonAnswer
from appraisal.core.rules.roles import CITY_ROLES, Role
from examiners.api.dispatch import DISPATCHING
from examiners.api.duty import TAG, DutyOfSitting, EntriesBody, entered_of
from examiners.api.duty_shapes import DutyAnswer
from examiners.models import DutySheet
from examiners.queries import duty_pages
from examiners.queries.duty_summary import BY, DutyFilters, SummaryRow, duty_summary
from examiners.rules.duty import BOTH_IN, Attendance, DutyRole, DutyState, RecordPart
from examiners.services import duty_entries, duty_returns, duty_sheets
from plans.models import Plan, Sitting

SUMMARISED = CITY_ROLES | {Role.DISTRICT_OFFICER, Role.EXAMINER}
DEFAULT_BY = next(iter(BY))


class DutyDifferenceAnswer(serializers.Serializer):
    """A member in both entries, in words; empty: nothing was entered."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    first = serializers.CharField()
    second = serializers.CharField()
    differs = serializers.BooleanField()
    decided = serializers.CharField(help_text="核定；空：还没有")
    decided_by = serializers.CharField()


class DutyDifferencesAnswer(serializers.Serializer):
    """Both entries side by side; empty before both are in."""

    sitting = serializers.IntegerField()
    state = serializers.ChoiceField(DutyState.choices())
    unresolved = serializers.IntegerField(help_text="还没有核定几处")
    why_not = ReasonAnswer(many=True, help_text="为什么不能由本人确认；空：可以")
    members = DutyDifferenceAnswer(many=True)


class StandInBody(serializers.Serializer):
    """Somebody judged without having been dispatched."""

    examiner = serializers.IntegerField(**KEY)
    role = serializers.ChoiceField(DutyRole.choices())
    reason = serializers.CharField(max_length=400, allow_blank=True)


class RemarkBody(serializers.Serializer):
    """What is wrong with one part of the record."""

    part = serializers.ChoiceField(RecordPart.choices())
    text = serializers.CharField(max_length=400)


class ReturnBody(serializers.Serializer):
    """Why a hand-in goes back."""

    reason = serializers.CharField(max_length=400, allow_blank=True)
    remarks = RemarkBody(many=True, required=False, max_length=len(RecordPart), help_text="各部分缺什么、错在哪里")
    is_incomplete = serializers.BooleanField(
        default=False, help_text="成绩花名册或执评表没有送到：视同没有报送，报送时限不变；否则首次报送的日期有效"
    )


class SummaryQuery(serializers.Serializer):
    by = serializers.ChoiceField([(name, words) for name, (words, _) in BY.items()], required=False, default=DEFAULT_BY)
    q = serializers.CharField(required=False, max_length=60, default="", help_text="考评员姓名的一部分，或编号")
    since = serializers.DateField(required=False, default=None)
    until = serializers.DateField(required=False, default=None)


class SummaryAnswer(serializers.Serializer):
    """Confirmed duties of one examiner, district or occupation."""

    name = serializers.CharField()
    number = serializers.CharField(help_text="考评员编号；按区县、职业汇总时为空")
    sittings = serializers.IntegerField(help_text="执评场次")
    attended = serializers.IntegerField(help_text="到场")
    half_days = serializers.IntegerField(help_text="半天数")
    led = serializers.IntegerField(help_text="担任组长")
    absent = serializers.IntegerField(help_text="缺勤")
    remarks = serializers.IntegerField(help_text="迟到或其他情况")
    latest = serializers.DateField(help_text="最近一次")


class DutyDifferences(Endpoint):
    """Where the two entries of one practical differ."""

    roles = DISPATCHING
    read_by = "duty_differences"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        return self.compared(pk)

    @extend_schema(
        operation_id="duty_differences",
        summary="两遍执评录入哪里不一致、怎样核定",
        tags=[TAG],
        responses=DutyDifferencesAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    def compared(self, pk: int) -> dict[str, Any]:
        """The comparison as it is now."""
        sheet = get_object_or_404(DutySheet.objects.visible_to(self.actor), sitting=pk)
        if sheet.state not in BOTH_IN:
            return {"sitting": pk, "state": sheet.state, "unresolved": 0, "why_not": [], "members": []}
        found = duty_pages.duty_comparison(self.actor, sheet)
        return {
            "sitting": pk,
            "state": sheet.state,
            "unresolved": found.unresolved,
            "why_not": reasons(found.why_not),
            "members": [_difference(one) for one in found.rows],
        }


class ResolveDuties(DutyDifferences):
    """The paper decides."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="duty_resolve",
        summary="核定两遍不一致的执评情况",
        tags=[TAG],
        request=EntriesBody,
        responses=DutyDifferencesAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.compared(pk)
        entered = entered_of(self.asked(EntriesBody))
        return self.act(
            lambda: duty_entries.resolve_duties(actor=self.actor, sitting_id=pk, entered=entered, now=self.now),
            lambda _: self.compared(pk),
        )


class NameStandIn(DutyOfSitting):
    """An examiner is put on the sheet."""

    roles = DISPATCHING
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="duty_stand_in",
        summary="增补一名没有派遣而实际执评的考评员",
        tags=[TAG],
        request=StandInBody,
        responses={201: DutyAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        try:
            duty_pages.visible_practical(self.actor, pk)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing
        asked = self.asked(StandInBody)
        return self.act(
            lambda: duty_sheets.name_stand_in(
                actor=self.actor,
                sitting_id=pk,
                examiner_id=asked["examiner"],
                role=DutyRole(asked["role"]),
                reason=asked["reason"],
                now=self.now,
            ),
            lambda _: self.whole(pk),
            status=201,
        )


class SendBack(DutyOfSitting):
    """A hand-in goes back to its institute."""

    roles = DISPATCHING
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="duty_return",
        summary="退回报送的成绩花名册和执评表，由鉴定机构补正",
        description="两遍都已录完的不能再退回。只录过的一遍不算数：成绩退回为本人的草稿，执评情况须重录。",
        tags=[TAG],
        request=ReturnBody,
        responses=DutyAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(ReturnBody)
        remarks = {RecordPart(row["part"]): row["text"] for row in asked.get("remarks", [])}
        return self.act(
            lambda: duty_returns.send_back(
                actor=self.actor,
                sitting_id=pk,
                reason=asked["reason"],
                remarks=remarks,
                is_incomplete=asked["is_incomplete"],
                now=self.now,
            ),
            lambda _: self.whole(pk),
        )


class DutySummary(Endpoint):
    """Confirmed duties: the city sees all, a district its own practicals, an examiner himself."""

    roles = SUMMARISED

    @extend_schema(
        operation_id="duty_summary",
        summary="已确认的执评，按考评员、区县或职业汇总，半天数多的在前",
        tags=[TAG],
        parameters=[SummaryQuery],
        responses=SummaryAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(SummaryQuery, request.query_params)
        wanted = DutyFilters(asked["q"].strip(), asked["since"], asked["until"])
        return Response([_summary(row) for row in duty_summary(self.actor, asked["by"], wanted)])


def _said(attendance: Attendance | None) -> str:
    return attendance.text if attendance else ""


def _difference(one: duty_pages.ComparedDuty) -> dict[str, Any]:
    return {
        "examiner": one.member.examiner_id,
        "name": one.member.name,
        "first": _said(one.first),
        "second": _said(one.second),
        "differs": one.differs,
        "decided": _said(one.decided),
        "decided_by": one.decided_by,
    }


def _summary(row: SummaryRow) -> dict[str, Any]:
    names = ("name", "number", "sittings", "attended", "half_days", "led", "absent", "remarks", "latest")
    return {name: getattr(row, name) for name in names}
