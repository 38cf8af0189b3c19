"""Small worlds for the rules of seating."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from appraisal.core.rules.deadlines import BEIJING
from plans.rules.seating.facts import Demand, Engagement, Person, RoomFacts, Span
from plans.rules.seating.layout import places_of

NINE = datetime(2026, 5, 16, 9, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
MORNING = Span(NINE, NINE + HOUR)


def room(key: int, rows: int = 2, columns: int = 3, **fields: object) -> RoomFacts:
    """A room that holds as many as it has places, unless told."""
    places = places_of(rows, columns, ())
    return RoomFacts(key, f"考场{key}", places, **{"capacity": len(places), **fields})


def people(number: int, groups: int = 1, first: int = 0, **fields: object) -> tuple[Person, ...]:
    """So many people of so many groups in turn; no groups: everybody alone."""
    return tuple(Person(first + one, f"g{one % groups}" if groups else "", **fields) for one in range(number))


def demand(key: int, who: Sequence[Person], rooms: Sequence[RoomFacts], **fields: object) -> Demand:
    """A demand on all the rooms at nine, for one hour."""
    given = {"first": MORNING, "rooms": frozenset(one.key for one in rooms), **fields}
    return Demand(key, f"场次{key}", tuple(who), **given)


def taken(span: Span = MORNING, by: str = "计划甲") -> tuple[Engagement, ...]:
    """Taken then."""
    return (Engagement(span, by),)
