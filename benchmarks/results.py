"""What a benchmark gives back, and the ways to measure that all of them share."""

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any


def result(
    name: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
) -> dict[str, Any]:
    """One line of the report. Without a limit it only informs: `goal` is empty and `holds` is None."""
    holds = None
    goal = ""
    if at_most is not None:
        goal, holds = f"≤ {at_most:g}", value <= at_most
    if at_least is not None:
        goal, holds = f"≥ {at_least:g}", value >= at_least
    return {"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "holds": holds}


def cpu_seconds(actions: Sequence[Callable[[], object]], *, rounds: int, warm_up: int = 3) -> list[float]:
    """Median CPU seconds of this process for each action, taken in turns so that a noisy moment meets all alike."""
    for action in actions:
        for _ in range(warm_up):
            action()
    taken: list[list[float]] = [[] for _ in actions]
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for position, action in enumerate(actions):
                began = time.process_time()
                action()
                taken[position].append(time.process_time() - began)
            gc.collect()
    finally:
        gc.enable()
    return [median(times) for times in taken]
