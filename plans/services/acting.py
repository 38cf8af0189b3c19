"""Which service does which action on a plan, for the page's buttons and the API alike."""

from collections.abc import Callable
from typing import Final

from plans.models import Plan
from plans.rules.states import PlanAction
from plans.services import arrangement, decisions, drafts, filing, qualifying

SERVICES: Final[dict[PlanAction, Callable[..., Plan]]] = {
    PlanAction.FILE: filing.file_plan,
    PlanAction.TAKE_BACK: filing.take_back,
    PlanAction.ENROL: filing.enrol,
    PlanAction.QUALIFY: qualifying.qualify_plan,
    PlanAction.ARRANGE: arrangement.complete_arrangement,
    PlanAction.DISCARD: drafts.discard,
    PlanAction.ACCEPT: decisions.accept_plan,
    PlanAction.RETURN: decisions.return_plan,
    PlanAction.CANCEL: decisions.cancel_plan,
}
"""All take `actor`, `plan_id`, `now`; `reason` where the table asks for one; ACCEPT also `checked_proofs`."""
WORDS: Final = {action.lower().replace("_", "-"): action for action in SERVICES}
"""How addresses name the actions."""
