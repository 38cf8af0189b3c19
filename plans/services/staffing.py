"""How the examiners package tells plans who staffs a practical. Parts of an action, never an action of their own.

The plan is locked by the caller. Plans know that examiners were asked for and that the team has met; they do not know
examiners.
"""

from datetime import datetime

from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.transactions import require_transaction
from plans.models import Plan, Sitting
from plans.rules.obligations import ObligationCode
from plans.services import obligations


def examiners_requested(*, plan: Plan, sitting: Sitting, now: datetime) -> None:
    """The institute has asked for examiners: REQUEST is met 三."""
    obligations.meet(plan=plan, code=ObligationCode.REQUEST, sitting_id=sitting.pk, now=now)


def request_withdrawn(*, plan: Plan, sitting: Sitting, now: datetime) -> None:
    """The request was taken back: it is owed again, and missed when its last day has passed."""
    _owed_again(plan, sitting, ObligationCode.REQUEST, now)


def briefed(*, plan: Plan, sitting: Sitting, now: datetime) -> None:
    """The team is complete and has met (考前会): BRIEF is met 三."""
    obligations.meet(plan=plan, code=ObligationCode.BRIEF, sitting_id=sitting.pk, now=now)


def not_briefed(*, plan: Plan, sitting: Sitting, now: datetime) -> None:
    """The team lost somebody or the meeting was a mistake: BRIEF is owed again."""
    _owed_again(plan, sitting, ObligationCode.BRIEF, now)


def _owed_again(plan: Plan, sitting: Sitting, code: ObligationCode, now: datetime) -> None:
    require_transaction()
    obligations.take_back(plan=plan, code=code, sitting_id=sitting.pk)
    obligations.lay_obligations(plan=plan, calendar=calendar_for_writing(), now=now)
