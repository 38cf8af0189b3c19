"""A practical with its dispatch, examiners who may be asked for it, and the way from outbox to reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count

from django.db import transaction

from appraisal.core.crypto import blind_index
from appraisal.core.models import Organisation, SmsMessage
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.sms import ReportStatus
from appraisal.core.services import sms_arrivals
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.sms import Arrival, Report
from appraisal.core.services.sms_delivery import deliver_due
from examiners.models import Dispatch, Examiner, Invitation, PreferredDistrict, Qualification, ReplyCode
from examiners.queries.conversations import live_dispatch
from examiners.rules.enums import ExaminerGrade
from examiners.rules.replies import Meaning
from examiners.rules.requests import RequestEntry
from examiners.services import dispatches, requests, timers
from plans.models import Sitting
from tests.factories import core, filing

NOW = filing.NOW  # a Monday morning
EXAM = filing.EXAM
_numbers = count(1)


@dataclass(frozen=True)
class Stage:
    """A dispatch, who runs it, and who may be asked for it in the order of their numbers."""

    ground: filing.Ground
    sitting: Sitting
    dispatch: Dispatch
    examiners: list[Examiner]
    officer: Actor
    second: Actor


def examiner(
    occupation_id: int,
    districts: Sequence[Organisation],
    *,
    grade: ExaminerGrade = ExaminerGrade.EXAMINER,
    name: str = "",
) -> Examiner:
    """One examiner with a card for the occupation who wishes these districts."""
    number = next(_numbers)
    phone = f"139{number:08}"
    name = name or f"考评员{number}"
    row: Examiner = Examiner.objects.create(
        number=f"K{number:06}",
        name=name,
        name_key=f"{number:08}",
        phone=phone,
        phone_index=blind_index(phone),
        registered_at=NOW,
        changed_at=NOW,
    )
    Qualification.objects.create(
        examiner=row,
        occupation_id=occupation_id,
        grade=grade,
        card_number=f"11{number:08}",
        valid_from=date(2020, 1, 1),
        valid_until=date(2030, 12, 31),
    )
    PreferredDistrict.objects.bulk_create(
        PreferredDistrict(examiner=row, district=district, order=order) for order, district in enumerate(districts, 1)
    )
    return row


def stage(
    *, seats: int = 3, people: int = 5, ground: filing.Ground | None = None, exam: date = EXAM, now: datetime = NOW
) -> Stage:
    """An accepted plan whose practical has asked for `seats` examiners; `people` may be asked. Not started."""
    if ground is None:
        fill_calendar(now=now)
        ground = filing.ground()
        give_contact(ground.institute.district)
    plan = filing.accepted(ground, now=now, exam=exam)
    sitting = plan.sittings.get(subject=Subject.PRACTICAL)
    return staged(ground, sitting, seats=seats, people=people, now=now)


def staged(ground: filing.Ground, sitting: Sitting, *, seats: int, people: int, now: datetime = NOW) -> Stage:
    """The request and dispatch of a practical of an accepted plan."""
    entry = RequestEntry(number=seats, contact_name="何站长", contact_phone="010-65001111", note="")
    request = requests.request_examiners(actor=ground.clerk, sitting_id=sitting.pk, entry=entry, now=now)
    district = ground.institute.district
    crowd = [examiner(ground.level.occupation_id, [district]) for _ in range(people)]
    dispatch = live_dispatch(request)
    assert dispatch is not None
    second = core.actor(Role.DISTRICT_OFFICER, district)
    return Stage(ground, sitting, dispatch, crowd, ground.district, second)


def give_contact(district: Organisation) -> None:
    """The district's contact, whom the first message names."""
    district.contact_name, district.contact_phone = "王芳", "010-65090000"
    district.save(update_fields=["contact_name", "contact_phone"])


def start(on: Stage, now: datetime = NOW) -> Dispatch:
    """Start by the district's officer."""
    return dispatches.start_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, now=now)


def deliver(now: datetime = NOW) -> None:
    """The gateway takes everything that waits; timers begin."""
    deliver_due(clock=lambda: now)
    timers.sweep_messages(now=now)


def code_of(person: Examiner, dispatch: Dispatch, meaning: Meaning) -> str:
    """The code that the examiner's messages told him."""
    codes = ReplyCode.objects.filter(invitation__dispatch=dispatch, invitation__examiner=person, meaning=meaning)
    return str(codes.values_list("code", flat=True).get())


def says(person: Examiner, text: str, now: datetime = NOW, gateway_id: str = "") -> int:
    """A text comes in through core's door; returns how many were new."""
    arrival = Arrival("local", gateway_id or f"mo{next(_numbers)}", person.phone, text)
    return sms_arrivals.receive(arrivals=[arrival], now=now)


def answers(person: Examiner, dispatch: Dispatch, meaning: Meaning, now: datetime = NOW) -> int:
    """He answers with the code for `meaning`."""
    return says(person, code_of(person, dispatch, meaning), now)


def joins(person: Examiner, dispatch: Dispatch, now: datetime = NOW) -> None:
    """He says yes and confirms."""
    answers(person, dispatch, Meaning.YES, now)
    answers(person, dispatch, Meaning.CONFIRM, now)


def undelivered(message: SmsMessage, now: datetime = NOW) -> None:
    """The network reports that a message did not arrive."""
    report = Report("local", f"dlr{next(_numbers)}", ReportStatus.UNDELIVERED, message_id=message.pk)
    sms_arrivals.receive_reports(reports=[report], now=now)
    timers.sweep_messages(now=now)


def sent_to(person: Examiner) -> list[str]:
    """The purposes of his messages, in order: "invitation", "confirmation", …"""
    rows = SmsMessage.objects.filter(phone_index=blind_index(person.phone)).order_by("pk")
    return [purpose.partition(".")[2] for purpose in rows.values_list("purpose", flat=True)]


def texts_to(person: Examiner) -> list[str]:
    """His messages, in order."""
    return [row.text for row in SmsMessage.objects.filter(phone_index=blind_index(person.phone)).order_by("pk")]


def state_of(person: Examiner, dispatch: Dispatch) -> str:
    """His state in the dispatch; empty when he was not asked."""
    found = Invitation.objects.filter(dispatch=dispatch, examiner=person).values_list("state", flat=True).first()
    return found or ""


def asked_in(dispatch: Dispatch) -> list[Examiner]:
    """Everyone asked, in order."""
    rows = Invitation.objects.filter(dispatch=dispatch).select_related("examiner").order_by("pk")
    return [row.examiner for row in rows]


def fresh(dispatch: Dispatch) -> Dispatch:
    """The dispatch as it is now."""
    return Dispatch.objects.get(pk=dispatch.pk)


def at(day: date, clock: str) -> datetime:
    """A moment in Beijing."""
    return datetime.combine(day, time.fromisoformat(clock), BEIJING)


def in_transaction(work):
    """Run something that is part of an action."""
    with transaction.atomic():
        return work()
