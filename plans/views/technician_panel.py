"""What a plan's page shows of its technicians: the committee of each occupation, and the public notices."""

from dataclasses import dataclass
from datetime import datetime

from appraisal.core.models import Organisation
from appraisal.core.rules.roles import Actor
from plans.models import Plan, PublicNotice
from plans.permissions import AvailableAction, available_actions
from plans.queries.public_notices import NoticeTiming, notice_standing, notice_timing, notices_of
from plans.queries.technicians import OccupationChoice, committee_choices, committees
from plans.rules.public_notices import NoticeStanding
from plans.rules.states import PlanAction


@dataclass(frozen=True)
class TechnicianPanel:
    """`choosing`, `publishing`: whether the actor may, with why not; None when his role never may."""

    choices: list[OccupationChoice]
    committees: list[Organisation]
    choosing: AvailableAction | None
    notices: list[PublicNotice]
    standing: NoticeStanding
    publishing: AvailableAction | None
    timing: NoticeTiming | None


def panel_of(actor: Actor, plan: Plan, now: datetime) -> TechnicianPanel | None:
    """The panel; None for a plan without technicians, which costs one query."""
    choices = committee_choices(plan)
    if not choices:
        return None
    found = {one.action: one for one in available_actions(actor, plan)}
    choosing = found.get(PlanAction.CHOOSE_COMMITTEE)
    return TechnicianPanel(
        choices=choices,
        committees=committees(actor) if choosing and choosing.possible else [],
        choosing=choosing,
        notices=notices_of(actor, plan),
        standing=notice_standing(plan),
        publishing=found.get(PlanAction.PUBLISH_NOTICE),
        timing=notice_timing(plan, now),
    )
