"""What `examiners` tells about a practical: its roster came in or was sent back, its duties are confirmed.

Parts of an action.
"""

from datetime import datetime

from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Plan, ScoreSheet
from plans.queries.obligations import deadline_of
from plans.queries.scores import lock_sheet
from plans.rules.obligations import ObligationCode
from plans.rules.owing import DeadlineInForce
from plans.rules.scoring import SheetState
from plans.rules.states import PlanState
from plans.services import after_exam, progress
from plans.services.obligations import lay_obligations, meet, take_back


def record_hand_in(*, plan: Plan, sitting_id: int, actor: Actor, now: datetime) -> ScoreSheet:
    """The paper roster of a practical of the locked plan is at the district: REPORT is met, ENTER begins to run."""
    require_transaction()
    sheet = lock_sheet(plan, sitting_id)
    calendar = calendar_for_writing()
    deadline = deadline_of(plan, ObligationCode.REPORT, calendar, sheet.sitting)
    if sheet.reported_at is None or deadline is None or not deadline.is_kept_at(now):
        sheet.reported_at = now  # else it mends in time what was handed in before, and that date stands
    sheet.handed_in_at = now
    sheet.save(update_fields=["handed_in_at", "reported_at"])
    meet(plan=plan, code=ObligationCode.REPORT, now=now, sitting_id=sitting_id)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    after_exam.go_on(plan=plan, actor=actor, now=now)
    return sheet


def record_return(
    *, plan: Plan, sitting_id: int, is_incomplete: bool, reason: str, actor: Actor, now: datetime
) -> DeadlineInForce | None:
    """The papers of a practical of the locked plan were sent back; returns until when they are due again.

    REPORT is owed again and ENTER no more. `is_incomplete`: roster or duty sheet was not there, so the date of this
    hand-in does not stand. A first entry of scores becomes its author's draft again: it was made of other papers.
    """
    require_transaction()
    sheet = lock_sheet(plan, sitting_id)
    sheet.handed_in_at, sheet.returned_at = None, now
    if is_incomplete:
        sheet.reported_at = None
    sheet.save(update_fields=["handed_in_at", "returned_at", "reported_at"])
    sheet.entries.filter(ordinal__isnull=False).update(ordinal=None, submitted_at=None)
    take_back(plan=plan, code=ObligationCode.REPORT, sitting_id=sitting_id, stays_missed=True)
    calendar = calendar_for_writing()
    if plan.state == PlanState.REPORTED:
        progress.mark_reopened(plan=plan, actor=actor, reason=reason, now=now, sitting=sitting_id)
    else:
        lay_obligations(plan=plan, calendar=calendar, now=now)
    return deadline_of(plan, ObligationCode.REPORT, calendar, sheet.sitting)


def record_duty_confirmed(*, plan: Plan, sitting_id: int, actor: Actor, now: datetime) -> None:
    """The duties of a practical of the locked plan are confirmed."""
    require_transaction()
    sheet = lock_sheet(plan, sitting_id)
    sheet.duty_confirmed_at = now
    sheet.save(update_fields=["duty_confirmed_at"])
    finish_entering(plan=plan, sheet=sheet, actor=actor, now=now)


def finish_entering(*, plan: Plan, sheet: ScoreSheet, actor: Actor, now: datetime) -> None:
    """ENTER is met once a practical's scores are published and its duties confirmed; then the plan may go on."""
    require_transaction()
    if sheet.state == SheetState.PUBLISHED and sheet.duty_confirmed_at:
        meet(plan=plan, code=ObligationCode.ENTER, now=now, sitting_id=sheet.sitting_id)
    lay_obligations(plan=plan, calendar=calendar_for_writing(), now=now)
    after_exam.go_on(plan=plan, actor=actor, now=now)
