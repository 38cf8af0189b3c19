"""Working days over HTTP: a deadline with its proof, and the days themselves."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appraisal.core.queries.calendar import (
    FIRST_DATE,
    LAST_DATE,
    MOST_DAYS_LISTED,
    MOST_WORKING_DAYS,
    calculated,
    load_calendar,
)
from appraisal.core.rules.deadlines import Deadline, Direction
from appraisal.core.rules.workdays import DayKind, WorkCalendar, days_of

TAG = "工作日历"


def check_date(value: Any) -> None:
    if not FIRST_DATE <= value <= LAST_DATE:
        raise serializers.ValidationError(f"日期应在 {FIRST_DATE} 至 {LAST_DATE} 之间。")


class DeadlineQuery(serializers.Serializer):
    """What the deadline endpoint is asked."""

    date = serializers.DateField(validators=[check_date], help_text="起算日，不计入")
    working_days = serializers.IntegerField(min_value=1, max_value=MOST_WORKING_DAYS, help_text="工作日数")
    direction = serializers.ChoiceField(["before", "after"], default="before", help_text="before 往前数，after 往后数")


class DaysQuery(serializers.Serializer):
    """What the days endpoint is asked; `from` is a word of Python, hence the odd building."""

    def get_fields(self) -> dict[str, Any]:
        return {
            "from": serializers.DateField(validators=[check_date], help_text="第一天"),
            "to": serializers.DateField(validators=[check_date], help_text=f"最后一天，最多 {MOST_DAYS_LISTED} 天"),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["to"] - attrs["from"]).days < MOST_DAYS_LISTED:
            raise serializers.ValidationError({"to": f"应不早于 from，且最多列出 {MOST_DAYS_LISTED} 天。"})
        return attrs


class BreakAnswer(serializers.Serializer):
    name = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    notice = serializers.CharField(help_text="通知文号，可能为空")


class MakeUpAnswer(serializers.Serializer):
    date = serializers.DateField()
    name = serializers.CharField()
    notice = serializers.CharField()


class ProofAnswer(serializers.Serializer):
    """The proof of a last day."""

    sentence = serializers.CharField(help_text="与页面、提醒相同的一句话")
    anchor_kind = serializers.ChoiceField(DayKind.choices(), help_text="起算日是什么日子")
    counted = serializers.ListField(child=serializers.DateField(), help_text="逐个计入的工作日，按计数顺序")
    breaks = BreakAnswer(many=True, help_text="其间的放假")
    make_ups = MakeUpAnswer(many=True, help_text="其间计入的调休上班日")
    provisional_years = serializers.ListField(child=serializers.IntegerField(), help_text="放假通知尚未录入的年份")


class DeadlineAnswer(serializers.Serializer):
    """The last day, the moment it ends, and why."""

    date = serializers.DateField()
    working_days = serializers.IntegerField()
    direction = serializers.CharField()
    last_day = serializers.DateField()
    due_at = serializers.DateTimeField(help_text="从这一刻起算逾期（北京时间）")
    provisional = serializers.BooleanField(help_text="暂定：放假通知发布后可能调整")
    proof = ProofAnswer()


class DayAnswer(serializers.Serializer):
    """One day."""

    date = serializers.DateField()
    kind = serializers.ChoiceField(DayKind.choices())
    label = serializers.CharField()
    works = serializers.BooleanField()
    name = serializers.CharField(help_text="节日名称，平日和周末为空")
    notice = serializers.CharField(help_text="通知文号，可能为空")
    provisional = serializers.BooleanField()


class DeadlineEndpoint(APIView):
    """N working days before or after a date."""

    @extend_schema(
        operation_id="calendar_deadline",
        summary="若干个工作日之前或之后是哪一天",
        tags=[TAG],
        parameters=[DeadlineQuery],
        responses=DeadlineAnswer,
    )
    def get(self, request: Request) -> Response:
        query = DeadlineQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        direction = Direction[asked["direction"].upper()]
        deadline = calculated(asked["date"], asked["working_days"], direction)
        return Response(DeadlineAnswer(_deadline(deadline)).data)


class DaysEndpoint(APIView):
    """What each day of a stretch is."""

    @extend_schema(
        operation_id="calendar_days",
        summary="一段日期中哪些天上班",
        tags=[TAG],
        parameters=[DaysQuery],
        responses=DayAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        query = DaysQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        calendar = load_calendar()
        days = days_of(query.validated_data["from"], query.validated_data["to"])
        return Response(DayAnswer([_day(calendar, day) for day in days], many=True).data)


def _deadline(deadline: Deadline) -> dict[str, Any]:
    proof = deadline.proof
    return {
        "date": deadline.anchor,
        "working_days": deadline.rule.working_days,
        "direction": deadline.rule.direction.value.lower(),
        "last_day": deadline.last_day,
        "due_at": deadline.due_at,
        "provisional": deadline.is_provisional,
        "proof": {
            "sentence": proof.sentence(),
            "anchor_kind": proof.anchor_kind,
            "counted": proof.counted,
            "breaks": proof.breaks,
            "make_ups": proof.make_ups,
            "provisional_years": proof.provisional_years,
        },
    }


def _day(calendar: WorkCalendar, day: Any) -> dict[str, Any]:
    kind, mark = calendar.kind_of(day), calendar.mark_of(day)
    return {
        "date": day,
        "kind": kind,
        "label": kind.label,
        "works": kind.works,
        "name": mark.name if mark else "",
        "notice": calendar.notice_of(day),
        "provisional": calendar.is_provisional(day),
    }
