"""The part of a plan's page about changes of time and place 一（二）."""

from datetime import datetime

from appraisal.core.rules.roles import Actor
from plans.models import Plan
from plans.queries.change_pages import changes_of
from plans.rules.change_enums import ChangeState
from plans.views.panels import Panel


def panel(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """Every request of the plan, open ones first; nothing when there is none."""
    found = changes_of(actor, plan)
    if not found:
        return None
    found.sort(key=lambda one: one.change.state != ChangeState.REQUESTED)
    return Panel("changes/_panel.html", {"changes": found})
