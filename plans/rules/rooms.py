"""Rooms as their owners describe them 一（六）: what is wrong with one, and what may not change while it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.core.rules.refusals import Refusal
from plans.rules.seating.layout import RULE, Position, layout_refusals
from plans.rules.seating_enums import RoomKind

SITE_RULE = "二（三）备案实操场所"


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room as its owner describes it. `gaps`: positions without a place; `spares`: places kept free."""

    kind: RoomKind
    name: str
    address: str
    district_id: int | None
    rows: int
    columns: int
    capacity: int
    gaps: tuple[Position, ...] = ()
    spares: int = 0
    site_id: int | None = None
    accessible: bool = False

    @property
    def places(self) -> int:
        return self.rows * self.columns - len(set(self.gaps))

    @property
    def shape(self) -> tuple[object, ...]:
        """What seats hang on."""
        return self.kind, self.rows, self.columns, tuple(sorted(self.gaps)), self.site_id


@dataclass(frozen=True, slots=True)
class RoomSetting:
    """What a room is checked against. `stations`: of its confirmed site, `None` when it is none of the owner's."""

    district_known: bool
    name_taken: bool
    site_name: str = ""
    stations: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The room is taken from now on by a plan, and so many sit in it."""

    plan: str
    at: str
    seated: int


def room_refusals(entry: RoomEntry, setting: RoomSetting) -> tuple[Refusal, ...]:
    """Everything that keeps a room from being registered; its texts are checked with the model's limits."""
    found = list(layout_refusals(entry.rows, entry.columns, entry.gaps, capacity=entry.capacity, spares=entry.spares))
    if not setting.district_known:
        found.append(Refusal("room_district_missing", rule=RULE, field="district"))
    if setting.name_taken:
        found.append(Refusal("room_name_taken", rule=RULE, field="name"))
    return (*found, *_site_refusals(entry, setting))


def _site_refusals(entry: RoomEntry, setting: RoomSetting) -> tuple[Refusal, ...]:
    if entry.kind is not RoomKind.WORKSHOP:
        return ()
    if entry.site_id is None:
        return (Refusal("room_site_missing", rule=SITE_RULE, field="site"),)
    if setting.stations is None:
        return (Refusal("room_site_unfit", {"site": setting.site_name}, rule=SITE_RULE, field="site"),)
    if entry.places > setting.stations:
        params = {"stations": setting.stations, "places": entry.places}
        return (Refusal("room_site_crowded", params, rule=SITE_RULE, field="rows"),)
    return ()


def taken_refusals(before: RoomEntry, after: RoomEntry, taken: Sequence[Taken]) -> tuple[Refusal, ...]:
    """While plans have seats in a room its layout stays, and it must go on holding as many as sit in it."""
    return tuple(
        Refusal("room_in_use", {"plan": one.plan, "at": one.at}, rule=RULE)
        for one in taken
        if before.shape != after.shape or after.spares > before.spares or after.capacity < one.seated
    )
