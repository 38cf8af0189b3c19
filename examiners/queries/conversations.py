"""A dispatch as its conversation needs it: locked, with as few of its examiners as the event touches.

Lock order: dispatch, then examiners by key. Whoever asks somebody new, or seats a reserve, holds the examiner's row, so
that two dispatches of one day never take the same person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from appraisal.core.transactions import verify_expected
from examiners.models import Dispatch, Examiner, ExaminerRequest, Invitation, RankedExaminer
from examiners.queries.timing import sms_hours
from examiners.rules.events import Appointed, Cancelled, DayCame, Event, Facts, Party
from examiners.rules.states import ALIVE, ENGAGED, SEATED, DispatchState, InvitationState
from examiners.rules.waves import to_ask

RESERVES_LOOKED_AT = 3  # per seat: some may be bound elsewhere by now
WHOLE = (Cancelled, DayCame)  # events that touch everybody


@dataclass(frozen=True)
class Talk:
    """A locked dispatch with its facts and the invitations behind them, by examiner."""

    dispatch: Dispatch
    facts: Facts
    invitations: dict[int, Invitation]


def lock_dispatch(dispatch_id: int) -> Dispatch:
    """The dispatch, locked until the action commits. Raises `Dispatch.DoesNotExist`."""
    found: Dispatch = with_background(Dispatch.objects.select_for_update(of=("self",))).get(pk=dispatch_id)
    verify_expected(found)
    return found


def live_dispatch(request: ExaminerRequest) -> Dispatch | None:
    """The dispatch of a request that is not over, without a lock."""
    found: Dispatch | None = Dispatch.objects.filter(request=request, state__in=sorted(ALIVE)).first()
    return found


def try_lock_dispatch(dispatch_id: int) -> Dispatch | None:
    """The dispatch, locked, or `None` when somebody else works on it at this moment."""
    rows = Dispatch.objects.select_for_update(of=("self",), skip_locked=True)
    found: Dispatch | None = with_background(rows).filter(pk=dispatch_id).first()
    return found


def with_background(rows: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Dispatches with what their messages and pages name."""
    return rows.select_related(
        "district",
        "request__sitting__plan__institute",
        "request__sitting__site",
        "request__sitting__item__occupation_level__occupation",
    )


def talk_of(dispatch: Dispatch, event: Event, now: datetime) -> Talk:
    """The facts of a locked dispatch for one event."""
    key = getattr(event, "key", None)
    wanted = Q() if isinstance(event, WHOLE) else _touched(dispatch, event, key)
    invitations = {row.examiner_id: row for row in dispatch.invitations.filter(wanted).select_related("examiner")}
    counts = dispatch.invitations.exclude(pk__in=[row.pk for row in invitations.values()]).aggregate(
        asked=Count("pk", filter=Q(state=InvitationState.INVITED)), turn=Max("turn")
    )
    unbound = [one for one, row in invitations.items() if row.state not in ENGAGED]
    free = _free(unbound, dispatch)
    parties = tuple(_party(row, row.state in ENGAGED or one in free) for one, row in invitations.items())
    facts = Facts(
        seats=dispatch.seats,
        state=DispatchState(dispatch.state),
        parties=parties,
        asked=counts["asked"],
        turn=counts["turn"] or 0,
        factor=settings.KAOWU["WAVE_FACTOR"],
        may_ask=sms_hours().contain(now),
        waiting=_waiting(dispatch),
    )
    return Talk(dispatch, facts, invitations)


def _touched(dispatch: Dispatch, event: Event, key: int | None) -> Q:
    """The one it is about, those who hold a seat, and the first reserves; of a manual dispatch those it names.

    While every seat is taken and nobody leaves one, no reserve can follow: a thousand late "yes" read only themselves.
    """
    touched = Q(examiner_id=key) | Q(state__in=SEATED)
    if isinstance(event, Appointed):
        touched |= Q(examiner_id__in=event.keys)
    leaves = key is not None and dispatch.invitations.filter(examiner_id=key, state__in=SEATED).exists()
    if dispatch.seated < dispatch.seats or leaves:
        reserves = dispatch.invitations.filter(state=InvitationState.RESERVE).order_by("turn")
        touched |= Q(pk__in=list(reserves.values_list("pk", flat=True)[: RESERVES_LOOKED_AT * dispatch.seats]))
    return touched


def _party(row: Invitation, free: bool) -> Party:
    return Party(row.examiner_id, InvitationState(row.state), row.copies, row.confirmations, row.turn, free)


def _free(examiner_ids: Collection[int], dispatch: Dispatch) -> set[int]:
    """Which of these nobody else holds on the day; their rows stay locked."""
    if not examiner_ids:
        return set()
    rows = Examiner.objects.select_for_update(of=("self",)).filter(pk__in=examiner_ids).order_by("pk")
    locked = set(rows.values_list("pk", flat=True))
    return locked - engaged_among(locked, dispatch)


def engaged_among(examiner_ids: Collection[int], dispatch: Dispatch) -> set[int]:
    """Which of these another dispatch holds on the day."""
    rows = Invitation.objects.filter(examiner__in=examiner_ids, day=dispatch.day, state__in=ENGAGED)
    return set(rows.exclude(dispatch=dispatch).values_list("examiner_id", flat=True))


def _waiting(dispatch: Dispatch) -> tuple[int, ...]:
    """Who may be asked next, in turn: at most one wave of people whom nobody holds on the day, their rows locked."""
    if dispatch.ranked_at is None:
        return ()
    most = to_ask(seats=dispatch.seats, seated=0, asked=0, factor=settings.KAOWU["WAVE_FACTOR"])
    held = Invitation.objects.filter(examiner=OuterRef("examiner"), day=dispatch.day, state__in=ENGAGED)
    here = Invitation.objects.filter(examiner=OuterRef("examiner"), dispatch=dispatch)
    rows = RankedExaminer.objects.filter(~Exists(held), ~Exists(here), dispatch=dispatch, examiner__active=True)
    picked = rows.select_for_update(of=("examiner",), skip_locked=True).select_related("examiner").order_by("turn")
    keys = [row.examiner_id for row in picked[:most]]
    held_meanwhile = engaged_among(keys, dispatch)
    return tuple(key for key in keys if key not in held_meanwhile)
