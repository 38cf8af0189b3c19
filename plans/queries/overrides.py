"""What an override looks at."""

from datetime import date

from plans.models import Obligation, Plan
from plans.queries.obligation_table import obligation_table
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.overriding import OverrideFacts
from plans.rules.states import PlanState


def override_facts(
    plan: Plan, obligation: Obligation, *, new_last_day: date | None = None, reason: str = ""
) -> OverrideFacts:
    """An obligation of `plan` as an override looks at it."""
    return OverrideFacts(
        row=obligation_table()[ObligationCode[obligation.code]],
        state=ObligationState[obligation.state],
        plan_state=PlanState[plan.state],
        anchor=obligation.anchor_date,
        last_day=obligation.last_day,
        new_last_day=new_last_day,
        reason=reason,
        taken_by=_other_plan_in_session(plan),
    )


def _other_plan_in_session(plan: Plan) -> str:
    """Number of another living plan of the institute in the same session; empty when there is none."""
    if plan.session_id is None:
        return ""
    same = Plan.objects.filter(session_id=plan.session_id, institute_id=plan.institute_id).exclude(pk=plan.pk)
    numbers = same.exclude(state__in=[PlanState.LAPSED, PlanState.CANCELLED]).values_list("number", flat=True)
    return numbers.first() or ""
