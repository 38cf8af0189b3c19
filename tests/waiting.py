"""Waiting for what other processes do, where nothing announces it."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], what: str, *, seconds: float = 60) -> None:
    """Ask again and again until `condition()` holds. Raises `AssertionError` with `what` never happened."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.02)  # another process tells nobody that it has done its work
