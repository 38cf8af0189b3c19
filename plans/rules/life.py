"""Where a plan stands in its life, for the row of steps on its page."""

from dataclasses import dataclass

from plans.rules.states import MAIN_PATH, PlanState

DONE, CURRENT, STOPPED, AHEAD = "done", "current", "stopped", "ahead"


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One step: `status` is done, current, stopped or ahead."""

    label: str
    status: str


def life_of(state: PlanState, previous: PlanState | None) -> tuple[LifeStep, ...]:
    """The main path with the place where the plan is, or where it stopped (returned, lapsed, suspended, cancelled)."""
    if state in MAIN_PATH:
        here = MAIN_PATH.index(state)
        return tuple(_step(step.label, index, here, CURRENT) for index, step in enumerate(MAIN_PATH))
    here = _stopped_at(state, previous)
    labels = [state.label if index == here else step.label for index, step in enumerate(MAIN_PATH)]
    return tuple(_step(label, index, here, STOPPED) for index, label in enumerate(labels))


def _stopped_at(state: PlanState, previous: PlanState | None) -> int:
    """A returned plan stands where it was filed; the others one step behind what they had reached."""
    if state is PlanState.RETURNED:
        return MAIN_PATH.index(PlanState.FILED)
    if previous is PlanState.RETURNED:
        return MAIN_PATH.index(PlanState.FILED)
    reached = MAIN_PATH.index(previous) if previous in MAIN_PATH else 0
    return min(reached + 1, len(MAIN_PATH) - 1)


def _step(label: str, index: int, here: int, status: str) -> LifeStep:
    if index == here:
        return LifeStep(label, status)
    return LifeStep(label, DONE if index < here else AHEAD)
