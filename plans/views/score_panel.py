"""What a plan's page shows of its scores: every sitting with how far it is."""

from datetime import datetime

from appraisal.core.rules.roles import Actor
from plans.models import Plan
from plans.queries.score_pages import may_enter, plan_sittings
from plans.rules.states import HAS_RESULTS
from plans.views.panels import Panel


def score_panel(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """The panel from the arrangement on; two queries."""
    if plan.state not in HAS_RESULTS:
        return None
    sittings = [(one, may_enter(actor, one)) for one in plan_sittings(actor, plan)]
    return Panel("scores/_panel.html", {"sittings": sittings}) if sittings else None
