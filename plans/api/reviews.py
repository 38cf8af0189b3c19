"""Re-review over HTTP: slots, bookings and verdicts of a district."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.rules.roles import Role
from plans.models import Booking, ReReview, ReviewSlot
from plans.queries import for_machines as queries
from plans.rules.re_review import Verdict
from plans.rules.review_enums import BookingState, ReReviewOutcome, ReviewItem
from plans.rules.slots import Period, Series
from plans.services import re_reviews, slots

TAG = "资格复审"
REVIEWING = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
DISTRICT = frozenset({Role.DISTRICT_OFFICER})


# --- shapes ---------------------------------------------------------------------------------------------------
class SlotAnswer(serializers.Serializer):
    """A slot of a district's desk."""

    id = serializers.IntegerField()
    district = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    places = serializers.IntegerField(help_text="可审人数")
    taken = serializers.IntegerField(help_text="已约人数")
    place = serializers.CharField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class PeriodBody(serializers.Serializer):
    """A stretch of a day."""

    start = serializers.TimeField()
    end = serializers.TimeField()


class SlotsBody(serializers.Serializer):
    """Slots on working days, a series or one day."""

    first = serializers.DateField()
    last = serializers.DateField()
    periods = PeriodBody(many=True, allow_empty=False)
    places = serializers.IntegerField(min_value=1, max_value=2_000)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), default=list(range(5)), help_text="0 是星期一"
    )
    place = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class PublishedAnswer(serializers.Serializer):
    published = serializers.IntegerField(help_text="发布了几段")


class WithdrawSlotBody(serializers.Serializer):
    reason = serializers.CharField(max_length=400, allow_blank=True)


class ReleasedAnswer(serializers.Serializer):
    released = serializers.IntegerField(help_text="几个预约因此取消")


class BookingAnswer(serializers.Serializer):
    """Places of one plan in one slot."""

    id = serializers.IntegerField()
    slot = SlotAnswer()
    plan = serializers.CharField(help_text="计划编号")
    institute = serializers.CharField()
    places = serializers.IntegerField()
    state = serializers.ChoiceField(BookingState.choices())


class VerdictBody(serializers.Serializer):
    """A verdict on one candidate, item by item."""

    candidate = serializers.IntegerField(**KEY)
    outcome = serializers.ChoiceField([pair for pair in ReReviewOutcome.choices() if pair[0] != "UNDONE"])
    items = serializers.DictField(child=serializers.BooleanField(), default=dict, help_text="每一项是否无误")
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")
    seen = serializers.IntegerField(allow_null=True, default=None, help_text="办理前看到的最新结论 re_review_id", **KEY)

    def validate_items(self, items: dict[str, bool]) -> dict[ReviewItem, bool]:
        if unknown := [name for name in items if name not in ReviewItem.__members__]:
            raise serializers.ValidationError(f"没有这些项目：{'、'.join(unknown)}。")
        return {ReviewItem[name]: fine for name, fine in items.items()}


class VerdictAnswer(serializers.Serializer):
    id = serializers.IntegerField()
    candidate = serializers.IntegerField()
    outcome = serializers.ChoiceField(ReReviewOutcome.choices())
    note = serializers.CharField()
    reviewed_at = serializers.DateTimeField()


# --- slots and bookings ---------------------------------------------------------------------------------------
class Slots(Endpoint):
    """A district's slots."""

    roles = REVIEWING
    writers = DISTRICT

    @extend_schema(
        operation_id="slots_list",
        summary="复审时段，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(SlotAnswer, "SlotPage"),
    )
    def get(self, request: Request) -> Response:
        rows = ReviewSlot.objects.visible_to(self.actor).distinct()
        return self.page(rows, ("-pk",), lambda found: map(_slot, found))

    @extend_schema(
        operation_id="slots_publish",
        summary="发布复审时段，一次一段或一个系列",
        tags=[TAG],
        request=SlotsBody,
        responses={201: PublishedAnswer},
        examples=[
            OpenApiExample(
                "一周的上午",
                value={
                    "first": "2026-03-09",
                    "last": "2026-03-13",
                    "periods": [{"start": "09:00", "end": "11:30"}],
                    "places": 30,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(SlotsBody)
        series = Series(
            first=asked["first"],
            last=asked["last"],
            periods=tuple(Period(one["start"], one["end"]) for one in asked["periods"]),
            places=asked["places"],
            weekdays=frozenset(asked["weekdays"]),
            place=asked["place"],
        )
        return self.act(
            lambda: slots.publish_slots(actor=self.actor, series=series, now=self.now),
            lambda count: {"published": count},
            status=201,
        )


class SlotEndpoint(Endpoint):
    """An address of one slot."""

    roles = REVIEWING
    read_by = "slots_one"
    locks = ReviewSlot

    def record(self, pk: int) -> dict[str, Any]:
        return _slot(get_object_or_404(ReviewSlot.objects.visible_to(self.actor).distinct(), pk=pk))


class OneSlot(SlotEndpoint):
    """One slot."""

    @extend_schema(
        operation_id="slots_one", summary="一个复审时段", tags=[TAG], parameters=[FIELDS], responses=SlotAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class WithdrawSlot(SlotEndpoint):
    """A slot is taken back; its bookings fall."""

    roles = DISTRICT

    @extend_schema(
        operation_id="slots_withdraw",
        summary="撤回一个复审时段",
        tags=[TAG],
        request=WithdrawSlotBody,
        responses=ReleasedAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(WithdrawSlotBody)["reason"]
        return self.act(
            lambda: slots.withdraw_slot(actor=self.actor, slot_id=pk, reason=reason, now=self.now),
            lambda count: {"released": count},
        )


class Bookings(Endpoint):
    """Appointments."""

    roles = REVIEWING

    @extend_schema(
        operation_id="bookings_list",
        summary="复审预约，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(BookingAnswer, "BookingPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.bookings_of(self.actor), ("-pk",), lambda found: map(booking_told, found))


class Verdicts(Endpoint):
    """The desk's verdicts of one booking."""

    roles = DISTRICT

    @extend_schema(
        operation_id="verdicts_give",
        summary="给一名考生下复审结论",
        description="合格须逐项确认无误；不合格、待补材料须指出项目或写明说明。",
        tags=[TAG],
        request=VerdictBody,
        responses={201: VerdictAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Booking.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(VerdictBody)
        verdict = Verdict(ReReviewOutcome[asked["outcome"]], asked["items"], asked["note"])
        return self.act(
            lambda: re_reviews.give_verdict(
                actor=self.actor,
                booking_id=pk,
                candidate_id=asked["candidate"],
                verdict=verdict,
                seen=asked["seen"],
                now=self.now,
            ),
            _verdict,
            status=201,
        )


class UndoVerdict(Endpoint):
    """The last verdict on a candidate is taken back."""

    roles = DISTRICT

    @extend_schema(
        operation_id="verdicts_undo", summary="撤销最近一次复审结论", tags=[TAG], request=None, responses=VerdictAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(ReReview.objects.visible_to(self.actor), pk=pk)
        return self.act(
            lambda: re_reviews.undo_verdict(actor=self.actor, review_id=pk, now=self.now),
            _verdict,
        )


def _slot(slot: ReviewSlot) -> dict[str, Any]:
    return {
        "id": slot.pk,
        "district": slot.district_id,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "places": slot.places,
        "taken": slot.taken,
        "place": slot.place,
        "withdrawn_at": slot.withdrawn_at,
    }


def booking_told(booking: Booking) -> dict[str, Any]:
    """An appointment with its slot."""
    return {
        "id": booking.pk,
        "slot": _slot(booking.slot),
        "plan": booking.plan.number,
        "institute": booking.plan.institute.name,
        "places": booking.places,
        "state": booking.state,
    }


def _verdict(review: ReReview) -> dict[str, Any]:
    return {
        "id": review.pk,
        "candidate": review.candidate_id,
        "outcome": review.outcome,
        "note": review.note,
        "reviewed_at": review.reviewed_at,
    }
