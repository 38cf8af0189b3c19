"""Dispatches of the demo city: one to start, one waiting for answers, a team that stands, one that found too few.

The examiners answer as on their phones: by the code their message told them, through the gateway's door.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F

from appraisal.config.demo.ground import City
from appraisal.config.demo.plot import Calendar, Story
from appraisal.core.models import Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import sms_arrivals
from appraisal.core.services.sms import Arrival
from appraisal.core.services.sms_delivery import deliver_due
from examiners.models import Dispatch, Invitation, ReplyCode
from examiners.queries.timing import sms_hours
from examiners.rules.replies import Meaning
from examiners.rules.requests import RequestEntry
from examiners.rules.states import DispatchState, InvitationState
from examiners.services import dispatches, manual, requests, timers
from plans.models import Sitting

TEAM = 3
EXAM_IN = 18  # working days: time enough for everything that follows
MOST_ROUNDS = 40


def dispatch_stories(city: City, days: Calendar) -> list[Story]:
    """Five plans with a practical: four have asked for examiners."""
    _give_contacts(city)
    lately = _within_hours(days.now - timedelta(minutes=10))
    formed = _story(city, days, "jingwei", "chaoyang", "样例学校食堂烹调师专场", ("中式烹调师", 5))
    asking = _story(city, days, "jingan", "qiche", "样例公交公司修理工专场", ("汽车修理工", 4))
    # Everybody of this trade and district is asked: so somebody who can sign in has something to see.
    short = _story(city, days, "jingwei", "chaoyang", "样例会议中心烹调师专场", ("中式烹调师", 4))
    waiting = _story(city, days, "qixin", "haidian", "样例银行计算机操作员专场", ("计算机操作员", 4))
    unasked = _story(city, days, "qixin", "haidian", "样例保险公司计算机操作员专场", ("计算机操作员", 5))
    return [
        _asked_for(formed, days.ago(4, 11)).then(days.ago(3, 9), _with(city, formed, _team)),
        _asked_for(asking, days.ago(2, 14)).then(lately, _with(city, asking, _ask)),
        _asked_for(short, days.ago(4, 15)).then(days.ago(2, 9), _with(city, short, _nobody_can)),
        _asked_for(waiting, days.ago(1, 16)),
        unasked,  # its institute has yet to ask
    ]


def _story(city: City, days: Calendar, clerk: str, institute: str, title: str, item: tuple[str, int]) -> Story:
    story = Story(city, clerk, institute, title, item, days.ahead(EXAM_IN), expected=45)
    return story.drafted(days.ago(12)).filed(days.ago(9)).accepted(days.ago(7))


def _asked_for(story: Story, at: datetime) -> Story:
    def act(now: datetime) -> None:
        sitting = Sitting.objects.get(plan=story.plan_id, subject=Subject.PRACTICAL)
        entry = RequestEntry(number=TEAM, contact_name=story.actor.name, contact_phone="010-65000000", note="样例需求")
        requests.request_examiners(actor=story.actor, sitting_id=sitting.pk, entry=entry, now=now)

    return story.then(at, act)


def _with(city: City, story: Story, act: Callable[[City, Dispatch, datetime], object]) -> Callable[[datetime], None]:
    """The act on the story's dispatch by the officer of its district."""

    def run(now: datetime) -> None:
        dispatch = Dispatch.objects.select_related("district").get(request__sitting__plan=story.plan_id)
        act(city, dispatch, now)

    return run


def _start(city: City, dispatch: Dispatch, now: datetime) -> None:
    dispatches.start_dispatch(actor=_officer(city, dispatch), dispatch_id=dispatch.pk, now=now)


def _give_contacts(city: City) -> None:
    """Whom the first message names: the officer of each district."""
    for actor in city.actors.values():
        if actor.role == Role.DISTRICT_OFFICER:
            district = Organisation.objects.get(pk=actor.organisation_id)
            district.contact_name, district.contact_phone = actor.name, "010-65000001"
            district.save(update_fields=["contact_name", "contact_phone"])


def _within_hours(at: datetime) -> datetime:
    """The moment itself, or shortly before people were last written to."""
    hours = sms_hours()
    if hours.contain(at):
        return at
    _, end = hours.on(at.astimezone(BEIJING).date())
    return (end if at >= end else end - timedelta(days=1)) - timedelta(minutes=10)


def _ask(city: City, dispatch: Dispatch, now: datetime) -> None:
    """The invitations are on the phones, nobody has answered yet."""
    _start(city, dispatch, now)
    _deliver(now)


def _team(city: City, dispatch: Dispatch, now: datetime) -> None:
    """The first one cannot come, the next ones can: all confirm, the team is told."""
    _start(city, dispatch, now)
    _answer(dispatch, InvitationState.INVITED, Meaning.NO, now, most=1)
    for minute in range(1, MOST_ROUNDS):
        if Dispatch.objects.get(pk=dispatch.pk).state != DispatchState.ASKING:
            break
        at = now + timedelta(minutes=minute)
        _answer(dispatch, InvitationState.INVITED, Meaning.YES, at)
        _answer(dispatch, InvitationState.ACCEPTED, Meaning.CONFIRM, at)
    _deliver(now + timedelta(minutes=MOST_ROUNDS))


def _nobody_can(city: City, dispatch: Dispatch, now: datetime) -> None:
    """Everybody says no; an officer proposes somebody by hand, which waits for a second person."""
    _start(city, dispatch, now)
    for minute in range(1, MOST_ROUNDS):
        if Dispatch.objects.get(pk=dispatch.pk).state != DispatchState.ASKING:
            break
        _answer(dispatch, InvitationState.INVITED, Meaning.NO, now + timedelta(minutes=minute))
    _deliver(now + timedelta(minutes=MOST_ROUNDS))
    willing = Invitation.objects.filter(dispatch=dispatch, state=InvitationState.DECLINED).order_by("pk").first()
    if willing:
        manual.propose_manual(
            actor=_officer(city, dispatch), dispatch_id=dispatch.pk, examiner_ids=[willing.examiner_id],
            reason="电话联系后改为可以参加（样例）。", now=now + timedelta(hours=2),
        )  # fmt: skip


def _answer(dispatch: Dispatch, state: InvitationState, meaning: Meaning, now: datetime, most: int = 99) -> None:
    """Those in `state` answer with their code; the messages have been delivered before.

    Who can sign in answers last, so that he is not the one who declines, and has something to see.
    """
    _deliver(now)
    invited = Invitation.objects.filter(dispatch=dispatch, state=state).select_related("examiner")
    rows = invited.order_by(F("examiner__user").asc(nulls_first=True), "pk")
    for row in rows[:most]:
        code = ReplyCode.objects.get(invitation=row, meaning=meaning)
        arrival = Arrival("phones", f"demo-{code.pk}", row.examiner.phone, code.code)
        sms_arrivals.receive(arrivals=[arrival], now=now)


def _deliver(now: datetime) -> None:
    deliver_due(clock=lambda: now)
    timers.sweep_messages(now=now)


def _officer(city: City, dispatch: Dispatch) -> Actor:
    """The officer of the dispatch's district in the demo."""
    return next(actor for actor in city.actors.values() if actor.organisation_id == dispatch.district_id)
