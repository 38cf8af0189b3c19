"""A room seen from its front: which positions have a place, how they are numbered, which touch each other."""

from collections.abc import Collection, Iterable, Sequence

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal
from plans.rules.seating.facts import Place

RULE = "考场（系统设置）"
ROWS_MOST = COLUMNS_MOST = 30
Position = tuple[int, int]


class Numbering(LabelledEnum):
    """In which order the places of a room are numbered."""

    SNAKE = "SNAKE", "按列蛇形"
    ROWS = "ROWS", "按排"


def places_of(
    rows: int, columns: int, gaps: Collection[Position], numbering: Numbering = Numbering.SNAKE
) -> tuple[Place, ...]:
    """Every place of the room in the order of its number; gaps are left out and not counted."""
    free = [position for position in _walk(rows, columns, numbering) if position not in gaps]
    return tuple(Place(number, row, column) for number, (row, column) in enumerate(free, 1))


def _walk(rows: int, columns: int, numbering: Numbering) -> Iterable[Position]:
    """Snake: down the first column from the front, up the second, and so on."""
    if numbering is Numbering.ROWS:
        yield from ((row, column) for row in range(1, rows + 1) for column in range(1, columns + 1))
        return
    for column in range(1, columns + 1):
        down = column % 2 == 1
        for row in range(1, rows + 1):
            yield (row if down else rows + 1 - row), column


def neighbours(places: Sequence[Place]) -> dict[Place, tuple[Place, ...]]:
    """For each place the up to eight around it."""
    at = {(place.row, place.column): place for place in places}
    steps = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]
    return {
        place: tuple(
            at[place.row + down, place.column + right]
            for down, right in steps
            if (place.row + down, place.column + right) in at
        )
        for place in places
    }


def layout_refusals(
    rows: int, columns: int, gaps: Collection[Position], *, capacity: int, spares: int
) -> tuple[Refusal, ...]:
    """Everything that is wrong with a room as described, all at once."""
    found = []
    if not (1 <= rows <= ROWS_MOST and 1 <= columns <= COLUMNS_MOST):
        found.append(Refusal("room_size", {"most": ROWS_MOST}, rule=RULE, field="rows"))
        return tuple(found)
    outside = sorted(gap for gap in gaps if not (1 <= gap[0] <= rows and 1 <= gap[1] <= columns))
    if outside:
        named = "、".join(f"{row} 排 {column} 列" for row, column in outside)
        found.append(Refusal("room_gap_outside", {"gaps": named}, rule=RULE, field="gaps"))
    places = rows * columns - len(set(gaps) - set(outside))
    if places < 1:
        found.append(Refusal("room_no_place", rule=RULE, field="gaps"))
    elif capacity + spares > places:
        params = {"capacity": capacity, "spares": spares, "places": places}
        found.append(Refusal("room_overfull", params, rule=RULE, field="capacity"))
    if capacity < 1:
        found.append(Refusal("room_capacity", rule=RULE, field="capacity"))
    return tuple(found)
