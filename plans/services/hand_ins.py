"""What `examiners` tells about a practical: its roster came in, its duties are confirmed. Parts of an action."""

from datetime import datetime

from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Plan, ScoreSheet
from plans.queries.scores import lock_sheet
from plans.rules.obligations import ObligationCode
from plans.rules.scoring import SheetState
from plans.services import after_exam
from plans.services.obligations import lay_obligations, meet


def record_hand_in(*, plan: Plan, sitting_id: int, actor: Actor, now: datetime) -> ScoreSheet:
    """The paper roster of a practical of the locked plan is at the district: REPORT is met, ENTER begins to run."""
    require_transaction()
    sheet = lock_sheet(plan, sitting_id)
    sheet.handed_in_at = now
    sheet.save(update_fields=["handed_in_at"])
    meet(plan=plan, code=ObligationCode.REPORT, now=now, sitting_id=sitting_id)
    lay_obligations(plan=plan, calendar=calendar_for_writing(), now=now)
    after_exam.go_on(plan=plan, actor=actor, now=now)
    return sheet


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
