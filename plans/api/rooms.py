"""Rooms and invigilators of an institute or committee over HTTP: registered, changed, in and out of use."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role
from plans.models import Invigilator, Room
from plans.queries.invigilators import staff_list
from plans.queries.rooms import rooms_with_uses
from plans.rules.rooms import RoomEntry
from plans.rules.seating.layout import COLUMNS_MOST, ROWS_MOST
from plans.rules.seating_enums import RoomKind
from plans.services import invigilators, rooms
from plans.services.rearrangement import Moves

TAG = "考场和监考员"
READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK}
OWNERS = CAPABILITIES[Capability.EDIT_ROOMS]
STAFF_READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
STAFF_EDITORS = CAPABILITIES[Capability.EDIT_INVIGILATORS]
MOST_SEATS = ROWS_MOST * COLUMNS_MOST


class RoomAnswer(serializers.Serializer):
    """A room seen from its front: row 1 is next to the blackboard."""

    id = serializers.IntegerField()
    owner = serializers.IntegerField()
    kind = serializers.ChoiceField(RoomKind.choices())
    name = serializers.CharField()
    address = serializers.CharField()
    district = serializers.IntegerField()
    site = serializers.IntegerField(allow_null=True, help_text="备案实操场所")
    rows = serializers.IntegerField()
    columns = serializers.IntegerField()
    gaps = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="空位 [排, 列]"
    )
    capacity = serializers.IntegerField(help_text="每场最多人数")
    spares = serializers.IntegerField()
    accessible = serializers.BooleanField()
    active = serializers.BooleanField()
    coming = serializers.IntegerField(help_text="今后被占用几次")


class RoomBody(serializers.Serializer):
    """A room as its owner describes it."""

    kind = serializers.ChoiceField(RoomKind.choices())
    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=200)
    district = serializers.IntegerField(help_text="所在区县中心", **KEY)
    site = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="只有实操工位要写", **KEY)
    rows = serializers.IntegerField(min_value=1, max_value=ROWS_MOST)
    columns = serializers.IntegerField(min_value=1, max_value=COLUMNS_MOST)
    gaps = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=1, max_value=ROWS_MOST), min_length=2, max_length=2
        ),
        required=False,
        default=list,
        max_length=MOST_SEATS,
        help_text="空位 [排, 列]",
    )
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_SEATS)
    spares = serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST_SEATS)
    accessible = serializers.BooleanField(required=False, default=False)


class OutBody(serializers.Serializer):
    reason = serializers.CharField(max_length=400, allow_blank=True)


class MovedAnswer(serializers.Serializer):
    """What seats did."""

    plan = serializers.CharField(help_text="计划编号")
    moved = serializers.IntegerField(help_text="换了座位的人数")
    added = serializers.IntegerField(help_text="新排座位的人数")
    gone = serializers.IntegerField(help_text="收回座位的人数")


class InvigilatorAnswer(serializers.Serializer):
    """One of the staff; the phone is masked."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    active = serializers.BooleanField()


class InvigilatorBody(serializers.Serializer):
    name = serializers.CharField(max_length=60, allow_blank=True)
    phone = serializers.CharField(max_length=20, allow_blank=True)
    active = serializers.BooleanField(required=False, default=True, help_text="可安排监考")


class Rooms(Endpoint):
    """Rooms that the caller may see, and a new one of his own."""

    roles = READERS
    writers = OWNERS

    @extend_schema(
        operation_id="rooms_list",
        summary="考场，按名称",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(RoomAnswer, "RoomPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(rooms_with_uses(self.actor, self.now), ("name", "pk"), lambda found: map(_room, found))

    @extend_schema(
        operation_id="rooms_add",
        summary="登记考场",
        tags=[TAG],
        request=RoomBody,
        responses={201: RoomAnswer},
        examples=[
            OpenApiExample(
                "六排五列的教室",
                value={
                    "kind": "PAPER",
                    "name": "教学楼 201",
                    "address": "东大桥路 8 号",
                    "district": 5,
                    "rows": 6,
                    "columns": 5,
                    "capacity": 30,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        entry = _entry(self.asked(RoomBody))
        return self.act(lambda: rooms.add_room(actor=self.actor, entry=entry, now=self.now), self._told, status=201)

    def _told(self, made: Room) -> dict[str, Any]:
        return _room(rooms_with_uses(self.actor, self.now).get(pk=made.pk))


class RoomEndpoint(Endpoint):
    """An address of one room of the caller's own."""

    roles = OWNERS
    read_by = "rooms_one"
    locks = Room

    def record(self, pk: int) -> dict[str, Any]:
        """The room as it is now."""
        own = rooms_with_uses(self.actor, self.now).filter(owner_id=self.actor.organisation_id)
        return _room(get_object_or_404(own, pk=pk))


class OneRoom(RoomEndpoint):
    """One room."""

    @extend_schema(operation_id="rooms_one", summary="本单位的一个考场", tags=[TAG], responses=RoomAnswer)
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(operation_id="rooms_change", summary="修改考场", tags=[TAG], request=RoomBody, responses=RoomAnswer)
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        entry = _entry(self.asked(RoomBody))
        return self.act(
            lambda: rooms.change_room(actor=self.actor, room_id=pk, entry=entry, now=self.now),
            lambda _: self.record(pk),
        )


class TakeOutRoom(RoomEndpoint):
    """A room goes out of use; whoever sits in it is seated elsewhere."""

    @extend_schema(
        operation_id="rooms_take_out",
        summary="停用考场，其中的考生换到别处",
        tags=[TAG],
        request=OutBody,
        responses=MovedAnswer(many=True),
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(OutBody)["reason"]
        return self.act(
            lambda: rooms.take_out(actor=self.actor, room_id=pk, reason=reason, now=self.now),
            lambda moves: [moved(number, one) for number, one in moves.items()],
        )


class BringBackRoom(RoomEndpoint):
    """A room is in use again."""

    @extend_schema(
        operation_id="rooms_bring_back", summary="恢复使用考场", tags=[TAG], request=None, responses=RoomAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: rooms.bring_back(actor=self.actor, room_id=pk, now=self.now),
            lambda _: self.record(pk),
        )


class Invigilators(Endpoint):
    """The staff who can invigilate."""

    roles = STAFF_READERS
    writers = STAFF_EDITORS

    @extend_schema(
        operation_id="invigilators_list",
        summary="监考员，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(InvigilatorAnswer, "InvigilatorPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(staff_list(self.actor, self.now), ("-pk",), lambda found: map(_invigilator, found))

    @extend_schema(
        operation_id="invigilators_add",
        summary="登记监考员",
        tags=[TAG],
        request=InvigilatorBody,
        responses={201: InvigilatorAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(InvigilatorBody)
        return self.act(
            lambda: invigilators.save_invigilator(actor=self.actor, now=self.now, **asked), _invigilator, status=201
        )


class OneInvigilator(Endpoint):
    """One of the staff."""

    roles = STAFF_READERS
    writers = STAFF_EDITORS
    read_by = "invigilators_one"
    locks = Invigilator

    def record(self, pk: int) -> dict[str, Any]:
        return _invigilator(get_object_or_404(Invigilator.objects.visible_to(self.actor), pk=pk))

    @extend_schema(
        operation_id="invigilators_one",
        summary="一名监考员",
        tags=[TAG],
        parameters=[FIELDS],
        responses=InvigilatorAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="invigilators_change",
        summary="修改监考员",
        tags=[TAG],
        request=InvigilatorBody,
        responses=InvigilatorAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(InvigilatorBody)
        return self.act(
            lambda: invigilators.save_invigilator(actor=self.actor, invigilator_id=pk, now=self.now, **asked),
            _invigilator,
        )


def moved(number: str, moves: Moves) -> dict[str, Any]:
    """What seats of a plan did."""
    return {"plan": number, "moved": len(moves.moved), "added": len(moves.added), "gone": len(moves.gone)}


def _entry(sent: dict[str, Any]) -> RoomEntry:
    return RoomEntry(
        kind=RoomKind(sent["kind"]),
        name=sent["name"],
        address=sent["address"],
        district_id=sent["district"],
        rows=sent["rows"],
        columns=sent["columns"],
        capacity=sent["capacity"],
        gaps=tuple((row, column) for row, column in sent["gaps"]),
        spares=sent["spares"],
        site_id=sent["site"],
        accessible=sent["accessible"],
    )


def _room(row: Room) -> dict[str, Any]:
    plain = ("kind", "name", "address", "rows", "columns", "gaps", "capacity", "spares", "accessible", "active")
    return {
        "id": row.pk,
        "owner": row.owner_id,
        "district": row.district_id,
        "site": row.site_id,
        "coming": row.coming,
        **{name: getattr(row, name) for name in plain},
    }


def _invigilator(row: Invigilator) -> dict[str, Any]:
    return {
        "id": row.pk,
        "institute": row.institute_id,
        "name": row.name,
        "phone": mask_mobile(row.phone),
        "active": row.active,
    }
