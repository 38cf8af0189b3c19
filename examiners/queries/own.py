"""What an examiner sees of his own work: what he was asked, what he promised, with whom, and what he did."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from appraisal.core.rules.roles import Actor
from examiners.models import Invitation
from examiners.rules.states import ENGAGED, InvitationState

PAST_SHOWN = 30


@dataclass(frozen=True)
class OwnAssignments:
    """Assignments to come, nearest first, and those that are over, newest first. `team`: names by invitation."""

    coming: list[Invitation]
    past: list[Invitation]


def own_assignments(actor: Actor, today: date) -> OwnAssignments:
    """The actor's invitations with practical, place and the confirmed members of a formed team: three queries."""
    rows = Invitation.objects.visible_to(actor).filter(state__in=(*ENGAGED, InvitationState.CONFIRMED))
    team = Invitation.objects.filter(state=InvitationState.CONFIRMED, dispatch__formed_at__isnull=False)
    rows = rows.select_related(
        "dispatch__district",
        "dispatch__request__sitting__item__occupation_level__occupation",
        "dispatch__request__sitting__site",
        "dispatch__request__sitting__plan__institute",
    ).prefetch_related(
        Prefetch("dispatch__invitations", team.select_related("examiner").order_by("-is_leader", "pk"), to_attr="team")
    )
    found = list(rows.order_by("day", "pk"))
    coming = [one for one in found if one.day >= today]
    past = [one for one in reversed(found) if one.day < today and one.state == InvitationState.CONFIRMED]
    return OwnAssignments(coming, past[:PAST_SHOWN])
