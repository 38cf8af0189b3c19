"""Rooms: the list, one room with its layout, in and out of use."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.models import Site
from appraisal.core.queries.pages import page_by_key
from appraisal.core.queries.sites import district_centres
from appraisal.core.rules.enums import SiteState
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, CITY_ROLES, Capability, Role, may
from appraisal.core.views.base import PortalView
from plans.forms.rooms import RoomFilterForm, RoomForm
from plans.models import Room
from plans.queries.rooms import coming_uses, rooms_with_uses, spare_numbers, use_name, when
from plans.queries.seating import room_places
from plans.services import rooms as room_service

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK}
OWNERS = CAPABILITIES[Capability.EDIT_ROOMS]
ORDER = ("owner__name_key", "name", "pk")


class Rooms(PortalView):
    """The rooms the actor may see; an owner sees his own with the way to change them."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RoomFilterForm(request.GET)
        chosen = form.chosen()
        rows = rooms_with_uses(self.actor, self.now)
        if chosen.get("kind"):
            rows = rows.filter(kind=chosen["kind"])
        if not chosen.get("view"):
            rows = rows.filter(active=True)
        page = page_by_key(rows, ORDER, request.GET.get("before", ""))
        context = {"form": form, "page": page, "owns": may(self.actor, Capability.EDIT_ROOMS)}
        return render(request, "rooms/list.html", context)


class RoomView(PortalView):
    """What the pages of one room do alike."""

    roles = OWNERS

    def room_or_404(self, room_id: int) -> Room:
        """A room of the actor's own."""
        return get_object_or_404(Room.objects.visible_to(self.actor), pk=room_id, owner_id=self.actor.organisation_id)

    def blank(self, *args: Any, **kwargs: Any) -> RoomForm:
        """The form with the districts and sites to choose from."""
        sites = Site.objects.visible_to(self.actor).filter(state=SiteState.CONFIRMED)
        return RoomForm(*args, centres=list(district_centres(self.actor)), sites=list(sites), **kwargs)

    def form_page(self, form: RoomForm, refusals: tuple[Refusal, ...] = (), room: Room | None = None) -> HttpResponse:
        """The form with a picture of the layout, and the reasons on top."""
        form.add_refusals(refusals)
        uses = coming_uses(room, self.now) if room else []
        context = {
            "form": form,
            "room": room,
            "refusals": refusals,
            "grid": grid_of(room) if room else None,
            "uses": [(use, use_name(use), when(use)) for use in uses],
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "rooms/form.html", context, status=status)


class NewRoom(RoomView):
    """An owner registers a room."""

    def get(self, request: HttpRequest) -> HttpResponse:
        given = {name: request.GET[name] for name in ("kind", "site", "rows", "columns", "name") if name in request.GET}
        form = self.blank(initial={"rows": 6, "columns": 5, "spares": 0, **given})
        return self.form_page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.blank(request.POST)
        if not form.is_valid():
            return self.form_page(form)
        made, refusals = self.attempt(
            lambda: room_service.add_room(actor=self.actor, entry=form.entry(), now=self.now), success="考场已登记。"
        )
        return redirect("plans:rooms") if made else self.form_page(form, refusals)


class ChangeRoom(RoomView):
    """An owner changes a room."""

    def get(self, request: HttpRequest, room_id: int) -> HttpResponse:
        room = self.room_or_404(room_id)
        return self.form_page(self.blank(entry=room_service.entry_of(room)), room=room)

    def post(self, request: HttpRequest, room_id: int) -> HttpResponse:
        room = self.room_or_404(room_id)
        form = self.blank(request.POST)
        if not form.is_valid():
            return self.form_page(form, room=room)
        made, refusals = self.attempt(
            lambda: room_service.change_room(actor=self.actor, room_id=room_id, entry=form.entry(), now=self.now),
            success="考场已保存。",
        )
        return redirect("plans:rooms") if made else self.form_page(form, refusals, room)


class TakeOutRoom(RoomView):
    """An owner takes a room out of use; whoever sits in it is seated elsewhere."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, room_id: int) -> HttpResponse:
        room = self.room_or_404(room_id)
        reason = request.POST.get("reason", "")
        moves, refusals = self.attempt(
            lambda: room_service.take_out(actor=self.actor, room_id=room_id, reason=reason, now=self.now)
        )
        if refusals:
            return self.form_page(self.blank(entry=room_service.entry_of(room)), refusals, room)
        if moves is not None:
            moved = "；".join(f"计划 {number} 换座位 {len(one.moved)} 人" for number, one in moves.items() if one)
            messages.success(request, f"{room.name}已停用。{moved}")
        return redirect("plans:rooms")


class BringBackRoom(RoomView):
    """An owner uses a room again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, room_id: int) -> HttpResponse:
        self.room_or_404(room_id)
        self.attempt(
            lambda: room_service.bring_back(actor=self.actor, room_id=room_id, now=self.now), success="考场已恢复使用。"
        )
        return redirect("plans:rooms")


def grid_of(room: Room) -> list[list[tuple[int, int, int, bool]]]:
    """Rows of (row, column, number or 0 for a gap, whether spare), as the picture shows them."""
    at = {(place.row, place.column): place.number for place in room_places(room)}
    spare = spare_numbers(room)
    return [
        [
            (row, column, at.get((row, column), 0), at.get((row, column), 0) in spare)
            for column in range(1, room.columns + 1)
        ]
        for row in range(1, room.rows + 1)
    ]
