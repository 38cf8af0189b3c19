"""The texts that go out by SMS: rendered from the wording in force, edited by the guidance section."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Max

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import SmsTemplate
from appraisal.core.permissions import authorise
from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.rules.sms_text import Measure, measure
from appraisal.core.rules.sms_texts import RenderedText, SmsText, fill, sample_values, text_refusals
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case, verify_expected

WORDINGS_LOCK = 4096004


def render(code: str, **values: object) -> RenderedText:
    """The text `code` in the wording in force, without the signature; a date is written 2014年10月18日.

    Raises `ValueError` for an unknown code, and when `values` are not exactly the blanks of this text.
    """
    text = SmsText(code)
    return fill(text, wording(text), values)


def wording(code: SmsText) -> str:
    """The wording in force: the newest edited one, otherwise that of the slides."""
    edited = SmsTemplate.objects.filter(code=code).order_by("-version").values_list("text", flat=True).first()
    return edited or TEXTS[code]


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as a phone would show it, filled with the samples; its length; and why it cannot be sent, if so."""

    shown: str
    size: Measure
    faults: tuple[Refusal, ...]


def preview(which: SmsText, typed: str) -> Preview:
    """What `typed` would look like as the wording of a text. Nothing is stored."""
    signature, text = settings.KAOWU["SMS_SIGNATURE"], typed.strip()
    faults = text_refusals(which, text, signature)
    is_fillable = not any(fault.code == "sms_blank_unknown" for fault in faults)
    shown = str(fill(which, text, sample_values(which))) if is_fillable else text
    return Preview(shown, measure(shown, signature), faults)


@use_case
def edit_text(*, actor: Actor, code: str, text: str, reason: str, now: datetime) -> int:
    """Put a new wording into force; returns its version. Messages that are queued already keep theirs.

    Raises `NotPermitted`, `ValueError` for an unknown code, and `Refused` with everything wrong with the text.
    """
    authorise(actor, Capability.EDIT_SMS_TEXTS)
    which = SmsText(code)
    text = text.strip()
    versions = SmsTemplate.objects.filter(code=which)
    _lock_wordings()
    verify_expected(SmsTemplate(code=which))
    refusals = gather(text_refusals(which, text, settings.KAOWU["SMS_SIGNATURE"]), reason_refusals(reason))
    if text == wording(which):
        refusals = (*refusals, Refusal("sms_text_unchanged", field="text"))
    if refusals:
        raise Refused(*refusals)
    version = (versions.order_by().aggregate(newest=Max("version"))["newest"] or 0) + 1
    row = SmsTemplate.objects.create(
        code=which, version=version, text=text, edited_by_id=actor.user_id, edited_at=now, reason=reason.strip()
    )
    audit.record(
        actor=actor,
        action="EDIT_SMS_TEXT",
        target=row,
        summary=f"修改短信内容：{which.label}，第 {version} 版",
        at=now,
        code=which.value,
        version=version,
        reason=reason.strip(),
    )
    return version


def _lock_wordings() -> None:
    """One wording at a time: a text that nobody has edited has no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORDINGS_LOCK])
