"""What the pages of text messages list, by what the actor may see."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from appraisal.core.clock import SHANGHAI, today
from appraisal.core.crypto import blind_index
from appraisal.core.messaging.choice import chosen_gateway
from appraisal.core.models import GatewayOutage, InboundSms, SmsMessage, SmsTemplate
from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.queries.sms import open_outage, stuck_after
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.sms import SmsState
from appraisal.core.rules.sms_text import Measure, measure
from appraisal.core.rules.sms_texts import SmsText, fill, sample_values

STUCK = "STUCK"  # a filter beside the states: SENDING for too long


@dataclass(frozen=True, slots=True)
class SmsFilters:
    """What to look for; empty fields do not narrow. `phone`: a whole number, found by its blind index."""

    phone: str = ""
    state: str = ""
    template: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One text with its wording in force, and its length when filled with the samples."""

    code: SmsText
    text: str
    version: int
    size: Measure


def messages(actor: Actor, wanted: SmsFilters, now: datetime) -> QuerySet[SmsMessage]:
    """Messages out, newest first."""
    rows = SmsMessage.objects.visible_to(actor).select_related("organisation").order_by("-pk")
    if wanted.phone:
        rows = rows.filter(phone_index=_index(wanted.phone))
    if wanted.state == STUCK:
        rows = rows.filter(state=SmsState.SENDING, claimed_at__lte=now - stuck_after())
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.template:
        rows = rows.filter(template=wanted.template)
    if wanted.day:
        rows = rows.filter(queued_at__gte=_midnight(wanted.day), queued_at__lt=_midnight(wanted.day, 1))
    return rows


def arrivals(actor: Actor, phone: str = "") -> QuerySet[InboundSms]:
    """Texts that came in, newest first."""
    rows = InboundSms.objects.visible_to(actor).order_by("-pk")
    return rows.filter(phone_index=_index(phone)) if phone else rows


def numbers(actor: Actor, now: datetime) -> dict[str, Any]:
    """How many wait, are stuck, went out today and this month with their paid parts: one query."""
    day = today(now)
    month = Q(sent_at__gte=_midnight(day.replace(day=1)))
    return SmsMessage.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=Q(state=SmsState.QUEUED)),
        stuck=Count("pk", filter=Q(state=SmsState.SENDING, claimed_at__lte=now - stuck_after())),
        today=Count("pk", filter=Q(sent_at__gte=_midnight(day))),
        segments=Sum("segments", filter=month, default=0),
    )


def outages(actor: Actor) -> QuerySet[GatewayOutage]:
    """The latest stretches in which the gateway was down, for those who may see messages."""
    return GatewayOutage.objects.visible_to(actor).order_by("-started_at", "-pk")


def gateway_now() -> tuple[str, GatewayOutage | None]:
    """The gateway in use and the outage that goes on, if any."""
    name = chosen_gateway().name
    return name, open_outage(name)


def texts_in_force() -> list[Wording]:
    """All texts in the wording in force: one query."""
    newest: dict[str, SmsTemplate] = {}
    for row in SmsTemplate.objects.order_by("code", "version"):
        newest[row.code] = row
    found = []
    for code in SmsText:
        row = newest.get(code)
        text = row.text if row else TEXTS[code]
        found.append(Wording(code, text, row.version if row else 0, sample_size(code, text)))
    return found


def wordings(code: SmsText) -> QuerySet[SmsTemplate]:
    """The wordings a text has had, newest first."""
    return SmsTemplate.objects.filter(code=code).select_related("edited_by").order_by("-version")


def sample_size(code: SmsText, text: str) -> Measure:
    """Length of a text that has only known blanks, filled with the samples, signature included."""
    return measure(fill(code, text, sample_values(code)), settings.KAOWU["SMS_SIGNATURE"])


def _index(phone: str) -> bytes:
    return blind_index(read_mobile(phone) or phone)


def _midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), SHANGHAI)
