"""Rooms: registered and changed by their owner, taken out of use with everybody in them seated elsewhere."""

from dataclasses import asdict
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.models import Organisation, Site
from appraisal.core.permissions import authorise
from appraisal.core.phrases import explain
from appraisal.core.rules.enums import OrganisationKind, SiteState
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import use_case, verify_expected
from plans.models import Plan, Room
from plans.queries.plans import lock_plans
from plans.queries.rooms import coming_uses, sitting_by_key, when
from plans.rules.rooms import RoomEntry, RoomSetting, Taken, room_refusals, taken_refusals
from plans.rules.seating.layout import RULE
from plans.rules.seating_enums import RoomKind
from plans.services.rearrangement import Moves, rearrange_sittings
from plans.services.seat_changes import tell_of_changes


@use_case
def add_room(*, actor: Actor, entry: RoomEntry, now: datetime) -> Room:
    """Register a room of one's own. Raises `NotPermitted`; `Refused` with everything that is wrong."""
    authorise(actor, Capability.EDIT_ROOMS)
    owner = _lock_owner(actor)
    refusals = _entry_refusals(entry, owner)
    if refusals:
        raise Refused(*refusals)
    room: Room = Room.objects.create(owner=owner, **_columns(entry))
    _record(actor, "add", room, f"登记考场：{room.name}", now)
    return room


@use_case
def change_room(*, actor: Actor, room_id: int, entry: RoomEntry, now: datetime) -> Room:
    """Change a room of one's own; its layout only while no seats to come hang on it.

    Raises `NotPermitted`, `Room.DoesNotExist` (also for another's), `Refused`.
    """
    authorise(actor, Capability.EDIT_ROOMS)
    owner = _lock_owner(actor)
    room: Room = Room.objects.select_for_update().get(pk=room_id, owner=owner)
    verify_expected(room)
    taken = [Taken(use.plan.number, when(use), use.seated) for use in coming_uses(room, now)]
    refusals = gather(_entry_refusals(entry, owner, but=room.pk), taken_refusals(entry_of(room), entry, taken))
    if refusals:
        raise Refused(*refusals)
    for name, column in _columns(entry).items():
        setattr(room, name, column)
    room.save()
    _record(actor, "change", room, f"修改考场：{room.name}", now)
    return room


@use_case
def take_out(*, actor: Actor, room_id: int, reason: str, now: datetime) -> dict[str, Moves]:
    """Take a room out of use; who sits in it to come is seated elsewhere, nobody else moves. Returns moves by plan.

    Raises `NotPermitted`, `Room.DoesNotExist`, `Conflict`; `Refused` when somebody would have no seat, or another
    institute's plan has the room.
    """
    authorise(actor, Capability.EDIT_ROOMS)
    found: Room = Room.objects.get(pk=room_id, owner_id=actor.organisation_id)
    plans = {plan.pk: plan for plan in lock_plans(use.plan_id for use in coming_uses(found, now))}
    room: Room = Room.objects.select_for_update().get(pk=room_id)
    verify_expected(room)
    uses = coming_uses(room, now)
    if not room.active or any(use.plan_id not in plans for use in uses):
        raise Conflict("考场刚刚被改动过，请刷新页面。")
    strangers = [use for use in uses if use.plan.institute_id != actor.organisation_id]
    elsewhere = [Refusal("room_in_use_elsewhere", {"at": when(use)}, rule=RULE) for use in strangers]
    refusals = gather(reason_refusals(reason), tuple(elsewhere))
    if refusals:
        raise Refused(*refusals)
    room.active = False
    room.save(update_fields=["active"])
    moves = {plan.number: _empty(plan, room, now) for plan in plans.values()}
    people = {number: len(one.moved) for number, one in moves.items()}
    _record(actor, "take_out", room, f"停用考场：{room.name}", now, reason=reason.strip(), moved=people)
    return moves


@use_case
def bring_back(*, actor: Actor, room_id: int, now: datetime) -> Room:
    """Use a room again. Raises `NotPermitted`, `Room.DoesNotExist`, `Conflict`."""
    authorise(actor, Capability.EDIT_ROOMS)
    room: Room = Room.objects.select_for_update().get(pk=room_id, owner_id=actor.organisation_id)
    verify_expected(room)
    if room.active:
        raise Conflict("这个考场已经在用。")
    room.active = True
    room.save(update_fields=["active"])
    _record(actor, "bring_back", room, f"恢复使用考场：{room.name}", now)
    return room


def entry_of(room: Room) -> RoomEntry:
    """A stored room as it was described."""
    return RoomEntry(
        kind=RoomKind(room.kind),
        name=room.name,
        address=room.address,
        district_id=room.district_id,
        rows=room.rows,
        columns=room.columns,
        capacity=room.capacity,
        gaps=tuple((int(row), int(column)) for row, column in room.gaps),
        spares=room.spares,
        site_id=room.site_id,
        accessible=room.accessible,
    )


def _empty(plan: Plan, room: Room, now: datetime) -> Moves:
    """Seat the plan's candidates of a lost room elsewhere. Raises `Refused` naming the plan."""
    keys = set(plan.room_uses.filter(room=room).values_list("seats__sitting_id", flat=True)) - {None}
    try:
        sittings = sitting_by_key(plan, keys, locked=True)
        moves = rearrange_sittings(plan=plan, sittings=sittings, now=now, lost={key: {room.pk} for key in keys})
    except Refused as refused:
        why = "".join(explain(one).message for one in refused.refusals)
        raise Refused(Refusal("room_cannot_go", {"number": plan.number, "why": why}, rule=RULE)) from refused
    if moves:
        tell_of_changes(
            plan=plan, what=f"{room.name}停用", people=len(moves.moved), key=f"room-out:{room.pk}:{plan.pk}", now=now
        )
    return moves


def _lock_owner(actor: Actor) -> Organisation:
    """Names are unique within the owner."""
    owner: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    return owner


def _entry_refusals(entry: RoomEntry, owner: Organisation, but: int | None = None) -> tuple[Refusal, ...]:
    site = Site.objects.filter(pk=entry.site_id, institute=owner).first() if entry.site_id else None
    confirmed = site is not None and site.state == SiteState.CONFIRMED
    centres = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    setting = RoomSetting(
        district_known=centres.filter(pk=entry.district_id).exists(),
        name_taken=Room.objects.filter(owner=owner, name=entry.name.strip()).exclude(pk=but).exists(),
        site_name=site.name if site else "所选",
        stations=site.workstations if site and confirmed else None,
    )
    return gather(text_refusals(Room, name=entry.name, address=entry.address), room_refusals(entry, setting))


def _columns(entry: RoomEntry) -> dict[str, object]:
    columns = asdict(entry)
    columns |= {
        "name": entry.name.strip(),
        "address": entry.address.strip(),
        "gaps": sorted([row, column] for row, column in set(entry.gaps)),
        "site_id": entry.site_id if entry.kind is RoomKind.WORKSHOP else None,
    }
    return columns


def _record(actor: Actor, word: str, room: Room, summary: str, now: datetime, **details: object) -> None:
    shape = {"rows": room.rows, "columns": room.columns, "capacity": room.capacity, "spares": room.spares}
    audit.record(actor=actor, action=f"room.{word}", target=room, summary=summary, at=now, **shape, **details)
