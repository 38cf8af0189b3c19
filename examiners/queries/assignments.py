"""What examiners are asked for or have promised, and how often in a row at one site: from the dispatches."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple


class Taken(NamedTuple):
    """An examiner is asked for, or has promised, a sitting on a day."""

    examiner_id: int
    sitting_id: int
    day: date
    words: str


def taken_on(days: Collection[date]) -> list[Taken]:
    """Everything that examiners are asked for or have promised on these days. One query."""
    return []


def latest_sites(before: date) -> list[tuple[int, int | None]]:
    """(examiner, site) of every assignment before the day, newest first. One query."""
    return []
