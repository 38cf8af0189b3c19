"""What a change would do, before anybody sends or approves it 一（二）. Nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import ChangeRequest, Plan
from plans.queries.change_impact import impact_of
from plans.queries.changes import change_facts, change_policy, moves_of, moves_wanted
from plans.rules.change_enums import PointsCode
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move, Wish, asking_refusals, deciding_refusals, is_late, points_for


@dataclass(frozen=True)
class Foretold:
    """The moves, everything they touch, and everything that stands against them now."""

    moves: list[Move]
    impact: list[ImpactLine]
    refusals: tuple[Refusal, ...]
    is_late: bool
    points: PointsCode

    @property
    def by_kind(self) -> list[tuple[ImpactKind, list[ImpactLine]]]:
        """The lines by what they are about, in the order of the page."""
        kinds = dict.fromkeys(line.kind for line in self.impact)
        return [(kind, [line for line in self.impact if line.kind is kind]) for kind in kinds]


def foretell_change(plan: Plan, wishes: Collection[Wish], now: datetime) -> Foretold | None:
    """What the wishes would do, reason and evidence aside; None while nothing is wished for."""
    if not wishes:
        return None
    calendar = load_calendar()
    moves, unknown = moves_wanted(plan, wishes, calendar)
    facts = change_facts(plan, moves, calendar, now, unknown)
    policy = change_policy(now, calendar)
    refusals = asking_refusals(facts, reason="…", has_document=True, now=now, policy=policy)
    return _foretold(plan, moves, refusals, now, calendar)


def foretell_request(change: ChangeRequest, now: datetime) -> Foretold:
    """What approving an open request would do now."""
    calendar = load_calendar()
    moves = moves_of(change, calendar)
    facts = change_facts(change.plan, moves, calendar, now)
    policy = change_policy(now, calendar)
    refusals = deciding_refusals(facts, asked_at=change.asked_at, now=now, policy=policy)
    return _foretold(change.plan, moves, refusals, change.asked_at, calendar)


def _foretold(
    plan: Plan, moves: list[Move], refusals: tuple[Refusal, ...], asked_at: datetime, calendar: WorkCalendar
) -> Foretold:
    order = list(ImpactKind)
    impact = sorted(impact_of(plan, moves, asked_at, calendar), key=lambda line: order.index(line.kind))
    return Foretold(moves, impact, refusals, is_late(moves, asked_at), points_for(moves, asked_at))
