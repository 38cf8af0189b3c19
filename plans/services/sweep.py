"""The sweep: turns missed obligations into their consequences and sends reminders, whatever time it is run.

Everything it needs stands in the database, so a sweep that was killed, came late, or runs twice at once changes
nothing about the result. Each plan is a transaction of its own: its mistakes stay its own, and nobody waits long for
the chain of the audit log.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import use_case
from plans.models import Obligation, Plan, Sitting
from plans.queries.due import due_plans, due_reminders
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import shown, with_reason
from plans.rules.enums import ObligationState
from plans.rules.obligations import Obligation as Row
from plans.rules.obligations import ObligationCode
from plans.rules.owing import STANDS_STILL, owed_in
from plans.services.consequences import Missed, bring_about
from plans.services.reminders import remind

logger = logging.getLogger(__name__)


@dataclass
class SweepOutcome:
    """What one sweep did: obligations marked as missed, reminders sent.

    `skipped`: rows that somebody else was working on; `failed`: what raised an error. Both are left to the next sweep.
    """

    missed: int = 0
    reminded: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def stuck(self) -> int:
        """How many keys stay due after they were tried."""
        return self.skipped + len(self.failed)

    def as_json(self) -> dict[str, Any]:
        """For the pulse."""
        return asdict(self)


def sweep(*, now: datetime, batch: int | None = None) -> SweepOutcome:
    """Do everything that is due at `now`, longest due first; `batch` keys are read at a time (SWEEP_BATCH).

    What fails is logged and left to the next sweep; the rest goes on. Raises only when the database is gone.
    """
    batch = batch or settings.KAOWU["SWEEP_BATCH"]
    calendar = load_calendar()
    outcome = SweepOutcome()
    outcome.missed = _work_through(
        lambda stuck: due_plans(now, batch + stuck),
        lambda key: settle(plan_id=key, now=now, calendar=calendar),
        outcome,
    )
    outcome.reminded = _work_through(
        lambda stuck: due_reminders(now, batch + stuck),
        lambda key: remind(obligation_id=key, now=now, calendar=calendar),
        outcome,
    )
    return outcome


def _work_through(read: Callable[[int], list[int]], work: Callable[[int], int | None], outcome: SweepOutcome) -> int:
    """Do `work` once for every key that `read` brings, until it brings no new one; returns the sum of what it did.

    `read` is told how many keys are stuck: they stay due, stand first, and must not hide the ones behind them.
    """
    total, seen = 0, set[int]()
    while keys := [key for key in read(outcome.stuck) if key not in seen]:
        seen.update(keys)
        for key in keys:
            total += _attempt(work, key, outcome)
    return total


def _attempt(work: Callable[[int], int | None], key: int, outcome: SweepOutcome) -> int:
    try:
        done = work(key)
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("the sweep could not do %s", key)
        outcome.failed.append(str(key))
        return 0
    outcome.skipped += done is None
    return done or 0


@use_case
def settle(*, plan_id: int, now: datetime, calendar: WorkCalendar) -> int | None:
    """Bring about what follows from everything the plan has missed; returns how many obligations that were.

    `None`: someone else holds the plan. Only what is still due once the plan is locked counts.
    """
    plan = claim(plan_id)
    if plan is None:
        return None
    missed = 0
    for obligation in still_due(plan, now):
        row = obligation_table()[ObligationCode[obligation.code]]
        if row.code in owed_in(plan.state) and not _stands_still(obligation, row):
            obligation.plan = plan
            bring_about(Missed(shown(plan, obligation, row, calendar), calendar, now))
            missed += row.is_duty
        else:  # its plan or its sitting has just lapsed or been suspended
            _close(obligation)
    return missed


def claim(plan_id: int) -> Plan | None:
    """The plan, locked; `None` when someone else holds it."""
    rows = Plan.objects.filter(pk=plan_id).select_related("institute", "district")
    found: Plan | None = rows.select_for_update(skip_locked=True, of=("self",)).first()
    return found


def still_due(plan: Plan, now: datetime) -> list[Obligation]:
    """What the locked plan has missed, longest due first; locked, since a calendar notice moves it without its plan.

    Read by plan and sifted here: asked for what is due, the database might walk through everything due for each plan.
    """
    rows = with_reason(Obligation.objects.filter(plan=plan)).select_for_update(of=("self",)).order_by("due_at", "pk")
    return [row for row in rows if row.state == ObligationState.OPEN and row.due_at <= now]


def _stands_still(obligation: Obligation, row: Row) -> bool:
    """Whether it hangs on a sitting that was suspended, perhaps a moment ago."""
    if obligation.sitting_id is None or row.anchor not in STANDS_STILL:
        return False
    return Sitting.objects.filter(pk=obligation.sitting_id, suspended_at__isnull=False).exists()


def _close(obligation: Obligation) -> None:
    obligation.state, obligation.next_reminder_at = ObligationState.CLOSED, None
    obligation.save(update_fields=["state", "next_reminder_at"])
