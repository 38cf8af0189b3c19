"""Examiners' cards (考评员证卡): added, renewed, withdrawn; reminders before they end."""

from datetime import datetime

from django.conf import settings

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.models import Occupation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import require_transaction, use_case
from examiners.models import Examiner, Qualification
from examiners.queries.entries import lock_kept
from examiners.rules.register import CardEntry, card_refusals, next_reminder_on
from examiners.services import letters
from examiners.services.records import record


@use_case
def add_card(*, actor: Actor, examiner_id: int, entry: CardEntry, now: datetime) -> Qualification:
    """Enter a card, also the next one of the same occupation after a renewal.

    Raises `NotPermitted`, `Examiner.DoesNotExist`, and `Refused` with everything that is wrong.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, examiner_id)
    if refusals := _entry_refusals(examiner, entry):
        raise Refused(*refusals)
    card = Qualification(examiner=examiner, occupation_id=entry.occupation_id, grade=entry.grade)
    card.card_number = entry.card_number.strip()
    card.valid_from, card.valid_until = entry.valid_from, entry.valid_until
    plan_reminder(card, now)
    card.save(force_insert=True)
    details = {"occupation": card.occupation_id, "grade": card.grade, "until": str(card.valid_until)}
    record(actor, examiner, "add_card", "录入考评员证卡", now, card=card.pk, **details)
    return card


@use_case
def withdraw_card(*, actor: Actor, card_id: int, reason: str, now: datetime) -> None:
    """Withdraw a card (注销); districts that count on it are told.

    Raises like `add_card`, and `Conflict` when it is withdrawn already.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, Qualification.objects.values_list("examiner_id", flat=True).get(pk=card_id))
    card = Qualification.objects.select_for_update().get(pk=card_id)
    if card.withdrawn_at:
        raise conflict("card_withdrawn")
    if refusals := reason_refusals(reason):
        raise Refused(*refusals)
    card.withdrawn_at, card.withdrawn_reason, card.next_reminder_on = now, reason.strip(), None
    card.save(update_fields=["withdrawn_at", "withdrawn_reason", "next_reminder_on"])
    letters.member_unfit(examiner=examiner, why="证卡已注销", now=now, occupation_id=card.occupation_id)
    record(actor, examiner, "withdraw_card", "注销考评员证卡", now, card=card.pk, reason=card.withdrawn_reason)


def plan_reminder(card: Qualification, now: datetime) -> None:
    """When the sweep reminds of the card's end; the caller saves it."""
    days = settings.KAOWU["CARD_REMINDER_DAYS"]
    card.next_reminder_on = next_reminder_on(card.valid_until, days, clock.today(now))


def _entry_refusals(examiner: Examiner, entry: CardEntry) -> tuple[Refusal, ...]:
    require_transaction()
    held = examiner.qualifications.filter(occupation_id=entry.occupation_id, withdrawn_at=None)
    others = list(held.values_list("valid_from", "valid_until"))
    number = entry.card_number.strip()
    taken = Qualification.objects.filter(card_number=number, withdrawn_at=None).exists()
    known = entry.occupation_id is None or Occupation.objects.filter(pk=entry.occupation_id, active=True).exists()
    unknown = () if known else (Refusal("site_occupation_unknown", field="occupation"),)
    texts = text_refusals(Qualification, card_number=entry.card_number) if number else ()
    return gather(card_refusals(entry, others=others, number_taken=taken), texts, unknown)
