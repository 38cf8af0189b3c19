"""A late change moves the fewest people: candidates gone or come, a room lost, a sitting at another time.

`rearrange_sittings` is part of an action: whoever changed the facts calls it with the locked plan. Nothing is written
when somebody cannot be seated.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, connection
from django.db.models import Exists, OuterRef

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, use_case
from plans.models import InvigilatorDuty, Plan, RoomUse, Seat, Sitting
from plans.queries.plans import lock_plan
from plans.queries.rooms import sitting_by_key
from plans.queries.seating import Block, SeatingFacts, seating_facts
from plans.rules.seating.explaining import explained
from plans.rules.seating.facts import Demand, Hall, Key
from plans.rules.seating.rearranging import Now, Rearranged, rearrange
from plans.rules.states import PlanState
from plans.services.seat_changes import refuse_late, tell_of_changes
from plans.services.seats import issue_tickets, make_uses, range_of, seat_people


@dataclass(frozen=True, slots=True)
class Moves:
    """Candidates whose seat changed, who got one, and who lost theirs."""

    moved: tuple[Key, ...] = ()
    added: tuple[Key, ...] = ()
    gone: tuple[Key, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.added or self.gone)

    def plus(self, other: "Moves | Rearranged") -> "Moves":
        """Both together."""
        return Moves(self.moved + other.moved, self.added + other.added, self.gone + other.gone)


@use_case
def catch_up(*, actor: Actor, plan_id: int, now: datetime) -> Moves:
    """Seat candidates who came, take back seats of those who left, leaving everybody else where he is.

    Raises `NotPermitted`, `Conflict`; `Refused` when it is too late or somebody cannot be seated.
    """
    plan = lock_plan(plan_id)
    refuse_late(actor, plan, now)
    arranged = [one for one in sitting_by_key(plan, None, locked=True) if hasattr(one, "arrangement")]
    if not arranged:
        raise Refused(Refusal("seats_no_sitting"))
    moves = rearrange_sittings(plan=plan, sittings=arranged, now=now)
    people = len(set(moves.moved) | set(moves.added) | set(moves.gone))
    audit.record(
        actor=actor, action="seats.catch_up", target=plan, at=now, moved=list(moves.moved), added=list(moves.added),
        gone=list(moves.gone), summary=f"补排座位：计划 {plan.number}，涉及 {people} 人",
    )  # fmt: skip
    if moves:
        tell_of_changes(plan=plan, what="补排", people=people, key=f"catch-up:{plan.pk}", now=now)
    return moves


def rearrange_sittings(
    *, plan: Plan, sittings: Sequence[Sitting], now: datetime, without_rooms: Collection[int] = ()
) -> Moves:
    """Make the seats of arranged sittings agree with their candidates, dates, times and rooms; the fewest move.

    Call it inside an action, after the sittings were changed and saved; `without_rooms` are lost. Sittings without an
    arrangement are left alone. Raises `Refused` when somebody cannot be seated.
    """
    require_transaction()
    moves = Moves()
    keys = {sitting.pk for sitting in sittings}
    fresh = [one for one in sitting_by_key(plan, keys) if hasattr(one, "arrangement")]
    for mixed in (False, True):
        chosen = [one for one in fresh if one.arrangement.mixed is mixed]
        for one in _apart(chosen, mixed):
            moves = moves.plus(_rearrange(plan, one, mixed, without_rooms))
    if plan.state == PlanState.ARRANGED:
        issue_tickets(plan=plan, now=now, candidate_ids=moves.added)
    return moves


def foretell_moves(plan: Plan, sitting: Sitting, *, on: date, at: time | None = None) -> Moves | None:
    """Who would have to change seats if the sitting were held then, nothing being written; `None`: impossible."""
    changed = [one for one in sitting_by_key(plan, {sitting.pk}) if hasattr(one, "arrangement")]
    if not changed:
        return Moves()
    for one in changed:
        one.date, one.starts_at = on, at or one.starts_at
    mixed = changed[0].arrangement.mixed
    facts = seating_facts(plan, changed, mixed=mixed)
    moves = Moves()
    for block, demand in zip(facts.blocks, facts.demands, strict=True):
        found, _ = rearrange(demand, facts.rooms, _now(block))
        if found is None:
            return None
        moves = moves.plus(found)
    return moves


def _apart(sittings: Sequence[Sitting], mixed: bool) -> list[list[Sitting]]:
    """One after another, so that each sees where the ones before it sit; mixed ones that share rooms together."""
    if not mixed:
        return [[sitting] for sitting in sittings]
    by_time: dict[tuple[object, ...], list[Sitting]] = {}
    for sitting in sittings:
        by_time.setdefault((sitting.subject, sitting.date, sitting.starts_at), []).append(sitting)
    return list(by_time.values())


def _rearrange(plan: Plan, sittings: Sequence[Sitting], mixed: bool, without_rooms: Collection[int]) -> Moves:
    facts = seating_facts(plan, sittings, mixed=mixed, locked=True)
    rooms = [room for room in facts.rooms if room.key not in without_rooms]
    moves = Moves()
    for block, demand in zip(facts.blocks, facts.demands, strict=True):
        found, reasons = rearrange(demand, rooms, _now(block))
        if found is None:
            raise Refused(*explained(reasons, [demand], rooms))
        try:
            _write(plan, facts, block, demand, found)
        except IntegrityError as taken:
            raise Conflict("考场或考生刚刚被另一份计划占用，请重试。") from taken
        moves = moves.plus(found)
    return moves


def _now(block: Block) -> dict[Key, Now]:
    rows = Seat.objects.filter(sitting__in=[one.pk for one in block.sittings])
    return {
        candidate: Now(room, batch, number)
        for candidate, room, batch, number in rows.values_list("candidate_id", "use__room_id", "use__batch", "number")
    }


def _write(plan: Plan, facts: SeatingFacts, block: Block, demand: Demand, found: Rearranged) -> None:
    """Seats that stay keep their rows; uses follow their batch to a new time, and are made or given back as needed."""
    _hold_constraints("DEFERRED")
    keys = [one.pk for one in block.sittings]
    uses = {(use.room_id, use.batch): use for use in RoomUse.objects.filter(seats__sitting__in=keys).distinct()}
    Seat.objects.filter(sitting__in=keys, candidate__in=[*found.gone, *found.moved]).delete()
    halls: dict[tuple[Key, int], Hall] = {seat.hall.key: seat.hall for seat in found.seats}
    plan.room_uses.filter(pk__in=[use.pk for key, use in uses.items() if key not in halls]).delete()
    for key, hall in halls.items():
        if key in uses:
            _follow(uses[key], hall)
    uses |= make_uses(plan, block.sittings[0], {key: hall for key, hall in halls.items() if key not in uses})
    anew = set(found.moved) | set(found.added)
    seat_people(facts, demand.key, [seat for seat in found.seats if seat.person.key in anew], uses)
    plan.room_uses.filter(seats__isnull=True).delete()
    _hold_constraints("IMMEDIATE")


def _hold_constraints(when: str) -> None:
    """Batches that move to another time pass through one another's: what counts is where they end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS room_once_at_a_time, person_once_at_a_time, invigilator_once_at_a_time {when}")


def _follow(use: RoomUse, hall: Hall) -> None:
    """The use, its seats and its invigilators at the hall's time; who watches elsewhere then is let off."""
    during = range_of(hall.span)
    if (use.during.lower, use.during.upper) == (hall.span.starts, hall.span.ends):
        return
    elsewhere = InvigilatorDuty.objects.filter(during__overlap=during, invigilator=OuterRef("invigilator"))
    use.duties.filter(Exists(elsewhere.exclude(use__plan=use.plan_id, use__subject=use.subject))).delete()
    use.during = during
    use.save(update_fields=["during"])
    use.seats.update(during=during)
    use.duties.update(during=during)
