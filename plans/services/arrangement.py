"""The institute arranges the rooms of its plan 二（二）: all at once or sitting by sitting, and completes it.

Lock order: plan, sittings, rooms by key. Two plans that want the same room meet at its lock; the exclusion constraints
are the last line.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import IntegrityError

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Candidate, Plan, Sitting
from plans.permissions import authorise_plan
from plans.queries.arrangement import arrangement_facts
from plans.queries.candidates import lock_candidate
from plans.queries.plans import lock_plan
from plans.queries.rooms import sitting_by_key
from plans.queries.seating import SeatingFacts, seating_facts
from plans.rules.seating.arranging import arrange, in_order_of_time
from plans.rules.seating.completing import RULE, arrangement_refusals
from plans.rules.seating.explaining import explained
from plans.rules.seating.facts import Demand, Engagement, RoomFacts, SeatingPlan
from plans.rules.seating_enums import SpecialNeed
from plans.rules.states import PlanAction, PlanState
from plans.services.progress import mark_arranged
from plans.services.seats import drop_seats, issue_tickets, store_seats

SEEDS = 1_000_000
MINUTES = (10, 480)


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be arranged and how. Empty `sitting_ids`: all; `room_ids=None`: any room that suits."""

    sitting_ids: frozenset[int] = frozenset()
    room_ids: frozenset[int] | None = None
    mixed: bool = False
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """What came of it: how many seats, rooms used, the fewest rooms possible, and the seed."""

    seats: int
    rooms_used: int
    rooms_least: int
    seed: int


@use_case
def arrange_plan(*, actor: Actor, plan_id: int, wish: Wish, now: datetime) -> Arranged:
    """Arrange sittings of a paid plan, whose earlier seats are given up. All of them or none.

    Raises `NotPermitted`; `Conflict` also once the arrangement is complete (single seats can still be changed), and
    when another plan took a room meanwhile; `Refused` with the smallest set of reasons why it is impossible.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.SEAT, plan)
    _only_before_completion(plan)
    sittings = sitting_by_key(plan, wish.sitting_ids or None, locked=True)
    _refuse_unready(sittings, wish)
    seed = secrets.randbelow(SEEDS) if wish.seed is None else wish.seed
    facts = seating_facts(plan, sittings, mixed=wish.mixed, room_ids=wish.room_ids, locked=True)
    found = seat_everybody(facts, seed)
    drop_seats(plan=plan, sittings=sittings)
    try:
        seats = store_seats(plan=plan, facts=facts, found=found, seed=seed, mixed=wish.mixed, actor=actor, now=now)
    except IntegrityError as taken:
        raise Conflict("考场或考生刚刚被另一份计划占用，请重新编排。") from taken
    done = Arranged(seats, found.rooms_used, sum(found.rooms_least.values()), seed)
    audit.record(
        actor=actor, action="seats.arrange", target=plan, at=now, seats=seats, rooms=done.rooms_used,
        rooms_least=done.rooms_least, seed=seed, mixed=wish.mixed, sittings=[one.pk for one in sittings],
        summary=f"编排考场：计划 {plan.number}，{seats} 个座位，{done.rooms_used} 个考场，种子 {seed}",
    )  # fmt: skip
    return done


def seat_everybody(facts: SeatingFacts, seed: int) -> SeatingPlan:
    """The rule's arrangement of the demands, earliest first. Raises `Refused` with the smallest set of reasons."""
    rooms = list(facts.rooms)
    demands = {demand.key: demand for demand in facts.demands if demand.people}
    if not demands:
        raise Refused(Refusal("seats_nobody", rule=RULE))
    whole = SeatingPlan()
    same_people = _documents(facts)
    for group in in_order_of_time(list(demands.values())):
        some = [demands[demand.key] for demand in group]
        found, reasons = arrange(some, rooms, seed=seed)
        if found is None:
            raise Refused(*explained(reasons, some, rooms))
        whole = SeatingPlan({**whole.seats, **found.seats}, {**whole.rooms_least, **found.rooms_least})
        rooms = _taken_by(rooms, found)
        demands = _busy_by(demands, found, same_people)
    return whole


def _taken_by(rooms: list[RoomFacts], found: SeatingPlan) -> list[RoomFacts]:
    halls = {one.hall.key: one.hall for seats in found.seats.values() for one in seats}.values()
    taken: dict[int, tuple[Engagement, ...]] = {}
    for hall in halls:
        taken[hall.room.key] = (*taken.get(hall.room.key, ()), Engagement(hall.span, "本计划的另一场"))
    return [replace(room, taken=(*room.taken, *taken.get(room.key, ()))) for room in rooms]


def _busy_by(demands: dict[int, Demand], found: SeatingPlan, documents: dict[int, bytes]) -> dict[int, Demand]:
    """The demands with the new seats as times when the same people are elsewhere."""
    seated: dict[bytes, tuple[Engagement, ...]] = {}
    for key, seats in found.seats.items():
        for one in seats:
            person = documents[one.person.key]
            seated[person] = (*seated.get(person, ()), Engagement(one.hall.span, demands[key].label))
    return {
        key: replace(
            demand,
            people=tuple(replace(one, busy=(*one.busy, *seated.get(documents[one.key], ()))) for one in demand.people),
        )
        for key, demand in demands.items()
    }


def _documents(facts: SeatingFacts) -> dict[int, bytes]:
    return {one.pk: bytes(one.document_index) for some in facts.candidates.values() for one in some}


@use_case
def clear_seats(*, actor: Actor, plan_id: int, sitting_ids: Collection[int], now: datetime) -> int:
    """Give seats and rooms of sittings back (all without keys). Raises `NotPermitted`, `Conflict` once complete."""
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.SEAT, plan)
    _only_before_completion(plan)
    sittings = sitting_by_key(plan, frozenset(sitting_ids) or None, locked=True)
    gone = drop_seats(plan=plan, sittings=sittings)
    audit.record(
        actor=actor, action="seats.clear", target=plan, at=now, sittings=[one.pk for one in sittings], seats=gone,
        summary=f"清空座位：计划 {plan.number}，{gone} 个座位",
    )  # fmt: skip
    return gone


@use_case
def complete_arrangement(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """PAID → ARRANGED: everybody has a seat, every room its invigilators, every candidate a ticket number 二（二）.

    Raises `NotPermitted`, `Conflict`; `Refused` with everything that is missing.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.ARRANGE, plan)
    refusals = arrangement_refusals(arrangement_facts(plan))
    if refusals:
        raise Refused(*refusals)
    tickets = issue_tickets(plan=plan, now=now)
    mark_arranged(plan=plan, actor=actor, now=now, tickets=tickets)
    return plan


@use_case
def set_time(*, actor: Actor, sitting_id: int, starts_at: time | None, minutes: int | None, now: datetime) -> Sitting:
    """Say when a sitting without a time begins, and how long it lasts (None: the setting).

    A time that was filed is changed by request only 一（二）. Raises `NotPermitted`, `Conflict`, `Refused`.
    """
    plan = lock_plan(Sitting.objects.values_list("plan_id", flat=True).get(pk=sitting_id))
    authorise_plan(actor, PlanAction.SEAT, plan)
    _only_before_completion(plan)
    sitting: Sitting = Sitting.objects.select_for_update().get(pk=sitting_id)
    refusals = []
    if starts_at is None:
        refusals.append(Refusal("time_missing", field="starts_at"))
    elif sitting.starts_at and sitting.starts_at != starts_at:
        params = {"what": sitting.get_subject_display(), "at": f"{sitting.starts_at:%H:%M}"}
        refusals.append(Refusal("time_fixed", params, rule="一（二）", field="starts_at"))
    if minutes is not None and not MINUTES[0] <= minutes <= MINUTES[1]:
        refusals.append(Refusal("minutes_strange", {"least": MINUTES[0], "most": MINUTES[1]}, field="minutes"))
    if refusals:
        raise Refused(*refusals)
    drop_seats(plan=plan, sittings=sitting_by_key(plan, {sitting.pk}))
    sitting.starts_at, sitting.minutes = starts_at, minutes
    sitting.save(update_fields=["starts_at", "minutes"])
    audit.record(
        actor=actor, action="seats.set_time", target=plan, at=now, sitting=sitting.pk, minutes=minutes,
        starts_at=str(starts_at), summary=f"填写考试时间：计划 {plan.number}，{sitting.get_subject_display()}",
    )  # fmt: skip
    return sitting


@use_case
def note_need(*, actor: Actor, candidate_id: int, need: str, now: datetime) -> Candidate:
    """Note what a candidate needs (`SpecialNeed` or ""); seats given before stay until they are arranged again."""
    plan = lock_plan(Candidate.objects.values_list("plan_id", flat=True).get(pk=candidate_id))
    authorise_plan(actor, PlanAction.SEAT, plan)
    if need and need not in set(SpecialNeed):
        raise Refused(Refusal("need_unknown", field="need"))
    candidate = lock_candidate(candidate_id)
    candidate.special_need, candidate.updated_at = need, now
    candidate.save(update_fields=["special_need", "updated_at"])
    audit.record(
        actor=actor, action="candidate.special_need", target=candidate, at=now, need=need,
        summary=f"登记特殊需要：计划 {plan.number}",
    )  # fmt: skip
    return candidate


def _only_before_completion(plan: Plan) -> None:
    if plan.state != PlanState.PAID:
        raise Conflict(f"计划 {plan.number} 已完成编排：只能调整个别座位，不能整场重排。")


def _refuse_unready(sittings: list[Sitting], wish: Wish) -> None:
    refusals = []
    if not sittings:
        refusals.append(Refusal("seats_no_sitting", rule=RULE))
    if wish.seed is not None and not 0 <= wish.seed < SEEDS:
        refusals.append(Refusal("seats_seed", {"most": SEEDS - 1}, field="seed"))
    for sitting in sittings:
        if sitting.starts_at is None:
            what = f"{sitting.item} {sitting.get_subject_display()}（{sitting.date}）"
            refusals.append(Refusal("seats_no_time", {"what": what}, rule=RULE))
    if refusals:
        raise Refused(*gather(tuple(refusals)))
