"""An examiner's text is read: what it answers, what follows, and that he gets an answer. Once per text, exactly.

The text was stored and committed by core before this is called. Lock order: plan (only when a confirmed examiner gives
his seat back), dispatch, the text. A second call for the same text finds it settled and does nothing.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from appraisal.core.crypto import blind_index
from appraisal.core.models import InboundSms
from appraisal.core.queries.sms import unsettled_inbound
from appraisal.core.services.sms import queue_sms, settle_inbound
from appraisal.core.services.sms_texts import render
from appraisal.core.transactions import require_transaction, use_case
from examiners.models import Answer, Dispatch, DispatchMessage, Examiner
from examiners.phrasebook.choices import choices_of
from examiners.queries.conversations import lock_dispatch
from examiners.queries.questions import Asked, questions_of
from examiners.rules.conversation import answer_unread
from examiners.rules.events import Said
from examiners.rules.replies import Ambiguous, Meaning, Understood, Unread, normalised, read_reply
from examiners.rules.states import AnswerKind, DispatchState, InvitationState, MessageKind
from examiners.services.conversing import sent_of, take
from examiners.services.plan_side import lock_plan_of, team_lost_somebody

logger = logging.getLogger(__name__)
KINDS = {Ambiguous: AnswerKind.AMBIGUOUS, Unread: AnswerKind.UNREAD}
SWEPT = 200  # texts read in one sweep


@use_case
def receive_reply(*, inbound_id: int, now: datetime) -> str:
    """Read one stored text and answer it. Returns the outcome that is noted on it.

    Raises `InboundSms.DoesNotExist`.
    """
    inbound = InboundSms.objects.get(pk=inbound_id)
    if inbound.settled_at:
        return str(inbound.outcome)
    asked = questions_of(bytes(inbound.phone_index))
    reading = read_reply(inbound.text, [one.question for one in asked])
    if isinstance(reading, Understood):
        return _understood(inbound_id, reading, asked, now)
    return _unread(inbound_id, reading, asked, now)


def sweep_replies(*, now: datetime) -> int:
    """Read what a crash or an error left unread, oldest first; returns how many. One that fails stops no other."""
    read = 0
    for inbound_id in unsettled_inbound(now - timedelta(seconds=settings.KAOWU["REPLY_SWEEP_SECONDS"]), SWEPT):
        try:
            receive_reply(inbound_id=inbound_id, now=now)
            read += 1
        except Exception:
            logger.exception("text %s was not read; the next sweep tries again", inbound_id)
    return read


def _understood(inbound_id: int, reading: Understood, asked: Sequence[Asked], now: datetime) -> str:
    found = next(one for one in asked if one.question == reading.question)
    gives_back = reading.meaning == Meaning.NO and found.state == InvitationState.CONFIRMED
    plan = lock_plan_of(found.dispatch_id) if gives_back else None
    dispatch = lock_dispatch(found.dispatch_id)
    inbound = _lock_text(inbound_id)
    if inbound.settled_at:
        return str(inbound.outcome)
    was_formed = dispatch.state == DispatchState.FORMED
    taken = take(dispatch=dispatch, event=Said(found.examiner_id, reading.meaning), now=now, reply_to=inbound)
    if plan and was_formed and dispatch.state != DispatchState.FORMED:
        team_lost_somebody(plan, dispatch, now)
    _note(inbound, AnswerKind.UNDERSTOOD, now, found, reading.meaning)
    said = sent_of(taken)
    outcome = f"{reading.meaning}:{said[0] if said else ''}"
    settle_inbound(inbound=inbound, outcome=outcome, now=now)
    return outcome


def _unread(inbound_id: int, reading: Ambiguous | Unread, asked: Sequence[Asked], now: datetime) -> str:
    """A text that fits no single question. Somebody who is no examiner gets no answer: it could be an advertiser."""
    inbound = _lock_text(inbound_id)
    if inbound.settled_at:
        return str(inbound.outcome)
    examiner = Examiner.objects.filter(phone_index=bytes(inbound.phone_index), active=True).first()
    kind = answer_unread(reading, answered_before=_answered_before(inbound, now)) if examiner else None
    answered = _note(inbound, KINDS[type(reading)] if examiner else AnswerKind.STRANGER, now, None, answered=bool(kind))
    answered.examiner = examiner
    answered.save(update_fields=["examiner"])
    if kind:
        _answer(inbound, kind, reading, asked, now)
    outcome = str(kind or answered.kind)
    settle_inbound(inbound=inbound, outcome=outcome, now=now)
    return outcome


def _lock_text(inbound_id: int) -> InboundSms:
    inbound: InboundSms = InboundSms.objects.select_for_update().get(pk=inbound_id)
    return inbound


def _answered_before(inbound: InboundSms, now: datetime) -> bool:
    """Whether the same text of this phone, or too many wrong ones, were answered lately: machines answer each other."""
    since = now - timedelta(hours=settings.KAOWU["WRONG_TEXT_HOURS"])
    lately = Answer.objects.filter(phone_index=bytes(inbound.phone_index), at__gt=since, answered=True)
    wrong = lately.exclude(kind=AnswerKind.UNDERSTOOD)
    same = wrong.filter(text_index=_text_index(inbound))
    return same.exists() or wrong.count() >= settings.KAOWU["WRONG_TEXTS_ANSWERED"]


def _text_index(inbound: InboundSms) -> bytes:
    return blind_index(f"text:{normalised(inbound.text)}")


def _note(
    inbound: InboundSms,
    kind: AnswerKind,
    now: datetime,
    found: Asked | None,
    meaning: Meaning | str = "",
    answered: bool = True,
) -> Answer:
    row: Answer = Answer.objects.create(
        inbound=inbound,
        kind=kind,
        examiner_id=found.examiner_id if found else None,
        invitation_id=found.question.key if found else None,
        question=found.question.kind if found else "",
        meaning=meaning,
        phone_index=bytes(inbound.phone_index),
        text_index=_text_index(inbound),
        answered=answered,
        at=now,
    )
    return row


def _answer(
    inbound: InboundSms, kind: MessageKind, reading: Ambiguous | Unread, asked: Sequence[Asked], now: datetime
) -> None:
    """The error, or the choices; named after the dispatch it most likely belongs to."""
    require_transaction()
    near = asked[0] if asked else None
    choices = choices_of(reading.questions) if isinstance(reading, Ambiguous) else ""
    district = Dispatch.objects.filter(pk=near.dispatch_id).values_list("district_id", flat=True)[0] if near else None
    message = queue_sms(
        to=inbound.phone,
        text=render(kind, choices=choices) if kind == MessageKind.CHOICES else render(kind),
        purpose=f"examiners.{kind.lower()}",
        reference=f"inbound:{inbound.pk}",
        key=f"examiners:inbound:{inbound.pk}",
        now=now,
        organisation_id=district,
        priority=3,
        at_any_hour=True,
    )
    DispatchMessage.objects.create(
        dispatch_id=near.dispatch_id if near else None,
        invitation_id=near.question.key if near else None,
        message=message,
        kind=kind,
        reply_to=inbound,
        queued_at=now,
    )
