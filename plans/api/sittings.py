"""Sittings, rooms in use, seats and published results of a plan over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from plans.api import answers
from plans.api.plans import PlanEndpoint
from plans.models import PublishedResult, RoomUse, Seat
from plans.queries import for_machines as queries
from plans.queries.rooms import invigilators_needed, use_name
from plans.rules.scoring import Mark, SheetState

TAG, SCORES = "场次和考场", "成绩"
SEEING = frozenset(Role) - {Role.EXAMINER}


class SittingOfPlan(answers.SittingAnswer):
    """A sitting with what became of it."""

    plan = serializers.CharField(help_text="计划编号")
    occupation = serializers.CharField()
    level = serializers.IntegerField()
    suspended_at = serializers.DateTimeField(allow_null=True, help_text="本场暂停")
    seated = serializers.IntegerField(help_text="已编排座位的考生")
    minutes = serializers.IntegerField(allow_null=True, help_text="时长；null：按科目的设置")
    scores = serializers.ChoiceField(SheetState.choices(), allow_null=True, help_text="成绩表的状态；null：还没有")


class UseAnswer(serializers.Serializer):
    """A room taken for one batch of one subject."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    room = serializers.IntegerField()
    subject = serializers.ChoiceField(Subject.choices())
    number = serializers.IntegerField()
    batch = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    seated = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="要几名监考员")
    invigilators = serializers.ListField(child=serializers.IntegerField(), help_text="已安排的监考员")


class SeatAnswer(serializers.Serializer):
    """A candidate's place."""

    id = serializers.IntegerField()
    candidate = serializers.IntegerField()
    name = serializers.CharField()
    sitting = serializers.IntegerField()
    use = serializers.IntegerField()
    number = serializers.IntegerField()
    ticket = serializers.CharField(allow_null=True, help_text="准考证号")


class ResultAnswer(serializers.Serializer):
    """A published result; the newest version holds."""

    candidate = serializers.IntegerField()
    sitting = serializers.IntegerField()
    mark = serializers.ChoiceField(Mark.choices())
    score = serializers.DecimalField(max_digits=4, decimal_places=1)
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class SittingsEndpoint(PlanEndpoint):
    """An address where the sittings of a plan change."""

    read_by = "plans_sittings"

    def record(self, number: str, **_: Any) -> list[dict[str, Any]]:
        return [sitting_told(row) for row in queries.sittings_of(self.actor, self.plan_or_404(number))]


class UsesEndpoint(PlanEndpoint):
    """An address where the rooms that a plan takes change."""

    read_by = "plans_rooms"

    def record(self, number: str, **_: Any) -> list[dict[str, Any]]:
        return [use_told(use) for use in queries.uses_of(self.actor, self.plan_or_404(number))]


class PlanSittings(SittingsEndpoint):
    """The sittings of a plan."""

    @extend_schema(
        operation_id="plans_sittings", summary="一份计划的场次", tags=[TAG], responses=SittingOfPlan(many=True)
    )
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))


class PlanRooms(UsesEndpoint):
    """The rooms a plan takes."""

    @extend_schema(operation_id="plans_rooms", summary="一份计划的考场安排", tags=[TAG], responses=UseAnswer(many=True))
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))


class PlanSeats(PlanEndpoint):
    """The seats of a plan."""

    @extend_schema(
        operation_id="plans_seats",
        summary="一份计划的座位和准考证号",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(SeatAnswer, "SeatPage"),
    )
    def get(self, request: Request, number: str) -> Response:
        rows = queries.seats_of(self.actor, self.plan_or_404(number))
        return self.page(rows, ("pk",), lambda found: [seat_told(seat) for seat in found])


class PlanResults(PlanEndpoint):
    """The published results of a plan."""

    @extend_schema(
        operation_id="plans_results",
        summary="一份计划已发布的成绩，每次更正是一个新版本",
        tags=[SCORES],
        parameters=[*PAGING],
        responses=page_of(ResultAnswer, "ResultPage"),
    )
    def get(self, request: Request, number: str) -> Response:
        rows = queries.results_of(self.actor, self.plan_or_404(number))
        return self.page(rows, ("pk",), lambda found: [_result(row) for row in found])


def sitting_told(row: Any) -> dict[str, Any]:
    """A sitting of `sittings_of`."""
    level = row.item.occupation_level
    return {
        **answers.sitting(row),
        "plan": row.plan.number,
        "occupation": level.occupation.name,
        "level": level.level,
        "suspended_at": row.suspended_at,
        "seated": row.seated,
        "minutes": row.minutes,
        "scores": row.sheet_state,
    }


def use_told(use: RoomUse) -> dict[str, Any]:
    """A room in use of `uses_of`."""
    return {
        "id": use.pk,
        "name": use_name(use),
        "room": use.room_id,
        "subject": use.subject,
        "number": use.number,
        "batch": use.batch,
        "starts_at": use.during.lower,
        "ends_at": use.during.upper,
        "seated": use.seated,
        "needed": invigilators_needed(use),
        "invigilators": [duty.invigilator_id for duty in use.duties.all()],
    }


def seat_told(seat: Seat) -> dict[str, Any]:
    """A seat with its candidate."""
    ticket = getattr(seat.candidate, "ticket", None)
    return {
        "id": seat.pk,
        "candidate": seat.candidate_id,
        "name": seat.candidate.name,
        "sitting": seat.sitting_id,
        "use": seat.use_id,
        "number": seat.number,
        "ticket": ticket.number if ticket else None,
    }


def _result(row: PublishedResult) -> dict[str, Any]:
    return {
        "candidate": row.candidate_id,
        "sitting": row.sheet.sitting_id,
        "mark": row.mark,
        "score": str(row.score),
        "version": row.version,
        "published_at": row.published_at,
    }
