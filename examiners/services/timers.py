"""Timers: begun when the gateway has sent a question, fired by a sweep, exactly once, whatever happened to workers.

Lock order: dispatch, then its timers. A sweep skips dispatches that somebody else works on and comes back to them.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from appraisal.core.models import SmsMessage
from appraisal.core.rules.sms import SmsState
from appraisal.core.transactions import use_case
from examiners.models import Dispatch, DispatchMessage, Invitation, Timer
from examiners.queries.conversations import lock_dispatch, try_lock_dispatch
from examiners.queries.due_timers import changed_messages, dispatches_due, timers_to_compute
from examiners.queries.timing import answer_due_at
from examiners.rules.events import DayCame, Event, Started, TimedOut, Undelivered
from examiners.rules.states import QUESTION_OF, InvitationState, Question, TimerKind
from examiners.services.conversing import take
from examiners.services.speaking import QUESTIONS

logger = logging.getLogger(__name__)
OUT_THERE = frozenset({SmsState.SENT, SmsState.DELIVERED})
LOST = frozenset({SmsState.UNDELIVERED, SmsState.FAILED, SmsState.WITHDRAWN})


@use_case
def follow_message(*, message_id: int, now: datetime) -> None:
    """A message changed: its question's time begins, or the examiner counts as not reached. Harmless when repeated."""
    found = DispatchMessage.objects.filter(message=message_id, watched=True).values_list("dispatch_id", "pk").first()
    if found is None:
        return
    dispatch = lock_dispatch(found[0])
    row = DispatchMessage.objects.select_related("message", "invitation").get(pk=found[1])
    if row.watched and row.message.state != row.seen_state:
        _follow(dispatch, row, now)


def _follow(dispatch: Dispatch, row: DispatchMessage, now: datetime) -> None:
    message, state = row.message, SmsState(row.message.state)
    DispatchMessage.objects.filter(pk=row.pk).update(seen_state=state)
    invitation, question = row.invitation, QUESTIONS[row.kind]
    is_open = QUESTION_OF.get(InvitationState(invitation.state)) == question and invitation.copies == row.copy
    if not is_open:
        return
    if state in OUT_THERE:
        _begin(dispatch, invitation, question, row.copy, message.sent_at or now)
    elif state in LOST and not _another_copy_is_out(row):
        take(dispatch=dispatch, event=Undelivered(invitation.examiner_id, question), now=now)
    elif state in LOST:  # the first copy did reach him: his time runs all the same
        _begin(dispatch, invitation, question, row.copy, message.ended_at or now)


def _begin(dispatch: Dispatch, invitation: Invitation, question: Question, copy: int, at: datetime) -> None:
    Timer.objects.get_or_create(
        invitation=invitation,
        question=question,
        copy=copy,
        kind=TimerKind.ANSWER,
        defaults={"dispatch": dispatch, "started_at": at, "due_at": answer_due_at(at)},
    )


def _another_copy_is_out(row: DispatchMessage) -> bool:
    others = SmsMessage.objects.filter(
        pk__in=DispatchMessage.objects.filter(invitation=row.invitation, kind=row.kind)
        .exclude(pk=row.pk)
        .values("message_id")
    )
    return others.filter(state__in=OUT_THERE).exists()


def sweep_messages(*, now: datetime) -> int:
    """Follow messages whose change was not noticed, because a task got lost or a worker died. Returns how many."""
    return _each(changed_messages(), lambda key: follow_message(message_id=key, now=now))


def fire_timers(*, now: datetime) -> int:
    """Fire everything that is due; returns how many timers fired. One dispatch that fails stops no other."""
    _each(timers_to_compute(), lambda key: compute_due(timer_id=key, now=now))
    fired = 0
    seen: set[int] = set()
    while keys := [key for key in dispatches_due(now) if key not in seen]:
        for key in keys:
            seen.add(key)
            try:
                fired += fire_of_dispatch(dispatch_id=key, now=now)
            except Exception:
                logger.exception("the timers of dispatch %s failed; the next sweep tries again", key)
    return fired


@use_case
def fire_of_dispatch(*, dispatch_id: int, now: datetime) -> int:
    """Fire the due timers of one dispatch in order; 0 when another worker has it."""
    dispatch = try_lock_dispatch(dispatch_id)
    if dispatch is None:
        return 0
    pending = Timer.objects.filter(dispatch=dispatch, due_at__lte=now, fired_at=None, stopped_at=None)
    return sum(_fire(dispatch, key, now) for key in list(pending.order_by("due_at", "pk").values_list("pk", flat=True)))


def _fire(dispatch: Dispatch, timer_id: int, now: datetime) -> bool:
    """Fire one timer, unless an earlier one stopped it or an outage moved it."""
    timer = Timer.objects.select_for_update(of=("self",)).select_related("invitation").get(pk=timer_id)
    if timer.fired_at or timer.stopped_at or _moved(timer, now):
        return False
    timer.fired_at = now
    timer.save(update_fields=["fired_at"])
    take(dispatch=dispatch, event=_event_of(timer), now=now)
    return True


def _moved(timer: Timer, now: datetime) -> bool:
    """Give the time back in which the gateway was down since it began."""
    if timer.kind != TimerKind.ANSWER:
        return False
    due = answer_due_at(timer.started_at)
    if due == timer.due_at:
        return False
    timer.due_at = due
    timer.save(update_fields=["due_at"])
    return due is None or due > now


def _event_of(timer: Timer) -> Event:
    if timer.kind == TimerKind.ANSWER:
        return TimedOut(timer.invitation.examiner_id, Question(timer.question), timer.copy)
    return DayCame() if timer.kind == TimerKind.DAY else Started()


@use_case
def compute_due(*, timer_id: int, now: datetime) -> None:
    """A timer that stood still in an outage without end gets its date once the gateway is back."""
    timer = (
        Timer.objects.select_for_update(skip_locked=True).filter(pk=timer_id, fired_at=None, stopped_at=None).first()
    )
    if timer:
        _moved(timer, now)


def _each(keys: Iterable[int], work: Callable[[int], object]) -> int:
    done = 0
    for key in keys:
        try:
            work(key)
            done += 1
        except Exception:
            logger.exception("row %s failed; the next sweep tries again", key)
    return done
