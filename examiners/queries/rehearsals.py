"""What a rehearsal starts from: how people answered so far, and what a dispatch at hand still needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, Subquery

from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.queries.sms_lists import sample_size
from appraisal.core.rules.sms_texts import SmsText
from examiners.models import Answer, Dispatch, DispatchMessage, Invitation
from examiners.queries.pool import pool_of
from examiners.queries.timing import outages_since, reply_time, sms_hours
from examiners.rules.rehearsal import Forecast, Habits, Observed, Scene, advise, blend, rehearse
from examiners.rules.replies import Meaning
from examiners.rules.states import DispatchState, InvitationState, MessageKind, Question
from examiners.rules.timing import counted
from plans.models import Obligation
from plans.rules.obligations import ObligationCode

FACTORS = (1.0, 1.5, 2.0, 3.0)
MOST_TIMES = 1000  # answers whose time is looked at, the newest
NEVER_ASKED = (InvitationState.INVITED, InvitationState.UNREACHED)


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be filled: seats, people who may be asked for them, from when until when."""

    seats: int
    people: int
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Forecasts by wave, the one that is advised, the habits behind them, and the wave of the setting."""

    forecasts: tuple[Forecast, ...]
    advised: Forecast
    habits: Habits
    current: float

    @property
    def is_short(self) -> bool:
        """Whether even the best wave fails too often."""
        risk: float = settings.KAOWU["REHEARSAL_RISK"]
        return self.advised.risk > risk


def observed(now: datetime) -> Observed:
    """How people answered within REHEARSAL_DAYS: three queries."""
    since = now - timedelta(days=settings.KAOWU["REHEARSAL_DAYS"])
    asked = Invitation.objects.filter(asked_at__gte=since, manual=False).exclude(state__in=NEVER_ASKED)
    numbers = asked.aggregate(
        asked=Count("pk"), to_confirm=Count("pk", filter=Q(confirmations__gt=0) & ~Q(state=InvitationState.ACCEPTED))
    )
    answers = Answer.objects.filter(invitation__in=asked.values("pk")).order_by()
    said = answers.aggregate(
        yes=Count("invitation", distinct=True, filter=Q(question=Question.INVITATION, meaning=Meaning.YES)),
        no=Count("invitation", distinct=True, filter=Q(question=Question.INVITATION, meaning=Meaning.NO)),
        confirmed=Count("invitation", distinct=True, filter=Q(meaning=Meaning.CONFIRM)),
    )
    confirmed = min(said["confirmed"], numbers["to_confirm"])
    no = min(said["no"], max(0, numbers["asked"] - said["yes"]))
    return Observed(
        asked=numbers["asked"],
        yes=min(said["yes"], numbers["asked"]),
        no=no,
        to_confirm=numbers["to_confirm"],
        confirmed=confirmed,
        minutes=_minutes(since),
    )


def _minutes(since: datetime) -> tuple[float, ...]:
    """Minutes within the hours from the first copy of a question to its answer."""
    first = DispatchMessage.objects.filter(invitation=OuterRef("invitation"), kind=OuterRef("question"), copy=1)
    sent_at = Subquery(first.order_by("pk").values("message__sent_at")[:1])
    rows = (
        Answer.objects.filter(at__gte=since)
        .exclude(question="")
        .annotate(sent_at=sent_at)
        .filter(at__gte=F("sent_at"))
        .order_by("-pk")
        .values_list("sent_at", "at")[:MOST_TIMES]
    )
    hours, down = sms_hours(), outages_since(since)
    return tuple(round(counted(sent, at, hours, down).total_seconds() / 60, 1) for sent, at in rows)


def habits(now: datetime) -> Habits:
    """How people answer: the prior of the setting, outweighed by the records as they grow."""
    prior = settings.KAOWU["REHEARSAL_PRIOR"]
    known = Habits(prior["yes"], prior["no"], prior["confirm"], tuple(map(float, prior["minutes"])))
    return blend(known, prior["weight"], observed(now))


def need_of(dispatch: Dispatch, now: datetime) -> Need:
    """What a dispatch still needs: its open seats, who may be asked and was not yet, until BRIEF or its day.

    One that waits begins by itself when the requests of its day are complete.
    """
    asked = set(dispatch.invitations.values_list("examiner_id", flat=True))
    people = [entry for entry in pool_of(dispatch.request.sitting) if entry.may_be_asked]
    codes = (ObligationCode.REQUEST, ObligationCode.BRIEF)
    rows = Obligation.objects.filter(sitting=dispatch.request.sitting_id, code__in=codes)
    due_at = dict(rows.values_list("code", "due_at"))
    begins = due_at.get(ObligationCode.REQUEST) if dispatch.state == DispatchState.WAITING else None
    due, day = due_at.get(ObligationCode.BRIEF), sms_hours().on(dispatch.day)[0]
    return Need(
        seats=max(1, dispatch.seats - dispatch.seated),
        people=sum(entry.person.pk not in asked for entry in people),
        start=max(now, begins or now),
        until=due if due and due > max(now, begins or now) else day,
    )


def rehearsal(need: Need, known: Habits, *, runs: int = 200, seed: int = 1) -> Rehearsal:
    """Rehearse a need with every wave. The same numbers give the same answer, and are computed once per process."""
    current: float = settings.KAOWU["WAVE_FACTOR"]
    forecasts = tuple(
        rehearse(_scene(need, factor), known, runs=runs, seed=seed) for factor in sorted({*FACTORS, current})
    )
    return Rehearsal(forecasts, advise(forecasts, settings.KAOWU["REHEARSAL_RISK"]), known, current)


def _scene(need: Need, factor: float) -> Scene:
    return Scene(
        seats=need.seats,
        people=need.people,
        start=need.start,
        until=need.until,
        hours=sms_hours(),
        wait=reply_time(),
        factor=factor,
        parts=tuple(
            (MessageKind[code.name], sample_size(code, TEXTS[code]).segments)
            for code in SmsText
            if code.name in MessageKind.__members__
        ),
    )
