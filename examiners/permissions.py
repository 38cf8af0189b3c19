"""What an actor may do to a dispatch, by the table of `examiners.rules.states`, and the words when he may not."""

from typing import NamedTuple

from appraisal.core.errors import Conflict, NotPermitted
from appraisal.core.rules.roles import Actor, Role
from examiners.models import Dispatch
from examiners.rules.states import TABLE, DispatchAction, DispatchState, is_possible


class AvailableAction(NamedTuple):
    """An action of the actor's role on one dispatch; `why_not` says why it is impossible now, empty when possible."""

    action: DispatchAction
    possible: bool
    why_not: str

    @property
    def label(self) -> str:
        return self.action.label


def authorise_dispatch(actor: Actor, action: DispatchAction, dispatch: Dispatch) -> None:
    """Raises `NotPermitted` for a role or district that may never do it, `Conflict` for the wrong state.

    Call it with the locked dispatch: its state is the one that decides.
    """
    if actor.role not in TABLE[action].roles:
        raise NotPermitted(f"{actor.role.label}不能{action.label}。")
    if not is_of_dispatch(actor, dispatch):
        raise NotPermitted("这项派遣属于其他区县中心。")
    if not is_possible(action, DispatchState(dispatch.state)):
        raise Conflict(f"派遣现在是“{dispatch.get_state_display()}”，不能{action.label}：{TABLE[action].why_not}。")


def is_of_dispatch(actor: Actor, dispatch: Dispatch) -> bool:
    """Whether a district officer stands before a dispatch of his own district; the city oversees all."""
    return actor.role != Role.DISTRICT_OFFICER or dispatch.district_id == actor.organisation_id


def available_actions(actor: Actor, dispatch: Dispatch) -> list[AvailableAction]:
    """Every action that the actor's role has on a dispatch, in order of the table."""
    if not is_of_dispatch(actor, dispatch):
        return []
    state = DispatchState(dispatch.state)
    return [
        AvailableAction(action, is_possible(action, state), "" if is_possible(action, state) else f"{row.why_not}。")
        for action, row in TABLE.items()
        if actor.role in row.roles
    ]
