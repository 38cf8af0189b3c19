"""What follows from elsewhere: money that can be matched by now, bills of cancelled plans, plans resumed after payment.

Every thing to do is a row that stands there until it is done, so that a lost message or a dead worker loses nothing.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from fees.queries.bills import bills_to_void, paid_but_waiting
from fees.queries.payouts import corrections_to_adjust, plans_to_accrue, plans_to_settle, plans_without_budget
from fees.services.adjustments import adjust_dues
from fees.services.bills import void_bill
from fees.services.dues import accrue_dues, lay_budget, settle_plan
from fees.services.matching import match_statements
from fees.services.payments import resume_paid_plan

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What a sweep did, by what; and what failed and waits for the next one."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def sweep(*, now: datetime) -> Outcome:
    """Do everything that is there to do. One that fails does not stop the others."""
    outcome = Outcome()
    _each(outcome, "void", bills_to_void(), lambda key: void_bill(bill_id=key, now=now))
    _each(outcome, "resume", paid_but_waiting(), lambda key: resume_paid_plan(bill_id=key, now=now))
    _each(outcome, "budget", plans_without_budget(), lambda key: bool(lay_budget(plan_id=key, now=now)))
    _each(outcome, "accrue", plans_to_accrue(), lambda key: accrue_dues(plan_id=key, now=now))
    _each(outcome, "adjust", corrections_to_adjust(), lambda key: adjust_dues(correction_id=key, now=now))
    _each(outcome, "settle", plans_to_settle(), lambda key: settle_plan(plan_id=key, now=now))
    _each(outcome, "match", [0], lambda _: match_statements(now=now).booked)
    return outcome


def _each(outcome: Outcome, name: str, keys: Iterable[int], act: Callable[[int], object]) -> None:
    for key in keys:
        try:
            outcome.done[name] = outcome.done.get(name, 0) + int(act(key) or 0)  # type: ignore[call-overload]
        except Exception:
            logger.exception("%s of %s failed; the next sweep tries again", name, key)
            outcome.failed.append(f"{name}:{key}")
