"""What a change would do, before anybody sends or approves it 一（二）. Nothing is written."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import ChangeRequest, Plan, Sitting
from plans.queries.change_impact import impact_of
from plans.queries.changes import change_facts, change_policy, moves_of, moves_wanted
from plans.rules.change_enums import PointsCode
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move, Wish, asking_refusals, deciding_refusals, is_late, points_for
from plans.services.rearrangement import foretell_moves


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
    impact = [*impact_of(plan, moves, asked_at, calendar), *(_seats(plan, moves) if not refusals else ())]
    order = list(ImpactKind)
    impact.sort(key=lambda line: order.index(line.kind))
    return Foretold(moves, impact, refusals, is_late(moves, asked_at), points_for(moves, asked_at))


def _seats(plan: Plan, moves: Sequence[Move]) -> Iterable[ImpactLine]:
    """Who would change seats, as far as only the time moves."""
    sittings = {one.pk: one for one in Sitting.objects.filter(pk__in=[move.sitting_id for move in moves])}
    for move in moves:
        if move.changes_place or not hasattr(sittings[move.sitting_id], "arrangement"):
            continue
        found = foretell_moves(plan, sittings[move.sitting_id], on=move.new.date, at=move.new.starts_at)
        if found is None:
            text = f"{move.label}：新时间的考场坐不下或已被占用，请先增加考场，否则无法同意"
            yield ImpactLine(ImpactKind.ROOMS, text, warns=True)
        else:
            people = len({*found.moved, *found.added, *found.gone})
            words = f"{people} 名考生换座" if people else "座位全部不动"
            yield ImpactLine(ImpactKind.ROOMS, f"{move.label}：{words}", people)
