"""Obligations follow their plan: laid, re-dated, met, closed. Parts of an action, never an action of their own.

The order inside an action: lock the plan, set its new state and dates, `meet` what the action fulfils, then
`lay_obligations`, which makes the rows agree with the plan.
"""

from collections.abc import Collection
from datetime import datetime, time

from django.conf import settings
from django.db.models import QuerySet

from appraisal.core.rules.deadlines import BEIJING, Direction
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import require_transaction
from plans.models import Obligation, Plan
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import Events, Owed, owed_by, with_reason
from plans.queries.obligations import deadline_of as deadline_of
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.owing import STANDS_STILL
from plans.rules.reminders import next_reminder_at

DATES = ("anchor_date", "last_day", "due_at", "provisional", "overridden", "responsible_id", "next_reminder_at")
MARKS = ("state", "met_at", "missed_at")


def lay_obligations(*, plan: Plan, calendar: WorkCalendar, now: datetime) -> None:
    """Make the plan's obligations agree with its state and dates; doing it twice changes nothing.

    What it owes in its state is created or re-dated. Done, void or missed obligations open again when they are owed
    again (a plan taken back, resumed, or moved to a later date); one missed for good stays missed, and what is done
    for a sitting stays done, even when it moves, until somebody takes it back. What is no longer owed is closed.
    `plan` is the locked row.
    """
    lay_all(plans=[plan], calendar=calendar, now=now)


def lay_all(*, plans: Collection[Plan], calendar: WorkCalendar, now: datetime) -> None:
    """`lay_obligations` of many locked plans; what has to be read is read once for all of them."""
    require_transaction()
    rows: dict[int, dict[tuple[str, int | None], Obligation]] = {plan.pk: {} for plan in plans}
    for row in with_reason(_locked(plans)):
        rows[row.plan_id][row.code, row.sitting_id] = row
    events, added = Events(plans), []
    for plan in plans:
        for owed in owed_by(plan, calendar, rows[plan.pk], events):
            row = rows[plan.pk].pop(owed.key, None) or Obligation(
                plan=plan, code=owed.row.code, sitting_id=owed.sitting_id
            )
            if not _date(row, owed, calendar, now):
                continue
            if row.pk is None:
                added.append(row)
            else:
                row.save()
    Obligation.objects.bulk_create(added)
    _close([row.pk for left in rows.values() for row in left.values() if row.state == ObligationState.OPEN])


def meet(*, plan: Plan, code: ObligationCode, now: datetime, sitting_id: int | None = None) -> None:
    """The obligation is fulfilled, late when it was missed before (`missed_at` stays)."""
    meet_all(plans=[plan], code=code, now=now, sitting_id=sitting_id)


def meet_all(*, plans: Collection[Plan], code: ObligationCode, now: datetime, sitting_id: int | None = None) -> None:
    """The obligation of each of the plans is fulfilled."""
    require_transaction()
    rows = _locked(plans).filter(code=code, sitting_id=sitting_id).exclude(state=ObligationState.MET)
    rows.update(state=ObligationState.MET, met_at=now, next_reminder_at=None)


def take_back(*, plan: Plan, code: ObligationCode, sitting_id: int, stays_missed: bool = False) -> None:
    """What was done for a sitting was undone: it is open again, `lay_obligations` dates it.

    `stays_missed`: what was done late is missed as before, and nothing follows from it a second time.
    """
    require_transaction()
    rows = _locked([plan]).filter(code=code, sitting_id=sitting_id, state=ObligationState.MET)
    if stays_missed:
        rows.filter(missed_at__isnull=False).update(state=ObligationState.MISSED, met_at=None)
    rows.update(state=ObligationState.OPEN, met_at=None)


def close_all(*, plan: Plan, now: datetime) -> None:
    """Nothing is owed any more: the plan is cancelled or lapsed. Met and missed obligations stay on the record."""
    require_transaction()
    _close(list(_locked([plan]).filter(state=ObligationState.OPEN).values_list("pk", flat=True)))


def close_of_sitting(*, plan: Plan, sitting_id: int) -> None:
    """Nothing that stands still with a suspended sitting is owed until it goes on."""
    require_transaction()
    still = [row.code for row in obligation_table().values() if row.anchor in STANDS_STILL]
    rows = _locked([plan]).filter(sitting_id=sitting_id, state=ObligationState.OPEN, code__in=still)
    _close(list(rows.values_list("pk", flat=True)))


def _locked(plans: Collection[Plan]) -> QuerySet[Obligation]:
    return Obligation.objects.select_for_update(of=("self",)).filter(plan__in=plans)


def _close(keys: list[int]) -> None:
    if keys:
        Obligation.objects.filter(pk__in=keys).update(state=ObligationState.CLOSED, next_reminder_at=None)


def _date(row: Obligation, owed: Owed, calendar: WorkCalendar, now: datetime) -> bool:
    """Give `row` the dates of `owed`; returns whether anything changed."""
    if row.state == ObligationState.MET and row.sitting_id is not None:
        return False
    before = [getattr(row, name) for name in (*DATES, *MARKS)]
    was_open = row.state == ObligationState.OPEN
    deadline = owed.deadline
    moved = row.due_at != deadline.due_at
    row.anchor_date, row.last_day, row.due_at = deadline.counted.anchor, deadline.last_day, deadline.due_at
    row.provisional, row.overridden = deadline.is_provisional, deadline.overridden
    row.responsible_id = owed.responsible_id
    if not owed.row.is_duty:
        row.state = ObligationState.OPEN if deadline.is_kept_at(now) else ObligationState.CLOSED
    elif row.state != ObligationState.MISSED or deadline.is_kept_at(now):
        row.state, row.met_at, row.missed_at = ObligationState.OPEN, None, None
        if moved or not was_open:
            days = settings.KAOWU["REMINDER_WORKING_DAYS"]
            row.next_reminder_at = next_reminder_at(row.last_day, calendar, days, _not_before(owed, now))
    return row.pk is None or before != [getattr(row, name) for name in (*DATES, *MARKS)]


def _not_before(owed: Owed, now: datetime) -> datetime:
    """What follows an event is not brought to mind before it: an exam's papers, say, while it has not been held."""
    if owed.row.direction is Direction.BEFORE:
        return now
    return max(now, datetime.combine(owed.deadline.counted.anchor, time(23, 59), BEIJING))
