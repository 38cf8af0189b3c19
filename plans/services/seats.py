"""Writes seats: stores an arrangement, takes it back, gives out ticket numbers. Parts of an action."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from psycopg2.extras import DateTimeTZRange

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Arrangement, Candidate, Plan, RoomUse, Seat, Sitting, Ticket
from plans.queries.seating import SeatingFacts
from plans.rules.enums import CandidateState
from plans.rules.numbering import parse
from plans.rules.seating.facts import Hall, Key, Seating, SeatingPlan, Span
from plans.rules.ticket_numbers import TicketFacts, ticket_number

PIECE = 2000


def range_of(span: Span) -> DateTimeTZRange:
    """The span as the database keeps it, its end excluded."""
    return DateTimeTZRange(span.starts, span.ends, "[)")


def store_seats(
    *, plan: Plan, facts: SeatingFacts, found: SeatingPlan, seed: int, mixed: bool, actor: Actor | None, now: datetime
) -> int:
    """Write the arrangement of the facts' sittings, whose old seats are gone; returns how many seats."""
    require_transaction()
    seats = 0
    for block in facts.blocks:
        seatings = found.seats.get(block.key, ())
        uses = make_uses(plan, block.sittings[0], {one.hall.key: one.hall for one in seatings})
        seats += len(seat_people(facts, block.key, seatings, uses))
        for sitting in block.sittings:
            Arrangement.objects.update_or_create(
                sitting=sitting,
                defaults={
                    "seed": seed,
                    "mixed": mixed,
                    "room_ids": sorted(room.key for room in facts.rooms),
                    "rooms_least": found.rooms_least.get(block.key, 0),
                    "arranged_by_id": actor.user_id if actor else None,
                    "arranged_at": now,
                },
            )
    return seats


def make_uses(plan: Plan, sitting: Sitting, halls: Mapping[tuple[Key, int], Hall]) -> dict[tuple[Key, int], RoomUse]:
    """Take the halls for the plan; a room keeps its number in all batches."""
    last = plan.room_uses.filter(subject=sitting.subject).aggregate(last=Max("number"))["last"] or 0
    rooms = list(dict.fromkeys(hall.room.key for hall in halls.values()))
    uses = [
        RoomUse(
            plan=plan,
            room_id=hall.room.key,
            subject=sitting.subject,
            number=last + 1 + rooms.index(hall.room.key),
            batch=hall.batch,
            during=range_of(hall.span),
        )
        for hall in halls.values()
    ]
    return {(use.room_id, use.batch): use for use in RoomUse.objects.bulk_create(uses)}


def seat_people(
    facts: SeatingFacts, block: Key, seatings: Iterable[Seating], uses: Mapping[tuple[Key, int], RoomUse]
) -> list[Seat]:
    """Write seats into uses that exist."""
    people = {one.pk: one for some in facts.candidates.values() for one in some}
    seats = [
        Seat(
            use=uses[one.hall.key],
            sitting_id=facts.sitting_of[block, one.person.key],
            candidate_id=one.person.key,
            number=one.place.number,
            row=one.place.row,
            column=one.place.column,
            document_index=people[one.person.key].document_index,
            during=range_of(one.hall.span),
        )
        for one in seatings
    ]
    made: list[Seat] = Seat.objects.bulk_create(seats, batch_size=PIECE)
    return made


def drop_seats(*, plan: Plan, sittings: Sequence[Sitting] | None = None) -> int:
    """Take the seats of the sittings (all without) back, and the rooms in which nobody sits any more."""
    require_transaction()
    seats = Seat.objects.filter(use__plan=plan)
    arrangements = Arrangement.objects.filter(sitting__plan=plan)
    if sittings is not None:
        keys = [sitting.pk for sitting in sittings]
        seats, arrangements = seats.filter(sitting__in=keys), arrangements.filter(sitting__in=keys)
    gone, _ = seats.delete()
    arrangements.delete()
    plan.room_uses.filter(seats__isnull=True).delete()
    return gone


def issue_tickets(*, plan: Plan, now: datetime, candidate_ids: Collection[int] | None = None) -> int:
    """Give every candidate without one a ticket number, in order of the roster; returns how many were given.

    A number once given stays the candidate's, also when his seat changes. Raises `ValueError` for a useless pattern.
    """
    require_transaction()
    people = Candidate.objects.filter(plan=plan, ticket__isnull=True).exclude(state=CandidateState.WITHDRAWN)
    if candidate_ids is not None:
        people = people.filter(pk__in=candidate_ids)
    last = plan.tickets.aggregate(last=Max("serial"))["last"] or 0
    number = parse(plan.number)
    facts = {"year": plan.first_exam_date.year % 100, "district": plan.district.gb_code[-2:] or "00"}
    tickets = [
        Ticket(
            candidate=one,
            plan=plan,
            serial=serial,
            number=ticket_number(
                settings.KAOWU["TICKET_PATTERN"],
                TicketFacts(**facts, plan=number.serial if number else plan.pk, level=one.item.occupation_level.level,
                            serial=serial),
            ),
            issued_at=now,
        )
        for serial, one in enumerate(
            people.select_related("item__occupation_level").order_by("item_id", "sheet_row", "pk"), last + 1
        )
    ]  # fmt: skip
    Ticket.objects.bulk_create(tickets, batch_size=PIECE)
    return len(tickets)
