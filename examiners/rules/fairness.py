"""How evenly duty is spread: the Lorenz curve and Gini's coefficient over everybody who could have been asked.

Whoever may be asked and never was counts with nought: leaving him out would make any choice look fair.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from statistics import median


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a Lorenz curve: the `people` with the fewest duties together did this share of all `duties`."""

    people: Fraction
    duties: Fraction


def lorenz(duties: Iterable[int]) -> tuple[Point, ...]:
    """The curve from (0, 0) to (1, 1), one point per person; empty when nobody is there or nobody did anything."""
    ordered = sorted(duties)
    total = sum(ordered)
    if not total:
        return ()
    points, done = [Point(Fraction(0), Fraction(0))], 0
    for place, number in enumerate(ordered, 1):
        done += number
        points.append(Point(Fraction(place, len(ordered)), Fraction(done, total)))
    return tuple(points)


def gini(duties: Iterable[int]) -> Fraction | None:
    """0: everybody did the same; towards 1: one did everything. `None` when nothing was done."""
    ordered = sorted(duties)
    total = sum(ordered)
    if not total:
        return None
    weighted = sum(place * number for place, number in enumerate(ordered, 1))
    return Fraction(2 * weighted, len(ordered) * total) - Fraction(len(ordered) + 1, len(ordered))


@dataclass(frozen=True, slots=True)
class Answering:
    """How people of a district or occupation answered: invitations sent, and what came back."""

    label: str
    asked: int
    accepted: int
    declined: int
    silent: int
    waits: tuple[timedelta, ...] = ()

    @property
    def acceptance(self) -> Fraction | None:
        """Share of those asked who accepted; `None` when nobody was."""
        return Fraction(self.accepted, self.asked) if self.asked else None

    @property
    def median_wait(self) -> timedelta | None:
        """The time after which half of those who answered had done so."""
        return timedelta(seconds=median(wait.total_seconds() for wait in self.waits)) if self.waits else None


@dataclass(frozen=True, slots=True)
class Spread:
    """Duty of one district or occupation over everybody who could have been asked."""

    label: str
    duties: tuple[int, ...]

    @property
    def people(self) -> int:
        return len(self.duties)

    @property
    def total(self) -> int:
        return sum(self.duties)

    @property
    def idle(self) -> int:
        """People who did nothing."""
        return self.duties.count(0)

    @property
    def most(self) -> int:
        return max(self.duties, default=0)

    @property
    def gini(self) -> Fraction | None:
        return gini(self.duties)

    @property
    def curve(self) -> tuple[Point, ...]:
        return lorenz(self.duties)


def most_uneven_first(spreads: Sequence[Spread]) -> list[Spread]:
    """The largest Gini first; where nothing was done at the end, by name."""
    return sorted(spreads, key=lambda one: (one.gini is None, -(one.gini or 0), one.label))


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points of a curve, its ends included: a plot of thousands looks the same."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(place * step)] for place in range(most)]
