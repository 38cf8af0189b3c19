"""One event of a dispatch, carried out: the step of the rules becomes rows, messages, timers and letters.

Part of an action, never an action of its own. The caller holds the dispatch. Codes and timers of a question end with
it; a team is named before it is told. The audit log gets what changes the dispatch; single answers are on record as
`Answer` rows over the texts themselves (decision 20).
"""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.models import InboundSms
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch, DispatchMessage, Invitation, Timer
from examiners.queries.conversations import Talk, talk_of
from examiners.queries.teams import best_leader
from examiners.queries.timing import sms_hours
from examiners.rules.conversation import step
from examiners.rules.events import Event, Party, Step
from examiners.rules.states import QUESTION_OF, SEATED, DispatchState, InvitationState, MessageKind, TimerKind
from examiners.services import letters
from examiners.services.codes import close_codes, give_codes
from examiners.services.speaking import Spoken, speak

ENDED = frozenset({DispatchState.CANCELLED, DispatchState.LAPSED})


def take(
    *,
    dispatch: Dispatch,
    event: Event,
    now: datetime,
    actor: Actor | None = None,
    reply_to: InboundSms | None = None,
    manual: bool = False,
) -> Step:
    """Carry out one event of a locked dispatch. Returns the step; `dispatch` is as it is afterwards."""
    require_transaction()
    talk = talk_of(dispatch, event, now)
    taken = step(talk.facts, event)
    before = DispatchState(dispatch.state)
    if before != taken.state and taken.state != DispatchState.FORMED:
        _move(dispatch, taken.state, now)  # leaves FORMED before a seat is given back
    for party in sorted(
        taken.changed, key=lambda one: one.state in SEATED
    ):  # seats are given back before they are taken
        talk.invitations[party.key] = _store(talk, party, now, manual)
    if before != taken.state == DispatchState.FORMED:
        _form(dispatch, talk, now)
    for message in taken.messages:
        answers = reply_to if getattr(event, "key", None) == message.key else None
        speak(Spoken(dispatch, talk.invitations[message.key], message.kind, now, answers))
    _set_wave_timer(dispatch, taken, now)
    if before != taken.state:
        letters.state_changed(dispatch, before, now)
        _record(dispatch, before, actor, now)
    return taken


def _store(talk: Talk, party: Party, now: datetime, manual: bool) -> Invitation:
    """Write one examiner's new state; codes, timers and watches of a question that ends are closed."""
    known = talk.invitations.get(party.key)
    row = known or Invitation(dispatch=talk.dispatch, examiner_id=party.key, day=talk.dispatch.day, manual=manual)
    if row.state != party.state:
        row.state_since = now
    row.state, row.copies, row.confirmations, row.turn = party.state, party.copies, party.confirmations, party.turn
    if party.state == InvitationState.INVITED:
        row.asked_at = row.asked_at or now
    confirmed = party.state == InvitationState.CONFIRMED
    row.confirmed_at = (row.confirmed_at or now) if confirmed else None
    row.is_leader, row.manual = row.is_leader and confirmed, row.manual or (manual and confirmed)
    row.save()
    question = QUESTION_OF.get(party.state)
    if known:
        _close_questions(row, now)
    if question:
        give_codes(row, question)
    return row


def _close_questions(row: Invitation, now: datetime) -> None:
    """End what belongs to questions, or sendings of a question, that are no longer waited for."""
    question = QUESTION_OF.get(InvitationState(row.state))
    close_codes(row, question)
    pending = row.timers.filter(fired_at=None, stopped_at=None)
    pending.exclude(question=question or "", copy=row.copies).update(stopped_at=now)
    watched = DispatchMessage.objects.filter(invitation=row, watched=True)
    (watched.exclude(kind=question) if question else watched).update(watched=False)


def _form(dispatch: Dispatch, talk: Talk, now: datetime) -> None:
    """Name the leader and count the version of the team, before anybody is told."""
    dispatch.version, dispatch.formed_at = dispatch.version + 1, now
    leader = best_leader(dispatch, dispatch.day)
    dispatch.invitations.filter(is_leader=True).exclude(pk=leader.pk).update(is_leader=False)
    dispatch.invitations.filter(pk=leader.pk).update(is_leader=True)
    for row in talk.invitations.values():
        row.is_leader = row.pk == leader.pk
    _move(dispatch, DispatchState.FORMED, now)


def _move(dispatch: Dispatch, state: DispatchState, now: datetime) -> None:
    dispatch.state, dispatch.state_since = state, now
    if state == DispatchState.ASKING and dispatch.started_at is None:
        dispatch.started_at = now
    dispatch.save(update_fields=["state", "state_since", "started_at", "version", "formed_at", "reason"])
    if state in ENDED:
        Timer.objects.filter(dispatch=dispatch, fired_at=None, stopped_at=None).update(stopped_at=now)


def _set_wave_timer(dispatch: Dispatch, taken: Step, now: datetime) -> None:
    """People who may only be asked in the morning are asked by a timer."""
    if taken.wave_due:
        due = sms_hours().next_start(now)
        pending = {"dispatch": dispatch, "kind": TimerKind.WAVE, "fired_at": None, "stopped_at": None}
        Timer.objects.get_or_create(**pending, defaults={"started_at": now, "due_at": due})


def _record(dispatch: Dispatch, before: DispatchState, actor: Actor | None, now: datetime) -> None:
    after = DispatchState(dispatch.state)
    sitting = dispatch.request.sitting
    audit.record(
        actor=actor,
        action=f"dispatch.{after.lower()}",
        target=dispatch,
        summary=f"考评员派遣：计划 {sitting.plan.number}，{sitting.item}，{before.label} → {after.label}",
        at=now,
        before=before.value,
        after=after.value,
        seats=dispatch.seats,
        version=dispatch.version,
    )


def sent_of(taken: Step) -> tuple[MessageKind, ...]:
    """What was said, in order: for the outcome of a reply."""
    return tuple(message.kind for message in taken.messages)
