"""The seats of one room in use: seen by all who see the plan, changed by its institute."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core.rules.refusals import Refusal
from plans.models import RoomUse, Seat
from plans.permissions import available_actions
from plans.queries.arrangement import is_closed_for_changes
from plans.queries.rooms import (
    Touching,
    invigilators_needed,
    spare_numbers,
    touching,
    use_name,
    use_seats,
    uses_of,
    when,
)
from plans.queries.seating import room_places
from plans.rules.seating_enums import PLACE_WORDS, RoomKind
from plans.rules.states import PlanAction, PlanState
from plans.services.seat_changes import SeatChange, change_seat
from plans.views.arrangement import CLERKS, READERS
from plans.views.base import PlanView
from plans.views.invigilators import use_or_404


@dataclass(frozen=True)
class Cell:
    """A place on the map: who sits there, whether it is spare, and with how many of his own he touches."""

    number: int
    row: int
    column: int
    is_spare: bool
    seat: Seat | None
    touching: tuple[int, ...] = ()

    @property
    def target(self) -> str:
        """What a button says of the place: its number and whom the page shows there."""
        return f"{self.number}:{self.seat.candidate_id if self.seat else ''}"


class SeatMap(PlanView):
    """The room from its front. `?pick=` names the seat whose candidate is about to move, also from another room."""

    roles = READERS

    def get(self, request: HttpRequest, use_id: int) -> HttpResponse:
        return self.page(use_or_404(self, use_id))

    def page(self, use: RoomUse, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The map, with the reasons why a move was refused."""
        plan = use.plan
        seats = use_seats(use)
        pairs = touching(seats)
        action = next((one for one in available_actions(self.actor, plan) if one.action is PlanAction.SEAT), None)
        closed = plan.state == PlanState.ARRANGED and is_closed_for_changes(plan, self.now)
        is_open = bool(action and action.possible and not closed)
        context = {
            "plan": plan,
            "use": use,
            "name": use_name(use),
            "at": when(use),
            "needed": invigilators_needed(use),
            "duties": list(use.duties.select_related("invigilator")),
            "lines": lines_of(use, seats, pairs),
            "pairs": pairs,
            "others": [
                (one, use_name(one)) for one in uses_of(plan) if one.subject == use.subject and one.pk != use.pk
            ],
            "picked": self._picked(use) if is_open else None,
            "place_word": PLACE_WORDS[RoomKind(use.room.kind)],
            "is_open": is_open,
            "closed": closed,
            "sittings": len({seat.sitting_id for seat in seats}),
            "refusals": refusals,
        }
        return render(self.request, "seating/map.html", context, status=422 if refusals else 200)

    def _picked(self, use: RoomUse) -> Seat | None:
        """Who is about to move."""
        key = self.request.GET.get("pick") or self.request.POST.get("seat", "")
        if not key.isdecimal():
            return None
        rows = Seat.objects.visible_to(self.actor).filter(use__plan=use.plan, use__subject=use.subject, pk=int(key))
        return rows.select_related("candidate", "use__room").first()


class MoveSeat(SeatMap):
    """Move the picked candidate to a place, or let two change places."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, use_id: int) -> HttpResponse:
        use = use_or_404(self, use_id)
        seat, target = request.POST.get("seat", ""), request.POST.get("target", "")
        number, _, seen = target.partition(":")
        if not (seat.isdecimal() and number.isdecimal() and (not seen or seen.isdecimal())):
            raise Http404
        try:
            done, refusals = self.attempt(
                lambda: change_seat(
                    actor=self.actor, seat_id=int(seat), use_id=use_id, number=int(number),
                    seen=int(seen) if seen else None, now=self.now,
                )
            )  # fmt: skip
        except Seat.DoesNotExist as missing:
            raise Http404 from missing
        if refusals:
            return self.page(use, refusals)
        if done:
            self._tell(request, done)
        return redirect(reverse("plans:seat-map", args=[use_id]) + f"?at={number}")

    def _tell(self, request: HttpRequest, done: SeatChange) -> None:
        name = done.seat.candidate.name
        told = (
            f"{name}与{done.other.candidate.name}已对换座位。"
            if done.other
            else f"{name}已移到 {done.seat.number} 号。"
        )
        worse = done.touching_after - done.touching_before
        if worse > 0:
            messages.warning(request, f"{told}同单位相邻多了 {worse} 对，共 {done.touching_after} 对。")
        else:
            messages.success(request, told)


def other_uses(use: RoomUse) -> list[RoomUse]:
    """The plan's other rooms in use for the same subject."""
    return [one for one in uses_of(use.plan) if one.subject == use.subject and one.pk != use.pk]


def lines_of(use: RoomUse, seats: list[Seat], pairs: list[Touching]) -> list[list[Cell | None]]:
    """The room row by row from its front; `None` where there is no place."""
    by_number = {seat.number: seat for seat in seats}
    near: dict[int, tuple[int, ...]] = {}
    for pair in pairs:
        near[pair.one.number] = (*near.get(pair.one.number, ()), pair.other.number)
        near[pair.other.number] = (*near.get(pair.other.number, ()), pair.one.number)
    spare = spare_numbers(use.room)
    cells = {
        (one.row, one.column): Cell(
            one.number,
            one.row,
            one.column,
            one.number in spare,
            by_number.get(one.number),
            near.get(one.number, ()),
        )
        for one in room_places(use.room)
    }
    rows, columns = range(1, use.room.rows + 1), range(1, use.room.columns + 1)
    return [[cells.get((row, column)) for column in columns] for row in rows]
