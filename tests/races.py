"""What races are made of: actions at once, and readers that wait for one another where no lock keeps them apart."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.db import connection

from plans.models import Plan

MEETING_SECONDS = 1.0  # how long one side waits for the other before the lock is believed
LONGEST_SECONDS = 30
R = TypeVar("R")


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run the actions in threads of their own; the result or error of each."""
    outcomes: list[object] = [None] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        try:
            outcomes[place] = action()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=LONGEST_SECONDS)
    return outcomes


def errors(outcomes: list[object]) -> list[Exception]:
    """Those of the outcomes that were raised."""
    return [one for one in outcomes if isinstance(one, Exception)]


def meeting(read: Callable[..., R], *, parties: int = 2, seconds: float = MEETING_SECONDS) -> Callable[..., R]:
    """`read`, after which all parties wait for one another before they write, as far as its lock lets them."""
    wait = _barrier(parties, seconds)

    def read_and_wait(*args: object, **more: object) -> R:
        found = read(*args, **more)
        wait()
        return found

    return read_and_wait


def meeting_before(act: Callable[..., R], *, parties: int = 2, seconds: float = MEETING_SECONDS) -> Callable[..., R]:
    """`act`, before which all parties wait for one another."""
    wait = _barrier(parties, seconds)

    def wait_and_act(*args: object, **more: object) -> R:
        wait()
        return act(*args, **more)

    return wait_and_act


def _barrier(parties: int, seconds: float) -> Callable[[], None]:
    barrier = threading.Barrier(parties)

    def wait() -> None:
        with suppress(threading.BrokenBarrierError):  # the others wait for the lock: that is what it is for
            barrier.wait(timeout=seconds)

    return wait


def plan_unlocked(plan_id: int) -> Plan:
    """What `lock_plan` would be without its lock."""
    return Plan.objects.select_related("institute__district", "session").get(pk=plan_id)
