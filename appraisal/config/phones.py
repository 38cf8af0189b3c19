"""The phones in the browser of training mode: whose they are, what stands on them, and answering.

A phone shows what the gateway sent to its number; an answer goes through the same door as an operator's, so that all
behind it is what production does. Everything here refuses to work outside of training mode.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, Max, Min, OuterRef

from appraisal.core.errors import Refused
from appraisal.core.models import InboundSms, SmsMessage, User
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.sms_text import signed
from appraisal.core.rules.sms_texts import reply_codes
from appraisal.core.services.sms import Arrival
from appraisal.core.services.sms_arrivals import receive
from examiners.models import Examiner
from plans.models import Candidate

GATEWAY = "phones"
SHOWN = 60  # phones, and messages on one
LONGEST_REPLY = 140


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: `key` names it in addresses (its first message), `last` is its newest message that was sent."""

    key: int
    index: bytes
    owner: str
    role: str
    count: int
    last: int
    unread: int


@dataclass(frozen=True, slots=True)
class Line:
    """One message on a phone; `is_own`: written by its owner."""

    text: str
    at: datetime
    is_own: bool


def phones(seen: Mapping[str, int]) -> list[Phone]:
    """The phones that have got a message: examiners' first, the newest first. `seen`: key -> newest looked at."""
    _only_in_training()
    rows = (
        SmsMessage.objects.filter(sent_at__isnull=False)
        .order_by()
        .values("phone_index")
        .annotate(is_examiner=Exists(Examiner.objects.filter(phone_index=OuterRef("phone_index"))))
        .annotate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
        .order_by("-is_examiner", "-last")[:SHOWN]
    )
    found = [(bytes(row["phone_index"]), row["first"], row["last"], row["count"]) for row in rows]
    owners = _owners([index for index, *_ in found])
    unread = _unread(found, seen)
    return [
        Phone(first, index, *owners.get(index, ("没有登记的号码", "")), count, last, unread.get(index, 0))
        for index, first, last, count in found
    ]


def conversation(phone: Phone) -> list[Line]:
    """What stands on a phone, oldest first."""
    _only_in_training()
    sent = SmsMessage.objects.filter(phone_index=phone.index, sent_at__isnull=False).order_by("-pk")[:SHOWN]
    replies = InboundSms.objects.filter(phone_index=phone.index).order_by("-pk")[:SHOWN]
    signature = settings.KAOWU["SMS_SIGNATURE"]
    lines = [Line(signed(message.text, signature), message.sent_at, False) for message in sent]
    lines += [Line(reply.text, reply.received_at, True) for reply in replies]
    return sorted(lines, key=lambda line: line.at)[-SHOWN:]


def codes(lines: list[Line]) -> list[str]:
    """The codes that the latest messages ask for, newest question first: one tap each."""
    asked = [code for line in reversed(lines[-6:]) if not line.is_own for code in reply_codes(line.text)]
    return list(dict.fromkeys(asked))[:6]


def answer(*, phone: Phone, text: str, now: datetime) -> None:
    """The owner of a phone answers. Raises `Refused` for an empty or endless text."""
    _only_in_training()
    text = text.strip()
    if not text:
        raise Refused(Refusal("sms_reply_empty", field="text"))
    if len(text) > LONGEST_REPLY:
        raise Refused(Refusal("sms_reply_long", {"found": len(text), "most": LONGEST_REPLY}, field="text"))
    number = SmsMessage.objects.get(pk=phone.key).phone
    receive(arrivals=[Arrival(GATEWAY, f"{GATEWAY}-{secrets.token_hex(8)}", number, text, now)], now=now)


def _only_in_training() -> None:
    if not settings.TRAINING_MODE:
        raise RuntimeError("the phones in the browser are a training aid")


def _owners(indexes: list[bytes]) -> dict[bytes, tuple[str, str]]:
    """Name and role by blind index: an examiner, otherwise whoever signs in with that number, otherwise a candidate."""
    found: dict[bytes, tuple[str, str]] = {}
    for model, role in ((Candidate, "考生"), (User, "工作人员"), (Examiner, "考评员")):
        rows = model._default_manager.filter(phone_index__in=indexes).values_list("phone_index", "name")
        found |= {bytes(index): (name, role) for index, name in rows}
    return found


def _unread(found: list[tuple[bytes, int, int, int]], seen: Mapping[str, int]) -> dict[bytes, int]:
    """Messages behind the newest one that was looked at, by phone: one query for all that have any."""
    behind = {index: seen.get(str(first), 0) for index, first, last, _ in found if last > seen.get(str(first), 0)}
    if not behind:
        return {}
    sent = SmsMessage.objects.filter(phone_index__in=list(behind), sent_at__isnull=False, pk__gt=min(behind.values()))
    counts: dict[bytes, int] = {}
    for key, index in sent.values_list("pk", "phone_index"):
        counts[bytes(index)] = counts.get(bytes(index), 0) + (key > behind[bytes(index)])
    return counts
