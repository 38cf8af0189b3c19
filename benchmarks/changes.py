"""A change of time of one plan whose candidates are seated: foretold, approved with its whole cascade, candidates told.

With 300 and with 3,000 candidates, each with his ticket printed: what the approval does under the plan's lock must not
grow faster than they do. The dearest case for papers: a practical moves while all tickets stay, and each is compared.
"""

import time
from collections.abc import Callable
from typing import Any

from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.papers import Draft, issue_papers
from appraisal.core.transactions import use_case
from benchmarks.results import result
from plans.models import ChangeRequest, Plan
from plans.queries.sheets import sheets_of
from plans.services.candidate_notices import tell_candidates
from plans.services.change_decisions import decide_change
from plans.services.change_preview import foretell_request
from plans.services.seats import issue_tickets
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
        result(f"impact of a change, {MANY} seated, tickets printed", many["foretell"], "s", at_most=3),
        result(f"impact where {MANY} tickets stay", many["foretell_kept"], "s", at_most=3),
        result(f"approved with everything, {MANY} seated, tickets printed", many["approve"], "s", at_most=6),
        result("approval per candidate, 3,000 against 300", growth, "×", at_most=1.5),
        result("messages to candidates queued", MANY / many["tell"], "a second"),
    ]


def _parts(people: int) -> dict[str, float]:
    ground = make.ground()
    plan = _seated(ground, people)
    _print_tickets(plan)
    practical = ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL")], now=NOW)
    change = ask_for.ask(ground, plan, now=NOW)

    def approve() -> ChangeRequest:
        return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)

    foretell = _seconds(lambda: foretell_request(change, NOW))
    return {
        "foretell": foretell,
        "foretell_kept": _seconds(lambda: foretell_request(practical, NOW)),
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


@use_case
def _print_tickets(plan: Plan) -> None:
    issue_tickets(plan=plan, now=NOW)
    sheets = sheets_of(plan, PaperKind.TICKET).items()
    drafts = [Draft(sheet.title, sheet.public, part, sheet.as_content()) for part, sheet in sheets]
    issue_papers(
        kind=PaperKind.TICKET, subject=plan, drafts=drafts, organisation_ids=[plan.institute_id], actor=None, now=NOW,
        is_sample=True,
    )  # fmt: skip


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
