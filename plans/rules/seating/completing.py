"""What an arrangement still needs before it is complete 二（二）: a seat for everybody, invigilators for every room."""

from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.core.rules.refusals import Refusal

RULE = "二（二）考场编排"
INVIGILATION_RULE = "监考员人数（系统设置）"
NAMED = 5


@dataclass(frozen=True, slots=True)
class SittingSeats:
    """A sitting with the names of those without a seat and of those who left but still have one."""

    label: str
    has_time: bool
    unseated: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomWatch:
    """A room in use with the invigilators it needs and has."""

    room: str
    at: str
    needed: int
    present: int


@dataclass(frozen=True, slots=True)
class ArrangementFacts:
    """A plan as far as completing its arrangement looks at it."""

    candidates: int
    sittings: tuple[SittingSeats, ...]
    watches: tuple[RoomWatch, ...]


def arrangement_refusals(facts: ArrangementFacts) -> tuple[Refusal, ...]:
    """Everything that is missing, all at once."""
    found = [] if facts.candidates else [Refusal("arrange_nobody", rule=RULE)]
    for sitting in facts.sittings:
        found += _of_sitting(sitting)
    for watch in facts.watches:
        if watch.present < watch.needed:
            lacks = watch.needed - watch.present
            params = {"room": watch.room, "at": watch.at, "needed": watch.needed, "lacks": lacks}
            found.append(Refusal("arrange_invigilators", params, rule=INVIGILATION_RULE))
    return tuple(found)


def _of_sitting(sitting: SittingSeats) -> list[Refusal]:
    found = []
    if sitting.unseated and not sitting.has_time:
        found.append(Refusal("seats_no_time", {"what": sitting.label}, rule=RULE))
    for code, names in (("arrange_unseated", sitting.unseated), ("arrange_left", sitting.left)):
        if names:
            params = {"what": sitting.label, "count": len(names), "names": some_of(names)}
            found.append(Refusal(code, params, rule=RULE))
    return found


def some_of(names: Sequence[str]) -> str:
    """The first few names."""
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
