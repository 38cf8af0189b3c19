"""Invigilators of a room (监考): at least two and one per fifteen candidates, nobody in two places at a time.

Other places' rule (facts: theory ≥ 2 per room and 1:15); Beijing's was not found, so both numbers are settings.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plans.rules.seating.facts import Key, Span, shuffled


@dataclass(frozen=True, slots=True)
class Staffing:
    """The settings: at least so many in a room, and so many candidates per invigilator."""

    least: int = 2
    candidates_each: int = 15

    def needed(self, candidates: int) -> int:
        """How many a room with so many candidates needs; none when nobody sits in it."""
        return max(self.least, -(-candidates // self.candidates_each)) if candidates else 0


@dataclass(frozen=True, slots=True)
class Watch:
    """A room in use: when, how many invigilators it still lacks, and who is in it already."""

    key: Key
    span: Span
    lacks: int
    present: frozenset[Key] = frozenset()


def assign(watches: Sequence[Watch], busy: Mapping[Key, Collection[Span]], *, seed: int) -> dict[Key, list[Key]]:
    """Who goes where, by watch. `busy`: everybody who can be asked, with the times he is taken.

    Room by room in order of time; asked first is who has the fewest duties so far, ties by the seed. What cannot be
    filled stays short. Free people of a moment are interchangeable but for what they do later, so taking rooms by their
    beginning fills as many as can be when all last equally long.
    """
    taken = {key: list(spans) for key, spans in busy.items()}
    order = {key: number for number, key in enumerate(shuffled(taken, seed, "invigilators"))}
    found: dict[Key, list[Key]] = {}
    for watch in sorted(watches, key=lambda one: (one.span, one.key)):
        free = [
            key
            for key, spans in taken.items()
            if key not in watch.present and not any(span.meets(watch.span) for span in spans)
        ]
        chosen = sorted(free, key=lambda key: (len(taken[key]), order[key]))[: watch.lacks]
        for key in chosen:
            taken[key].append(watch.span)
        found[watch.key] = chosen
    return found
