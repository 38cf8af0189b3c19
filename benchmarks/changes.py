"""A change of time of one plan whose candidates are seated: foretold, approved with its whole cascade, candidates told.

With 300 and with 3,000 candidates: what the approval does under the plan's lock must not grow faster than they do.
"""

import time
from collections.abc import Callable
from typing import Any

from appraisal.core.services.calendar import fill_calendar
from benchmarks.results import result
from plans.models import ChangeRequest, Plan
from plans.services.candidate_notices import tell_candidates
from plans.services.change_decisions import decide_change
from plans.services.change_preview import foretell_request
from tests.factories import changes as ask_for
from tests.factories import filing as make
from tests.factories import rooms

FEW, MANY = 300, 3_000
PER_ROOM = 30
NOW = rooms.NOW


def measure() -> list[dict[str, Any]]:
    """Seconds for each part with `MANY`, and how much longer the approval takes than with `FEW`."""
    fill_calendar(now=NOW)
    few, many = _parts(FEW), _parts(MANY)
    growth = (many["approve"] / few["approve"]) / (MANY / FEW)
    return [
        result(f"impact of a change, {MANY} seated", many["foretell"], "s", at_most=3),
        result(f"approved with everything, {MANY} seated", many["approve"], "s", at_most=6),
        result("approval per candidate, 3,000 against 300", growth, "×", at_most=1.5),
        result("messages to candidates queued", MANY / many["tell"], "a second"),
    ]


def _parts(people: int) -> dict[str, float]:
    ground = make.ground()
    change = ask_for.ask(ground, _seated(ground, people), now=NOW)

    def approve() -> ChangeRequest:
        return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)

    foretell = _seconds(lambda: foretell_request(change, NOW))
    return {
        "foretell": foretell,
        "approve": _seconds(approve),
        "tell": _seconds(lambda: tell_candidates(change_id=change.pk, now=NOW)),
    }


def _seated(ground: make.Ground, people: int) -> Plan:
    """A plan whose theory is arranged; nobody sits the practical."""
    plan = rooms.paid(ground, people, employers=40)
    plan.candidates.update(practical="")
    for _ in range(-(-people // PER_ROOM)):
        rooms.room(ground.institute)
    rooms.arranged(ground, plan)
    return plan


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
