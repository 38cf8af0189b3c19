"""An institute arranges its plan over HTTP: all at once, single seats, invigilators. Completing is a plan's action."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.calendar import check_date
from appraisal.core.api.shapes import KEY
from appraisal.core.rules.roles import CAPABILITIES, Capability
from plans.api import answers
from plans.api.candidates import CandidateEndpoint
from plans.api.plans import PlanEndpoint
from plans.api.rooms import MovedAnswer, moved
from plans.api.sittings import (
    TAG,
    SeatAnswer,
    SittingOfPlan,
    SittingsEndpoint,
    UseAnswer,
    UsesEndpoint,
    seat_told,
)
from plans.models import Candidate, RoomUse, Seat, Sitting
from plans.queries import for_machines as queries
from plans.rules.seating_enums import SpecialNeed
from plans.rules.states import TABLE, PlanAction
from plans.services import arrangement, invigilators
from plans.services.arrangement import MINUTES, SEEDS, Wish
from plans.services.rearrangement import catch_up
from plans.services.resumptions import resume_later
from plans.services.seat_changes import SeatChange, change_seat

CLERKS = TABLE[PlanAction.SEAT].roles
STAFF_EDITORS = CAPABILITIES[Capability.EDIT_INVIGILATORS]
MOST_CHOSEN = 1_000


def _keys(words: str) -> Any:
    return serializers.ListField(
        child=serializers.IntegerField(**KEY), required=False, default=list, max_length=MOST_CHOSEN, help_text=words
    )


class ArrangeBody(serializers.Serializer):
    """What shall be arranged and how."""

    sittings = _keys("哪些场次；空：全部")
    rooms = _keys("可用哪些考场；空：合用的都可以")
    mixed = serializers.BooleanField(required=False, default=False, help_text="不同职业、等级混排")
    seed = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=SEEDS - 1, help_text="随机种子；空：抽取"
    )


class ArrangedAnswer(serializers.Serializer):
    """What came of it."""

    seats = serializers.IntegerField()
    rooms_used = serializers.IntegerField()
    rooms_least = serializers.IntegerField(help_text="至少要几个考场")
    seed = serializers.IntegerField()


class SittingsBody(serializers.Serializer):
    sittings = _keys("哪些场次；空：全部")


class ClearedAnswer(serializers.Serializer):
    cleared = serializers.IntegerField(help_text="清空了几个座位")


class TimeBody(serializers.Serializer):
    """When a sitting without a time begins, and how long it lasts."""

    starts_at = serializers.TimeField(allow_null=True, help_text="北京时间")
    minutes = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=MINUTES[0], max_value=MINUTES[1]
    )


class NeedBody(serializers.Serializer):
    need = serializers.ChoiceField(SpecialNeed.choices(), allow_blank=True, help_text="空：不再需要")


class MoveSeatBody(serializers.Serializer):
    """Where a candidate is to sit; whoever sits there takes his place."""

    use = serializers.IntegerField(help_text="哪个考场（rooms 中的 id）", **KEY)
    number = serializers.IntegerField(min_value=1, max_value=MOST_CHOSEN, help_text="座位号")
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="所看到的坐在那里的考生；null：空着", **KEY
    )


class SeatChangeAnswer(serializers.Serializer):
    """What came of it."""

    seat = SeatAnswer()
    other = serializers.IntegerField(allow_null=True, help_text="与哪名考生对换")
    touching_before = serializers.IntegerField(help_text="同单位相邻的对数，以前")
    touching_after = serializers.IntegerField()


class AssignedAnswer(serializers.Serializer):
    assigned = serializers.IntegerField(help_text="安排了几人次")
    lacking = serializers.IntegerField(help_text="还缺几人次")


class DutyBody(serializers.Serializer):
    """An invigilator into a room, or out of it."""

    invigilator = serializers.IntegerField(**KEY)
    on = serializers.BooleanField(required=False, default=True, help_text="false：撤下")


class ResumeBody(serializers.Serializer):
    """A later first exam for a suspended plan."""

    first_exam_date = serializers.DateField(validators=[check_date])
    reason = serializers.CharField(max_length=400, allow_blank=True)


class ArrangePlan(UsesEndpoint):
    """The seats of a paid plan."""

    roles = CLERKS

    @extend_schema(
        operation_id="seats_arrange",
        summary="编排考场，全部排成或者一个也不排",
        description="完成编排、生成准考证号用动作 arrange。",
        tags=[TAG],
        request=ArrangeBody,
        responses=ArrangedAnswer,
        examples=[OpenApiExample("全部场次", value={"seed": 20260516}, request_only=True)],
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(ArrangeBody)
        rooms = frozenset(asked["rooms"]) or None
        wish = Wish(frozenset(asked["sittings"]), rooms, asked["mixed"], asked["seed"])
        return self.act(
            lambda: arrangement.arrange_plan(actor=self.actor, plan_id=plan.pk, wish=wish, now=self.now),
            lambda done: {name: getattr(done, name) for name in ("seats", "rooms_used", "rooms_least", "seed")},
        )


class ClearSeats(UsesEndpoint):
    """Seats are given back."""

    roles = CLERKS

    @extend_schema(
        operation_id="seats_clear", summary="清空座位", tags=[TAG], request=SittingsBody, responses=ClearedAnswer
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        keys = self.asked(SittingsBody)["sittings"]
        return self.act(
            lambda: arrangement.clear_seats(actor=self.actor, plan_id=plan.pk, sitting_ids=keys, now=self.now),
            lambda count: {"cleared": count},
        )


class CatchUp(UsesEndpoint):
    """Who came is seated, who left gives his seat back; nobody else moves."""

    roles = CLERKS

    @extend_schema(
        operation_id="seats_catch_up",
        summary="补排座位，其他人不动",
        tags=[TAG],
        request=None,
        responses=MovedAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(
            lambda: catch_up(actor=self.actor, plan_id=plan.pk, now=self.now), lambda moves: moved(number, moves)
        )


class SetTime(SittingsEndpoint):
    """When a sitting without a time begins."""

    roles = CLERKS

    def record(self, pk: int) -> list[dict[str, Any]]:  # type: ignore[override]  # its address names the sitting
        sitting = get_object_or_404(Sitting.objects.visible_to(self.actor).select_related("plan"), pk=pk)
        return super().record(sitting.plan.number)

    @extend_schema(
        operation_id="sittings_set_time",
        summary="填写场次的开始时间",
        tags=[TAG],
        request=TimeBody,
        responses=SittingOfPlan,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(TimeBody)
        return self.act(
            lambda: arrangement.set_time(actor=self.actor, sitting_id=pk, now=self.now, **asked),
            lambda _: next(one for one in self.record(pk) if one["id"] == pk),
        )


class NoteNeed(CandidateEndpoint):
    """What a candidate needs."""

    roles = CLERKS

    @extend_schema(
        operation_id="candidates_need",
        summary="登记考生的特殊需要",
        tags=[TAG],
        request=NeedBody,
        responses=answers.CandidateAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        need = self.asked(NeedBody)["need"]
        return self.act(
            lambda: arrangement.note_need(actor=self.actor, candidate_id=pk, need=need, now=self.now),
            lambda _: answers.candidate(queries.candidate_of(self.actor, pk)),
        )


class MoveSeat(Endpoint):
    """One candidate sits elsewhere."""

    roles = CLERKS

    @extend_schema(
        operation_id="seats_move",
        summary="调整一名考生的座位，或两人对换",
        tags=[TAG],
        request=MoveSeatBody,
        responses=SeatChangeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Seat.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(MoveSeatBody)
        return self.act(
            lambda: change_seat(
                actor=self.actor,
                seat_id=pk,
                use_id=asked["use"],
                number=asked["number"],
                seen=asked["seen"],
                now=self.now,
            ),
            _changed,
        )


class AssignInvigilators(UsesEndpoint):
    """Rooms get the invigilators they lack."""

    roles = STAFF_EDITORS

    @extend_schema(
        operation_id="invigilators_assign",
        summary="自动安排监考员，人次均匀",
        tags=[TAG],
        request=None,
        responses=AssignedAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(
            lambda: invigilators.assign_invigilators(actor=self.actor, plan_id=plan.pk, now=self.now),
            lambda done: {"assigned": done[0], "lacking": done[1]},
        )


class SetDuty(UsesEndpoint):
    """One invigilator and one room in use."""

    roles = STAFF_EDITORS

    def record(self, pk: int) -> list[dict[str, Any]]:  # type: ignore[override]  # its address names the room in use
        use = get_object_or_404(RoomUse.objects.visible_to(self.actor).select_related("plan"), pk=pk)
        return super().record(use.plan.number)

    @extend_schema(
        operation_id="invigilators_duty",
        summary="把一名监考员安排到一个考场，或撤下",
        tags=[TAG],
        request=DutyBody,
        responses=UseAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(DutyBody)
        return self.act(
            lambda: invigilators.set_duty(
                actor=self.actor, use_id=pk, invigilator_id=asked["invigilator"], on=asked["on"], now=self.now
            ),
            lambda _: next(one for one in self.record(pk) if one["id"] == pk),
        )


class ResumePlan(PlanEndpoint):
    """A suspended plan goes on with a later first exam."""

    roles = TABLE[PlanAction.RESUME].roles

    @extend_schema(
        operation_id="plans_resume",
        summary="恢复暂停的计划，首场考试改期",
        tags=["计划"],
        request=ResumeBody,
        responses=answers.PlanWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(ResumeBody)
        return self.act(
            lambda: resume_later(
                actor=self.actor,
                plan_id=plan.pk,
                first_exam=asked["first_exam_date"],
                reason=asked["reason"],
                now=self.now,
            ),
            lambda _: self.whole(number),
        )


def _changed(done: SeatChange) -> dict[str, Any]:
    return {
        "seat": seat_told(done.seat),
        "other": done.other.candidate_id if done.other else None,
        "touching_before": done.touching_before,
        "touching_after": done.touching_after,
    }
