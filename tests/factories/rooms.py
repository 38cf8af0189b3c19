"""Paid plans with candidates to seat, rooms and invigilators."""

from datetime import datetime, timedelta
from itertools import count

from appraisal.core.crypto import blind_index
from appraisal.core.models import Organisation, Site
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.transactions import use_case
from plans.models import Candidate, Invigilator, Plan, Room, RoomUse, Seat
from plans.queries.plans import lock_plan
from plans.rules.seating_enums import RoomKind
from plans.rules.states import PlanState
from plans.services import arrangement, invigilators
from plans.services.obligations import lay_obligations
from plans.services.progress import mark_paid
from tests.factories import filing as make

NOW = datetime(2026, 4, 20, 9, tzinfo=BEIJING)  # a Monday; ARRANGE of make.EXAM ends on 2026-04-30
_numbers = count(1)


def room(
    owner: Organisation, kind: RoomKind = RoomKind.PAPER, *, rows: int = 6, columns: int = 5, **fields: object
) -> Room:
    """A room without gaps that holds as many as it has places."""
    number = next(_numbers)
    spares = int(str(fields.get("spares", 0)))
    defaults: dict[str, object] = {
        "name": f"第{number}教室",
        "address": "北京市",
        "district": owner.district or owner,
        "capacity": rows * columns - spares,
    }
    return Room.objects.create(owner=owner, kind=kind, rows=rows, columns=columns, **{**defaults, **fields})


def workshop(site: Site, *, rows: int = 4, columns: int = 5, **fields: object) -> Room:
    """Work stations of a filed site."""
    return room(site.institute, RoomKind.WORKSHOP, rows=rows, columns=columns, site=site, **fields)


def staff(institute: Organisation, number: int = 6) -> list[Invigilator]:
    """People who can invigilate."""
    made = []
    for _ in range(number):
        serial = next(_numbers)
        phone = f"139{serial:08}"
        made.append(
            Invigilator.objects.create(
                institute=institute, name=f"监考{serial}", phone=phone, phone_index=blind_index(phone)
            )
        )
    return made


def paid(on: make.Ground, people: int = 20, *, employers: int = 5, theory: bool = True, **changes: object) -> Plan:
    """A paid plan whose candidates sit theory and practical, spread over so many employers."""
    plan = make.accepted(on, **changes)
    for item in plan.items.all():
        for number in range(people):
            make.candidate(
                plan, item=item, name=f"考生{number + 1}", sheet_row=number + 2, employer=f"单位{number % employers}",
                theory="NEW" if theory else "", practical="NEW",
                review="NEW" if item.occupation_level.level <= 2 else "",
            )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.QUALIFIED, previous_state=PlanState.ENROLLED, candidate_count=people
    )
    pay(plan.pk, NOW)
    return Plan.objects.get(pk=plan.pk)


@use_case
def pay(plan_id: int, now: datetime) -> None:
    """What the last payment brings about."""
    plan = lock_plan(plan_id)
    lay_obligations(plan=plan, calendar=load_calendar(), now=now)
    mark_paid(plan=plan, actor=None, now=now)


def arranged(on: make.Ground, plan: Plan, **wish: object) -> arrangement.Arranged:
    """Arrange all its sittings with a fixed seed."""
    return arrangement.arrange_plan(
        actor=on.clerk,
        plan_id=plan.pk,
        wish=arrangement.Wish(**{"seed": 7, **wish}),
        now=NOW,
    )


def complete(on: make.Ground, people: int = 20, **changes: object) -> Plan:
    """A plan whose arrangement is complete."""
    plan = paid(on, people, **changes)
    equip(on)
    for _ in range((people - 1) // 30):
        room(on.institute)
    arranged(on, plan)
    invigilators.assign_invigilators(actor=on.clerk, plan_id=plan.pk, now=NOW)
    return arrangement.complete_arrangement(actor=on.clerk, plan_id=plan.pk, now=NOW)


def equip(on: make.Ground) -> tuple[Room, Room]:
    """One classroom, one workshop, and staff enough for both."""
    if not Invigilator.objects.filter(institute=on.institute).exists():
        staff(on.institute)
    return room(on.institute), workshop(on.site)


def seats(plan: Plan, subject: str = "THEORY") -> list[Seat]:
    """Its seats in one subject by room and number."""
    rows = Seat.objects.filter(use__plan=plan, sitting__subject=subject).select_related("use__room", "candidate")
    return list(rows.order_by("use__batch", "use__number", "number"))


def uses(plan: Plan, subject: str = "THEORY") -> list[RoomUse]:
    """Its rooms in use in one subject."""
    return list(plan.room_uses.filter(subject=subject).order_by("batch", "number"))


def withdraw(candidate: Candidate) -> None:
    """The candidate leaves, past all rules."""
    Candidate.objects.filter(pk=candidate.pk).update(state="WITHDRAWN", updated_at=NOW + timedelta(minutes=1))
