"""What a plan's page shows of its dispatches: need, state, and the team once it stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from appraisal.core.rules.roles import Actor, Role
from examiners.models import Dispatch, Invitation
from examiners.rules.states import ALIVE, InvitationState
from plans.models import Plan
from plans.views.panels import Panel


@dataclass(frozen=True)
class Team:
    """A dispatch with those who have confirmed, the leader first; nobody before it stands, for the institute."""

    dispatch: Dispatch
    members: tuple[Invitation, ...]


def panel_of(actor: Actor, plan: Plan, now: datetime) -> Panel | None:
    """The panel; `None` without a dispatch. Two queries."""
    rows = Dispatch.objects.visible_to(actor).filter(request__sitting__plan=plan, state__in=sorted(ALIVE))
    rows = list(rows.select_related("request__sitting__item__occupation_level__occupation").order_by("day", "pk"))
    if not rows:
        return None
    people = Invitation.objects.visible_to(actor).filter(dispatch__in=rows, state=InvitationState.CONFIRMED)
    members: defaultdict[int, list[Invitation]] = defaultdict(list)
    for one in people.select_related("examiner").order_by("-is_leader", "confirmed_at", "pk"):
        members[one.dispatch_id].append(one)
    teams = [Team(row, tuple(members[row.pk])) for row in rows]
    links = actor.role in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER)
    return Panel("dispatch/_panel.html", {"teams": teams, "links": links})
