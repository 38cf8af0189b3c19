"""Messages in the outbox, replies, and the gateway that remembers."""

from datetime import datetime
from itertools import count

from django.db import transaction

from appraisal.core.messaging.choice import chosen_gateway
from appraisal.core.messaging.gateway import Envelope
from appraisal.core.messaging.local import LocalGateway
from appraisal.core.models import SmsMessage
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services import sms

MORNING = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
PHONE = "13800000031"
_keys = count(1)


def message(
    to: str = PHONE, text: str = "本次考评员人数已满。", *, now: datetime = MORNING, **fields: object
) -> SmsMessage:
    """One message in the outbox."""
    parts = {"purpose": "examiners.test", "reference": "seat:1", "key": f"test:{next(_keys)}", **fields}
    with transaction.atomic():
        return sms.queue_sms(to=to, text=text, now=now, **parts)


def gateway() -> LocalGateway:
    """The tests' gateway, as if it were new."""
    found = chosen_gateway()
    assert isinstance(found, LocalGateway)
    found.forget()
    return found


def sent() -> list[Envelope]:
    """What the tests' gateway was given, in order."""
    found = chosen_gateway()
    assert isinstance(found, LocalGateway)
    return found.sent
