"""Sessions as pages show them: dates, scope, until when they can be executed, and the plans in them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from appraisal.core.models import OccupationLevel
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.rules.deadlines import Deadline
from appraisal.core.rules.roles import Actor, Role
from plans.models import ExamSession, Plan
from plans.queries.choices import current_licences
from plans.queries.obligation_table import obligation_table
from plans.rules.enums import SessionState
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState

ABANDONED = (PlanState.CANCELLED, PlanState.LAPSED)


@dataclass(frozen=True)
class SessionRow:
    """A session with its filing deadline. `own`: the plan of the actor's institute. `is_open`: still executable.

    `is_licensed`: the institute holds a licence for something in its scope; true for others than institutes.
    """

    session: ExamSession
    deadline: Deadline
    slack: int
    is_open: bool
    own: Plan | None
    is_licensed: bool

    @property
    def is_late(self) -> bool:
        """Whether it can no longer be executed although it was not withdrawn."""
        return not self.is_open and self.session.state == SessionState.PUBLISHED


def sessions(actor: Actor) -> QuerySet[ExamSession]:
    """The sessions the actor may see, newest first, with their scope."""
    levels = OccupationLevel.objects.select_related("occupation").order_by("occupation__name_key", "-level")
    return ExamSession.objects.visible_to(actor).prefetch_related(Prefetch("scope", levels)).order_by("-pk")


def session_rows(actor: Actor, found: list[ExamSession], now: datetime, today: date) -> list[SessionRow]:
    """Each session with what the actor needs to know of it, in a constant number of queries."""
    calendar, row = load_calendar(), obligation_table()[ObligationCode.FILE]
    own, licensed = _own_plans(actor, found), _licensed_levels(actor, today)
    rows = []
    for session in found:
        deadline = row.deadline(session.first_exam_date, calendar, counting())
        is_open = session.state == SessionState.PUBLISHED and deadline.is_kept_at(now)
        may = licensed is None or any(level.pk in licensed for level in session.scope.all())
        rows.append(SessionRow(session, deadline, deadline.slack(today), is_open, own.get(session.pk), may))
    return rows


def plans_in(actor: Actor, session: ExamSession) -> list[Plan]:
    """The plans of a session that the actor may see."""
    rows = Plan.objects.visible_to(actor).filter(session=session).select_related("institute", "district")
    return list(rows.defer("contact_phone", "note").order_by("number"))


def _own_plans(actor: Actor, found: list[ExamSession]) -> dict[int, Plan]:
    if actor.role != Role.INSTITUTE_CLERK:
        return {}
    rows = Plan.objects.visible_to(actor).filter(session__in=found).exclude(state__in=ABANDONED)
    return {plan.session_id: plan for plan in rows}


def _licensed_levels(actor: Actor, today: date) -> frozenset[int] | None:
    """The levels that an institute is licensed for today or later; `None` for others."""
    if actor.role != Role.INSTITUTE_CLERK:
        return None
    found = current_licences(actor.organisation_id or 0, today)
    return frozenset(level_id for level_id, periods in found.items() if periods)
