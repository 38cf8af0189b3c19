"""Rooms in use and the seats in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from appraisal.core.clock import SHANGHAI
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from plans.models import Plan, Room, RoomUse, Seat, Sitting
from plans.queries.seating import group_of, room_places, sittings_of, usable_places
from plans.rules.invigilation import Staffing
from plans.rules.seating.placing import Spot, touching_pairs
from plans.rules.seating_enums import RoomKind


def seats_of(sitting: Sitting) -> QuerySet[Seat]:
    """A sitting's seats in order of batch, room and number, with room, candidate and his ticket number."""
    rows: QuerySet[Seat] = Seat.objects.filter(sitting=sitting)
    rows = rows.select_related("use__room", "candidate__ticket")
    return rows.order_by("use__batch", "use__number", "number")


def uses_of(plan: Plan) -> list[RoomUse]:
    """The plan's rooms in use in order of time, with `seated`, `watched` (how many) and who sits and watches."""
    rows = plan.room_uses.select_related("room__owner").order_by("during", "number", "pk")
    rows = rows.annotate(seated=Count("seats", distinct=True), watched=Count("duties", distinct=True))
    return list(rows)


def use_seats(use: RoomUse) -> list[Seat]:
    """The seats of one room in use, by number."""
    rows = use.seats.select_related(
        "candidate__ticket", "sitting__item__occupation_level__occupation", "candidate__item"
    )
    return list(rows.order_by("number"))


def plan_seats(plan: Plan) -> list[Seat]:
    """All seats of a plan with what touching is judged by."""
    rows = Seat.objects.filter(use__plan=plan).select_related("candidate")
    return list(rows.only("use", "sitting", "row", "column", "number", "candidate__employer", "candidate__name"))


def lock_rooms(room_ids: Collection[int]) -> dict[int, Room]:
    """The rooms, locked in order of their keys."""
    return {room.pk: room for room in Room.objects.select_for_update().filter(pk__in=room_ids).order_by("pk")}


def staffing() -> Staffing:
    """The settings of invigilation."""
    return Staffing(settings.KAOWU["INVIGILATORS_LEAST"], settings.KAOWU["CANDIDATES_PER_INVIGILATOR"])


def invigilators_needed(use: RoomUse) -> int:
    """How many a room in use needs; `use` comes from `uses_of`."""
    if use.room.kind not in settings.KAOWU["INVIGILATED_ROOMS"]:
        return 0
    return staffing().needed(use.seated)


def when(use: RoomUse) -> str:
    """Its time in words: 05-16 09:00–10:30."""
    starts, ends = use.during.lower.astimezone(SHANGHAI), use.during.upper.astimezone(SHANGHAI)
    return f"{starts:%m-%d %H:%M}–{ends:%H:%M}"


def use_name(use: RoomUse) -> str:
    """What people call it: 理论第 02 考场 · 一层教室 · 第 1 批."""
    batch = "" if use.room.kind == RoomKind.PAPER else f" · 第 {use.batch} 批"
    return f"{Subject[use.subject].label}第 {use.number:02} 考场 · {use.room.name}{batch}"


@dataclass(frozen=True)
class Touching:
    """Two candidates of the same employer or school who sit next to each other."""

    use_id: int
    one: Seat
    other: Seat

    @property
    def group(self) -> str:
        return str(self.one.candidate.employer)


def touching(seats: Iterable[Seat]) -> list[Touching]:
    """Every such pair among the seats, which come with their candidates."""
    judged = list(seats)
    spots = [Spot(one.use_id, one.row, one.column, group_of(one.candidate.employer)) for one in judged]
    return [Touching(judged[one].use_id, judged[one], judged[other]) for one, other in touching_pairs(spots)]


def visible_use(actor: Actor, use_id: int) -> RoomUse:
    """A room in use as far as the actor may see it. Raises `RoomUse.DoesNotExist`."""
    rows = RoomUse.objects.visible_to(actor).select_related("room__owner", "plan__institute__district", "plan__session")
    use: RoomUse = rows.annotate(seated=Count("seats", distinct=True)).get(pk=use_id)
    return use


def rooms_with_uses(actor: Actor, now: datetime) -> QuerySet[Room]:
    """The rooms that the actor may see with `coming`, how often they are taken from now on."""
    coming = Count("uses", filter=Q(uses__during__endswith__gt=now))
    rows: QuerySet[Room] = Room.objects.visible_to(actor).select_related("owner", "district", "site")
    return rows.annotate(coming=coming)


def coming_uses(room: Room, now: datetime) -> list[RoomUse]:
    """Who has the room from now on."""
    rows = room.uses.filter(during__endswith__gt=now).select_related("plan__institute", "room")
    return list(rows.annotate(seated=Count("seats")).order_by("during"))


def sitting_by_key(plan: Plan, sitting_ids: Collection[int] | None, *, locked: bool = False) -> list[Sitting]:
    """The plan's sittings with these keys (all without); those that share a room with one of them come along."""
    sittings = sittings_of(plan, locked=locked)
    if sitting_ids is None:
        return sittings
    uses = RoomUse.objects.filter(plan=plan, seats__sitting__in=sitting_ids).values("pk")
    sharing = set(Seat.objects.filter(use__in=uses).values_list("sitting_id", flat=True))
    return [sitting for sitting in sittings if sitting.pk in sitting_ids or sitting.pk in sharing]


def spare_numbers(room: Room) -> frozenset[int]:
    """Numbers of places that are kept free."""
    usable = {place.number for place in usable_places(room)}
    return frozenset(place.number for place in room_places(room) if place.number not in usable)


def sharing(use: RoomUse, seats: Sequence[Seat]) -> set[int]:
    """Keys of the sittings that sit in a room in use."""
    return {seat.sitting_id for seat in seats if seat.use_id == use.pk}
