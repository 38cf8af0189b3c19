"""The smallest set of reasons as refusals: short by how many, where, when, and who is in the way."""

from collections.abc import Sequence

from appraisal.core.rules.refusals import Refusal
from plans.rules.seating.facts import Demand, RoomFacts
from plans.rules.seating.halls import halls_of
from plans.rules.seating.reasons import Soft, SoftKind, only
from plans.rules.seating_enums import SpecialNeed

RULE = "二（二）考场编排"
NAMED = 6


def explained(reasons: Sequence[Soft], demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> tuple[Refusal, ...]:
    """One refusal for what is short, and one for each fact without which it would not be."""
    asked, given = only(reasons, demands, rooms)
    found = [_shortage(asked, given)] if asked else []
    for fact in reasons:
        match fact.kind:
            case SoftKind.TAKEN:
                found.append(_taken(fact, demands, rooms))
            case SoftKind.BUSY:
                found.append(_busy(fact, demands))
            case SoftKind.NEED:
                found.append(_need(fact, demands, given))
    return tuple(found)


def _shortage(demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> Refusal:
    """What the demands need together against what there is in those rooms at that time."""
    halls = {(hall.room.key, hall.span): hall for demand in demands for hall in halls_of(demand, rooms)}
    need, have = sum(len(demand.people) for demand in demands), sum(hall.room.capacity for hall in halls.values())
    names = list(dict.fromkeys(hall.room.name for hall in halls.values()))
    named = "、".join(names[:NAMED]) + (f"等 {len(names)} 个考场" if len(names) > NAMED else "")
    params = {"what": "；".join(demand.label for demand in demands), "need": need, "have": have, "rooms": named}
    if not halls:
        return Refusal("seats_no_room", params, rule=RULE)
    if have < need:
        return Refusal("seats_short", {**params, "short": need - have}, rule=RULE)
    return Refusal("seats_do_not_fit", params, rule=RULE)


def _taken(fact: Soft, demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> Refusal:
    room = next(room for room in rooms if room.key == fact.key)
    spans = [span for demand in demands if room.key in demand.rooms for span in demand.spans()]
    when = next(
        one.span for one in room.taken if one.label == fact.label and any(one.span.meets(span) for span in spans)
    )
    at = f"{when.starts:%m-%d %H:%M}–{when.ends:%H:%M}"
    return Refusal("seats_room_taken", {"room": room.name, "by": fact.label, "at": at}, rule=RULE)


def _busy(fact: Soft, demands: Sequence[Demand]) -> Refusal:
    demand = next(demand for demand in demands if demand.key == fact.key)
    count = sum(any(one.label == fact.label for one in person.busy) for person in demand.people)
    return Refusal("seats_people_busy", {"what": demand.label, "where": fact.label, "count": count}, rule=RULE)


def _need(fact: Soft, demands: Sequence[Demand], rooms: Sequence[RoomFacts]) -> Refusal:
    demand = next(demand for demand in demands if demand.key == fact.key)
    need = SpecialNeed(fact.label)
    count = sum(person.need is need for person in demand.people)
    halls = halls_of(demand, rooms)
    have = sum(
        (hall.room.capacity if hall.room.accessible else 0) if need is SpecialNeed.ACCESSIBLE else hall.room.front
        for hall in halls
    )
    params = {"what": demand.label, "need": need.label, "count": count, "have": have}
    return Refusal("seats_need_unmet", params, rule=RULE)
