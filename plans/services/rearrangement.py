"""A late change moves the fewest people: candidates gone or come, a room lost, a sitting at another time.

`rearrange_sittings` is part of an action: whoever changed the facts calls it with the locked plan. Nothing is written
when somebody cannot be seated.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection
from django.db.models import Exists, OuterRef

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, use_case
from plans.models import InvigilatorDuty, Plan, RoomUse, Seat, Sitting
from plans.queries.plans import lock_plan
from plans.queries.reseating import Lost, arranged_sittings, reseating
from plans.queries.rooms import sitting_by_key
from plans.queries.seating import Block, SeatingFacts
from plans.rules.seating.facts import Hall, Key
from plans.rules.seating.rearranging import Rearranged
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

    @property
    def people(self) -> int:
        """How many they are, each once."""
        return len({*self.moved, *self.added, *self.gone})


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
    audit.record(
        actor=actor, action="seats.catch_up", target=plan, at=now, moved=list(moves.moved), added=list(moves.added),
        gone=list(moves.gone), summary=f"补排座位：计划 {plan.number}，涉及 {moves.people} 人",
    )  # fmt: skip
    if moves:
        tell_of_changes(plan=plan, what="补排", people=moves.people, key=f"catch-up:{plan.pk}", now=now)
    return moves


def rearrange_sittings(*, plan: Plan, sittings: Sequence[Sitting], now: datetime, lost: Lost | None = None) -> Moves:
    """Make the seats of arranged sittings agree with their candidates, dates, times and rooms; the fewest move.

    Call it inside an action, after the sittings were changed and saved; `lost`: by sitting the rooms that it can use no
    more. Sittings without an arrangement are left alone. Raises `Refused` when somebody cannot be seated.
    """
    require_transaction()
    fresh = arranged_sittings(plan, {sitting.pk for sitting in sittings})
    if not fresh:
        return Moves()
    seats = reseating(plan, fresh, lost or {}, locked=True)
    if seats.refusals:
        raise Refused(*seats.refusals)
    moves = Moves()
    try:
        _hold_constraints("DEFERRED")
        for block, found in zip(seats.facts.blocks, seats.found, strict=True):
            _write(plan, seats.facts, block, found)
            moves = moves.plus(found)
        _hold_constraints("IMMEDIATE")
    except IntegrityError as taken:
        raise Conflict("考场或考生刚刚被另一份计划占用，请重试。") from taken
    if plan.state == PlanState.ARRANGED:
        issue_tickets(plan=plan, now=now, candidate_ids=moves.added)
    return moves


def _write(plan: Plan, facts: SeatingFacts, block: Block, found: Rearranged) -> None:
    """Seats that stay keep their rows; uses follow their batch to a new time, and are made or given back as needed."""
    keys = [one.pk for one in block.sittings]
    halls: dict[tuple[Key, int], Hall] = {seat.hall.key: seat.hall for seat in found.seats}
    uses = {(use.room_id, use.batch): use for use in RoomUse.objects.filter(seats__sitting__in=keys).distinct()}
    left = _left_to_others(uses, halls, keys)
    kept = {key: use for key, use in uses.items() if key in halls and key not in left}
    anew = {*found.moved, *found.added, *(seat.person.key for seat in found.seats if seat.hall.key in left)}
    Seat.objects.filter(sitting__in=keys, candidate__in=[*anew, *found.gone]).delete()
    given_back = [use.pk for key, use in uses.items() if key not in halls]
    plan.room_uses.filter(pk__in=given_back, seats__isnull=True).delete()
    for key, use in kept.items():
        _follow(use, halls[key])
    made = make_uses(plan, block.sittings[0], {key: hall for key, hall in halls.items() if key not in kept})
    seat_people(facts, block.key, [seat for seat in found.seats if seat.person.key in anew], {**kept, **made})


def _left_to_others(
    uses: Mapping[tuple[Key, int], RoomUse], halls: Mapping[tuple[Key, int], Hall], keys: Collection[Key]
) -> set[tuple[Key, int]]:
    """Uses in which people of other sittings sit, too, who do not come along to the new time: they keep the use."""
    leaving = {use.pk: key for key, use in uses.items() if key in halls and range_of(halls[key].span) != use.during}
    others = Seat.objects.filter(use__in=leaving).exclude(sitting__in=keys)
    return {leaving[use] for use in others.values_list("use_id", flat=True).distinct()}


def _hold_constraints(when: str) -> None:
    """Batches that move to another time pass through one another's: what counts is where they end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS room_once_at_a_time, person_once_at_a_time, invigilator_once_at_a_time {when}")


def _follow(use: RoomUse, hall: Hall) -> None:
    """The use, its seats and its invigilators at the hall's time; who watches elsewhere then is let off."""
    during = range_of(hall.span)
    if use.during == during:
        return
    elsewhere = InvigilatorDuty.objects.filter(during__overlap=during, invigilator=OuterRef("invigilator"))
    use.duties.filter(Exists(elsewhere.exclude(use__plan=use.plan_id, use__subject=use.subject))).delete()
    use.during = during
    use.save(update_fields=["during"])
    use.seats.update(during=during)
    use.duties.update(during=during)
