"""A roster sheet as the rules want it: the heading row found, the rows still to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.rules.roster.cells import Cell
from plans.rules.roster.columns import Heading


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """`rows`: pairs of row number (as the user sees it) and cells, below the heading, to be read once, in order.

    `rows_total`: how many pairs there will be at most.
    """

    name: str
    heading: Heading
    rows_total: int
    rows: Iterable[tuple[int, Sequence[Cell]]]
