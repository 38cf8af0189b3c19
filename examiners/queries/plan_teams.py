"""The teams of a plan's practicals as the sheets name them that they sign (`settings.SITTING_TEAMS`)."""

from collections.abc import Sequence

from examiners.models import Invitation, Qualification
from examiners.rules.states import DispatchState, InvitationState
from plans.models import Plan
from plans.rules.paper_sheets import TeamMember


def teams_of_plan(plan: Plan) -> dict[int, Sequence[TeamMember]]:
    """By sitting the members of each team that is formed, the leader first, with their cards for the occupation."""
    rows = Invitation.objects.filter(
        dispatch__request__sitting__plan=plan, dispatch__state=DispatchState.FORMED, state=InvitationState.CONFIRMED
    ).select_related("examiner", "dispatch__request__sitting__item__occupation_level")
    confirmed = list(rows.order_by("-is_leader", "confirmed_at", "pk"))
    cards = _cards(confirmed)
    teams: dict[int, list[TeamMember]] = {}
    for one in confirmed:
        sitting = one.dispatch.request.sitting
        card = cards.get((one.examiner_id, sitting.item.occupation_level.occupation_id), "")
        role = "组长" if one.is_leader else "组员"
        teams.setdefault(sitting.pk, []).append(TeamMember(one.examiner.name, role, card))
    return dict(teams)


def _cards(confirmed: Sequence[Invitation]) -> dict[tuple[int, int], str]:
    """Numbers of the cards in force by examiner and occupation, the latest of each."""
    rows = Qualification.objects.filter(examiner__in=[one.examiner_id for one in confirmed], withdrawn_at=None)
    return {
        (examiner, occupation): number
        for examiner, occupation, number in rows.order_by("valid_from").values_list(
            "examiner_id", "occupation_id", "card_number"
        )
    }
