"""An institute books the re-review of its candidates over HTTP, and chooses the committees of its plan."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS
from appraisal.core.api.shapes import KEY
from plans.api import answers, reviews
from plans.api.plans import PlanEndpoint
from plans.models import Booking, ReviewSlot
from plans.queries import for_machines as queries
from plans.queries.plan_detail import visible_plan
from plans.rules.states import TABLE, PlanAction
from plans.services import bookings, committees

CLERKS = TABLE[PlanAction.BOOK_REVIEW].roles


class BookingWishBody(serializers.Serializer):
    """Candidates for one slot."""

    slot = serializers.IntegerField(**KEY)
    candidates = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=2_000)


class BookBody(serializers.Serializer):
    """Places for candidates of a plan, all or none."""

    plan = serializers.CharField(max_length=20, help_text="计划编号")
    wishes = BookingWishBody(many=True, allow_empty=False, max_length=100)

    def validate_wishes(self, wishes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({wish["slot"] for wish in wishes}) < len(wishes):
            raise serializers.ValidationError("同一个时段出现了两次。")
        return wishes


class MoveBookingBody(serializers.Serializer):
    slot = serializers.IntegerField(help_text="改到哪个时段", **KEY)


class LeaveBody(serializers.Serializer):
    """Candidates who leave, and why."""

    candidates = serializers.ListField(child=serializers.IntegerField(**KEY), max_length=20_000)
    reason = serializers.CharField(max_length=400, allow_blank=True)


class LeftAnswer(serializers.Serializer):
    left = serializers.IntegerField(help_text="几人退出")


class CommitteeBody(serializers.Serializer):
    """Which committee holds the reviews of an occupation; null takes the choice back."""

    occupation = serializers.IntegerField(**KEY)
    committee = serializers.IntegerField(allow_null=True, help_text="考评委的机构 id；null：取消选择", **KEY)


class Book(reviews.Bookings):
    """Appointments, and new ones."""

    writers = CLERKS

    @extend_schema(
        operation_id="bookings_book",
        summary="预约资格复审，一次可约几个时段",
        description="全部约成，或者一个也不约并给出全部理由。时段见 slots。",
        tags=[reviews.TAG],
        request=BookBody,
        responses={201: reviews.BookingAnswer(many=True)},
        examples=[
            OpenApiExample(
                "两名考生",
                value={"plan": "2026Z0001", "wishes": [{"slot": 3, "candidates": [101, 102]}]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(BookBody)
        plan = visible_plan(self.actor, asked["plan"])
        wishes = {wish["slot"]: wish["candidates"] for wish in asked["wishes"]}
        return self.act(
            lambda: bookings.book(actor=self.actor, plan_id=plan.pk, wishes=wishes, now=self.now),
            lambda made: [reviews.booking_told(row) for row in self._told([one.pk for one in made])],
            status=201,
        )

    def _told(self, keys: list[int]) -> list[Booking]:
        return list(queries.bookings_of(self.actor).filter(pk__in=keys).order_by("pk"))


class BookingEndpoint(Endpoint):
    """An address of one appointment."""

    roles = CLERKS
    read_by = "bookings_one"
    locks = ReviewSlot

    def record(self, pk: int) -> dict[str, Any]:
        """The appointment as it is now."""
        return reviews.booking_told(get_object_or_404(queries.bookings_of(self.actor), pk=pk))


class OneBooking(BookingEndpoint):
    """One appointment."""

    roles = reviews.REVIEWING

    @extend_schema(
        operation_id="bookings_one",
        summary="一个复审预约",
        tags=[reviews.TAG],
        parameters=[FIELDS],
        responses=reviews.BookingAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class MoveBooking(BookingEndpoint):
    """An appointment moves to another slot."""

    @extend_schema(
        operation_id="bookings_move",
        summary="复审改期",
        tags=[reviews.TAG],
        request=MoveBookingBody,
        responses=reviews.BookingAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        slot = self.asked(MoveBookingBody)["slot"]
        return self.act(
            lambda: bookings.move_booking(actor=self.actor, booking_id=pk, slot_id=slot, now=self.now),
            lambda made: self.record(made.pk),
        )


class CancelBooking(BookingEndpoint):
    """An appointment is given back."""

    @extend_schema(
        operation_id="bookings_cancel",
        summary="取消复审预约",
        tags=[reviews.TAG],
        request=None,
        responses=reviews.BookingAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: bookings.cancel_booking(actor=self.actor, booking_id=pk, now=self.now),
            lambda _: self.record(pk),
        )


class LeaveReview(PlanEndpoint):
    """Candidates without a verdict leave the plan, so that it can go on."""

    roles = CLERKS

    @extend_schema(
        operation_id="candidates_leave",
        summary="未复审合格的考生退出，计划继续办理",
        tags=[reviews.TAG],
        request=LeaveBody,
        responses=LeftAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(LeaveBody)
        return self.act(
            lambda: bookings.leave_review(
                actor=self.actor,
                plan_id=plan.pk,
                candidate_ids=asked["candidates"],
                reason=asked["reason"],
                now=self.now,
            ),
            lambda count: {"left": count},
        )


class ChooseCommittee(PlanEndpoint):
    """The committee of an occupation."""

    roles = TABLE[PlanAction.CHOOSE_COMMITTEE].roles

    @extend_schema(
        operation_id="committees_choose",
        summary="为一个职业选择行业技师考评委，或取消选择",
        tags=["技师考评"],
        request=CommitteeBody,
        responses=answers.PlanWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(CommitteeBody)
        given = {"actor": self.actor, "plan_id": plan.pk, "occupation_id": asked["occupation"], "now": self.now}
        committee = asked["committee"]
        return self.act(
            lambda: (
                committees.choose_committee(committee_id=committee, **given)
                if committee
                else committees.drop_committee(**given)
            ),
            lambda _: self.whole(number),
        )
