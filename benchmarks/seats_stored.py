"""5,000 candidates of 20 institutes seated through the service, into tables whose exclusion constraints hold.

Beside it, plan by plan in the same minute: the rules alone, and COPY of the seats that came of it, into the same table
(keys, constraints) and into a bare one. What is left between the rules and the service is reading the facts, giving
earlier seats up, the rows, and the record.
"""

import time
from collections.abc import Callable
from io import StringIO
from statistics import median
from typing import Any

from django.db import connection, transaction

from appraisal.core.services.calendar import fill_calendar
from benchmarks.results import result
from plans.models import Plan, RoomUse, Seat
from plans.queries.rooms import sitting_by_key
from plans.queries.seating import seating_facts
from plans.services.arrangement import seat_everybody
from plans.services.seats import drop_seats
from tests.factories import filing as make
from tests.factories import rooms

INSTITUTES, PEOPLE, PER_ROOM = 20, 250, 30
COLUMNS = 'use_id, sitting_id, candidate_id, number, row, "column", document_index, during'


def measure() -> list[dict[str, Any]]:
    """Candidates a second through the service, and how much longer it takes than its parts would."""
    fill_calendar(now=rooms.NOW)
    _execute("CREATE TABLE bare_seat AS SELECT * FROM plans_seat WITH NO DATA")
    first = _times(*_paid())  # warms caches up; what it took is not counted
    times = [_times(*_paid()) for _ in range(INSTITUTES)]
    total = {name: sum(one[name] for one in times) for name in first}
    people = INSTITUTES * PEOPLE

    def against(name: str) -> float:
        return median(one["service"] / one[name] for one in times)

    return [
        result(
            f"{people:,} candidates of {INSTITUTES} institutes seated and stored", people / total["service"], "a second"
        ),
        result("the same seated again, earlier seats given up", people / total["again"], "a second"),
        result("the rules alone", people / total["rules"], "a second"),
        result("COPY of the seats into the same table", people / total["copy"], "a second"),
        result("time against the rules alone", against("rules"), "×"),
        result("time against COPY into the same table", against("copy"), "×", at_most=10),
        result("time against COPY into a bare table", against("bare"), "×"),
    ]


def _paid() -> tuple[make.Ground, Plan]:
    """A plan whose candidates sit the theory only, and rooms enough for them."""
    ground = make.ground()
    plan = rooms.paid(ground, PEOPLE, employers=40)
    plan.candidates.update(practical="")
    for _ in range(-(-PEOPLE // PER_ROOM)):
        rooms.room(ground.institute)
    return ground, plan


def _times(ground: make.Ground, plan: Plan) -> dict[str, float]:
    """Seconds of each way for one plan."""
    facts = seating_facts(plan, sitting_by_key(plan, None), mixed=False, room_ids=None)
    times = {
        "rules": _seconds(lambda: seat_everybody(facts, 7)),
        "service": _seconds(lambda: rooms.arranged(ground, plan)),
        "again": _seconds(lambda: rooms.arranged(ground, plan, seed=8)),
    }
    seats = _copied_out(plan)
    uses = list(RoomUse.objects.filter(plan=plan))
    with transaction.atomic():
        drop_seats(plan=plan)
        RoomUse.objects.bulk_create(uses)
    times["copy"] = _seconds(lambda: _copy_in("plans_seat", seats))
    times["bare"] = _seconds(lambda: _copy_in("bare_seat", seats))
    assert Seat.objects.filter(use__plan=plan).count() == PEOPLE
    return times


def _copied_out(plan: Plan) -> str:
    rows = StringIO()
    with connection.cursor() as cursor:
        keys = ", ".join(map(str, plan.room_uses.values_list("pk", flat=True)))
        cursor.copy_expert(f"COPY (SELECT {COLUMNS} FROM plans_seat WHERE use_id IN ({keys})) TO STDOUT", rows)
    return rows.getvalue()


def _copy_in(table: str, rows: str) -> None:
    """In a transaction of its own: constraints that wait for the end of it are part of the time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({COLUMNS}) FROM STDIN", StringIO(rows))


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
