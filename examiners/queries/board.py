"""The district's dispatch board: every practical with its need, its seats, the time left, the next timer.

Six queries for a page of rows, whatever their number, and four small ones that say whether anything has changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q

from appraisal.core.clock import today
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.roles import Actor
from examiners.models import Dispatch, Invitation, ManualDispatch, Timer
from examiners.models.dispatch import DispatchQuerySet
from examiners.queries.conversations import with_background
from examiners.rules.states import ALIVE, OPEN, SEATED, DispatchState, InvitationState, ManualState
from plans.models import Obligation
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode

PAGE = 50
VIEWS = (("open", "未齐"), ("formed", "已组建"), ("short", "人选不足"), ("over", "已结束"), ("all", "全部"))
STATES = {
    "open": OPEN,
    "formed": frozenset({DispatchState.FORMED}),
    "short": frozenset({DispatchState.SHORT}),
    "over": frozenset(DispatchState) - ALIVE,
    "all": frozenset(DispatchState),
}


@dataclass(frozen=True, slots=True)
class SeatChip:
    """One seat: who holds it or is asked for it. `state` is "" for an empty one."""

    state: str
    label: str
    name: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One practical. `brief` is the obligation of the district to have the team together; `slack` its working days."""

    dispatch: Dispatch
    chips: tuple[SeatChip, ...]
    more_asked: int
    brief: Obligation | None
    slack: int | None
    next_timer: datetime | None
    waits_for_approval: bool

    @property
    def is_escalated(self) -> bool:
        """Whether the last day has passed without a team: the city has been told."""
        missed = self.brief is not None and self.brief.state == ObligationState.MISSED
        return missed and self.dispatch.state != DispatchState.FORMED

    @property
    def key(self) -> str:
        """Names the row in the address of the next page."""
        return f"{self.dispatch.day:%Y%m%d}-{self.dispatch.pk}"


@dataclass(frozen=True)
class BoardFilter:
    """What the address asks for. `after` is the key of the last row of the page before."""

    view: str = "open"
    text: str = ""
    day: date | None = None
    after: tuple[date, int] | None = None


def board_rows(actor: Actor, wanted: BoardFilter) -> DispatchQuerySet:
    """The dispatches of a view, the nearest day first; those that are over, newest first."""
    rows: DispatchQuerySet = Dispatch.objects.visible_to(actor).filter(state__in=sorted(STATES[wanted.view]))
    if wanted.text:
        words = Q(request__sitting__plan__number__icontains=wanted.text)
        words |= Q(request__sitting__plan__institute__name__icontains=wanted.text)
        words |= Q(request__sitting__item__occupation_level__occupation__name__icontains=wanted.text)
        rows = rows.filter(words)
    if wanted.day:
        rows = rows.filter(day=wanted.day)
    if wanted.after:
        day, key = wanted.after
        rows = rows.filter(Q(day__gt=day) | Q(day=day, pk__gt=key))
    return rows.order_by("day", "pk")


def board_page(actor: Actor, wanted: BoardFilter, now: datetime) -> tuple[list[BoardRow], str]:
    """One page of rows, and the key of the next page or ""."""
    dispatches = list(with_background(board_rows(actor, wanted))[: PAGE + 1])
    rows = _rows(dispatches[:PAGE], now)
    return rows, rows[-1].key if len(dispatches) > PAGE else ""


def row_of(dispatch: Dispatch, now: datetime) -> BoardRow:
    """One dispatch as the board shows it."""
    return _rows([dispatch], now)[0]


def _rows(dispatches: Sequence[Dispatch], now: datetime) -> list[BoardRow]:
    keys = [row.pk for row in dispatches]
    people = _people(keys)
    briefs = _briefs([row.request.sitting_id for row in dispatches])
    timers = _next_timers(keys)
    proposed = set(
        ManualDispatch.objects.filter(dispatch__in=keys, state=ManualState.PROPOSED).values_list(
            "dispatch_id", flat=True
        )
    )
    calendar, day = load_calendar(), today(now)
    found = []
    for row in dispatches:
        chips, more = chips_of(row.seats, people.get(row.pk, []))
        brief = briefs.get(row.request.sitting_id)
        slack = max(0, calendar.working_days_between(day, brief.last_day)) if brief else None
        found.append(BoardRow(row, chips, more, brief, slack, timers.get(row.pk), row.pk in proposed))
    return found


def chips_of(seats: int, people: Iterable[Invitation]) -> tuple[tuple[SeatChip, ...], int]:
    """A chip per seat: the confirmed, those to confirm, those asked, then empty ones; and how many more are asked."""
    order = {InvitationState.CONFIRMED: 0, InvitationState.ACCEPTED: 1, InvitationState.INVITED: 2}
    ranked = sorted(people, key=lambda one: (order[InvitationState(one.state)], one.pk))
    chips = [SeatChip(one.state, CHIP_WORDS[InvitationState(one.state)], one.examiner.name) for one in ranked[:seats]]
    chips += [SeatChip("", "空缺")] * (seats - len(chips))
    return tuple(chips), max(0, len(ranked) - seats)


CHIP_WORDS = {
    InvitationState.CONFIRMED: "已确认",
    InvitationState.ACCEPTED: "待确认",
    InvitationState.INVITED: "邀请中",
}


def _people(keys: list[int]) -> dict[int, list[Invitation]]:
    rows = Invitation.objects.filter(dispatch__in=keys, state__in=SEATED | {InvitationState.INVITED})
    grouped: defaultdict[int, list[Invitation]] = defaultdict(list)
    for row in rows.select_related("examiner").only("dispatch_id", "state", "examiner__name"):
        grouped[row.dispatch_id].append(row)
    return grouped


def _briefs(sitting_ids: list[int]) -> dict[int, Obligation]:
    rows = Obligation.objects.filter(sitting__in=sitting_ids, code=ObligationCode.BRIEF)
    return {row.sitting_id: row for row in rows}


def _next_timers(keys: list[int]) -> dict[int, datetime]:
    pending = Timer.objects.filter(dispatch__in=keys, fired_at=None, stopped_at=None).exclude(kind="DAY")
    rows = pending.order_by().values("dispatch_id").annotate(due=Min("due_at"))
    return dict(rows.values_list("dispatch_id", "due"))


def fingerprint(actor: Actor, wanted: BoardFilter, now: datetime) -> str:
    """Changes when anything on the board does, and with every hour, because time left is counted in days."""
    rows = board_rows(actor, wanted).order_by()
    keys = rows.values("pk")
    found = (
        *rows.aggregate(rows=Count("pk"), moved=Max("state_since")).values(),
        *Invitation.objects.filter(dispatch__in=keys).aggregate(people=Count("pk"), moved=Max("state_since")).values(),
        *Timer.objects.filter(dispatch__in=keys).aggregate(timers=Max("pk"), fired=Count("fired_at")).values(),
        *ManualDispatch.objects.filter(dispatch__in=keys).aggregate(made=Max("pk"), done=Count("decided_at")).values(),
    )
    return "-".join(re.sub(r"\W", "", str(value)) for value in (*found, f"{now:%Y%m%d%H}"))


def counts(actor: Actor) -> dict[str, int]:
    """How many each view holds, for its tab."""
    rows = Dispatch.objects.visible_to(actor).order_by().values("state").annotate(rows=Count("pk"))
    by_state = dict(rows.values_list("state", "rows"))
    return {view: sum(by_state.get(state, 0) for state in states) for view, states in STATES.items()}
