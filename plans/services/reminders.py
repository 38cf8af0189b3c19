"""Reminders: some working days before the last day (REMINDER_WORKING_DAYS), once each, by a notice."""

from datetime import datetime

from django.conf import settings

from appraisal.core.clock import today
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import use_case
from plans.models import Obligation
from plans.phrasebook.deadlines import LEFT_DAYS, LEFT_TODAY
from plans.queries.due import to_remind_of
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import shown, with_reason
from plans.rules.obligations import ObligationCode
from plans.rules.reminders import next_reminder_at
from plans.services.deadline_letters import write


@use_case
def remind(*, obligation_id: int, now: datetime, calendar: WorkCalendar) -> int | None:
    """Remind whoever owes it, if that is still due; returns how many reminders went out.

    Several reminders that fell due while no worker ran are one. `None`: someone else holds the row.
    """
    obligation = claim(obligation_id, now)
    if obligation is None:
        return None if to_remind_of(now).filter(pk=obligation_id).exists() else 0
    if obligation.due_at > now:
        _send(obligation, calendar, now)
    days = settings.KAOWU["REMINDER_WORKING_DAYS"]
    obligation.next_reminder_at = next_reminder_at(obligation.last_day, calendar, days, now)
    obligation.save(update_fields=["next_reminder_at"])
    return int(obligation.due_at > now)


def claim(obligation_id: int, now: datetime) -> Obligation | None:
    """The obligation, locked, if it is still to be reminded of and nobody else holds it."""
    rows = with_reason(to_remind_of(now)).filter(pk=obligation_id).select_related("plan__institute")
    found: Obligation | None = rows.select_for_update(skip_locked=True, of=("self",)).first()
    return found


def _send(obligation: Obligation, calendar: WorkCalendar, now: datetime) -> None:
    row = obligation_table()[ObligationCode[obligation.code]]
    about = shown(obligation.plan, obligation, row, calendar)
    days = about.deadline.slack(today(now))
    left = LEFT_DAYS.format(days=days) if days else LEFT_TODAY
    to, consequence = [obligation.responsible_id], row.consequence.label
    write("reminder", about, to=to, now=now, moment=str(days), left=left, consequence=consequence)
