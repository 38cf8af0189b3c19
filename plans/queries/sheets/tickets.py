"""Admission tickets: who sits what, when and where."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.conf import settings

from appraisal.core.rules.enums import Subject
from plans.models import Plan, RoomUse, Seat, Ticket
from plans.queries.sheets.words import keys_of, plan_pairs, use_day, use_time
from plans.rules.enums import CandidateState
from plans.rules.paper_sheets import Appointment, TicketSheet, masked_name
from plans.rules.seating_enums import PLACE_WORDS, RoomKind


def ticket_sheets(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, TicketSheet]:
    """The tickets of all candidates who have a seat, by number."""
    keys = keys_of(parts, "candidate")
    rows = Ticket.objects.filter(plan=plan).exclude(candidate__state=CandidateState.WITHDRAWN)
    rows = rows.select_related("candidate")
    if keys is not None:
        rows = rows.filter(candidate__in=keys)
    appointments = _appointments(plan, keys)
    notes = tuple(settings.KAOWU["TICKET_NOTES"])
    items = {item.pk: str(item) for item in plan.items.select_related("occupation_level__occupation")}
    return {
        f"candidate:{ticket.candidate_id}": _sheet(
            plan, ticket, items[ticket.candidate.item_id], tuple(appointments[ticket.candidate_id]), notes
        )
        for ticket in rows.order_by("serial")
        if ticket.candidate_id in appointments
    }


def _appointments(plan: Plan, keys: Collection[int] | None) -> dict[int, list[Appointment]]:
    rows = Seat.objects.filter(use__plan=plan)
    if keys is not None:
        rows = rows.filter(candidate__in=keys)
    found: dict[int, list[Appointment]] = {}
    uses = {use.pk: _in_room(use) for use in plan.room_uses.select_related("room")}
    for candidate_id, use_id, number in rows.order_by("during").values_list("candidate_id", "use_id", "number"):
        there = uses[use_id]
        found.setdefault(candidate_id, []).append(replace(there, place=f"{there.place} {number:02}"))
    return found


def _in_room(use: RoomUse) -> Appointment:
    """What all in a room have in common; of the place only what it is called."""
    return Appointment(
        subject=Subject[use.subject].label,
        day=use_day(use),
        time=use_time(use),
        room=f"第 {use.number:02} 考场（{use.room.name}）",
        place=PLACE_WORDS[RoomKind(use.room.kind)],
        address=use.room.address,
    )


def _sheet(
    plan: Plan, ticket: Ticket, item: str, appointments: tuple[Appointment, ...], notes: tuple[str, ...]
) -> TicketSheet:
    one = ticket.candidate
    sittings = tuple((f"{a.subject}考试", f"{a.day} {a.time}，{a.room}，{a.place}") for a in appointments)
    return TicketSheet(
        title="北京市职业技能鉴定准考证",
        public=(("准考证号", ticket.number), ("姓名", masked_name(one.name)), *plan_pairs(plan), *sittings),
        number=ticket.number,
        name=one.name,
        sex=one.get_sex_display(),
        document_type=one.get_document_type_display(),
        document=one.document_number,
        item=item,
        institute=plan.institute.name,
        appointments=appointments,
        notes=notes,
    )
